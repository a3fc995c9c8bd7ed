"""Real image files, made in the test: photo-like, so that their PDQ quality is high."""

from pathlib import Path

import numpy as np
from PIL import Image

ORIENTATION = 0x0112


def photo(seed: int, width: int = 640, height: int = 480) -> Image.Image:
    """A picture with soft shapes and a little noise, the same for the same seed."""
    random = np.random.default_rng(seed)
    rough = random.integers(0, 256, (9, 12, 3), dtype=np.uint8)
    soft = Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)
    noise = random.integers(-6, 7, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(soft) + noise, 0, 255).astype(np.uint8))


def save_jpeg(path: Path, picture: Image.Image, orientation: int = 1) -> Path:
    """A JPEG that says it is turned, as phones do."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    picture.save(path, "JPEG", quality=90, exif=exif)
    return path
