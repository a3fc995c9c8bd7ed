"""Pictures for the kernel: the published vectors, and random ones of every size."""

import json
from pathlib import Path

import numpy as np
import pdqhash
from PIL import Image

VECTORS = Path(__file__).parent / "pdq-vectors.json"


def vectors() -> list[dict]:
    """The vectors of pdqhash 0.2.8 that are made by the formula below."""
    return [v for v in json.loads(VECTORS.read_text())["synthetic"] if isinstance(v["k"], int)]


def synthetic(width: int, height: int, k: int) -> np.ndarray:
    """The picture of a vector, made from integers alone: rows x columns x 3, uint8."""
    x = np.arange(width, dtype=np.int64)[None, :]
    y = np.arange(height, dtype=np.int64)[:, None]
    picture = np.zeros((height, width, 3), np.uint8)
    for c in range(3):
        slope = ((x * 37 * (k + 1)) // width + (y * 53 * (c + 2)) // height) % 256
        from_x, from_y = x - (k * 97 + c * 41) % width, y - (k * 57 + c * 83) % height
        spot = from_x**2 * 4 * 255 // width**2 + from_y**2 * 4 * 255 // height**2
        tiles = x // max(1, width // (5 + k)) * 7919 + y // max(1, height // (3 + k)) * 104729
        tile = (tiles + c * 1299709) % 256
        mixed = slope * (3 - k % 3) + np.clip(255 - spot, 0, 255) * 2 + tile * (1 + k % 4)
        picture[..., c] = np.clip(mixed // (6 + k % 3), 0, 255)
    return picture


def random_picture(random: np.random.Generator, largest: int) -> np.ndarray:
    """A soft picture like a photo, or pure noise; its sides log-uniform from 1 to `largest`."""
    width, height = (int(np.exp(random.uniform(0, np.log(largest)))) for _ in range(2))
    if random.random() < 0.2:
        return random.integers(0, 256, (height, width, 3), dtype=np.uint8)
    return random_soft(random, width, height)


def drawn_picture(kind: str, width: int, height: int) -> np.ndarray:
    """A picture so regular that half of its frequencies are nothing but rounding.

    Not far-fetched: mirrored selfies, striped cloth, tiles, screens of text.
    """
    x, y = np.arange(width)[None, :], np.arange(height)[:, None]
    if kind == "mirrored":
        half = random_soft(np.random.default_rng(width), width // 2, height)
        return np.ascontiguousarray(np.hstack([half, half[:, ::-1]]))
    values = {
        "striped": 127 + 120 * np.sin(x * 40 / width) + 0 * y,
        "tiled": (x * 7 // width + y * 5 // height) % 2 * 255,
        "ringed": 127 + 120 * np.sin(40 * np.hypot(x / width - 0.5, y / height - 0.5)),
    }[kind]
    return np.ascontiguousarray(np.repeat(values[..., None], 3, axis=2).astype(np.uint8))


def random_soft(random: np.random.Generator, width: int, height: int) -> np.ndarray:
    """A few soft patches of colour."""
    rough = random.integers(0, 256, (*random.integers(2, 24, 2), 3), dtype=np.uint8)
    soft = Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)
    return np.ascontiguousarray(soft)


def reference(picture: np.ndarray) -> tuple[str, int]:
    """What pdqhash says: 64 hex digits and the quality."""
    bits, quality = pdqhash.compute(np.ascontiguousarray(picture))
    return np.packbits(bits.astype(np.uint8)).tobytes().hex(), quality
