"""The hash of an image is the one that platforms compute, to the last bit."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from tests.photos import ORIENTATION, photo, save_jpeg

Maker = Callable[[Path], object]


def saved(kind: str, mode: str = "RGB", seed: int = 1, **options: object) -> Maker:
    """Writes a photo in that file format and that mode."""
    return lambda path: photo(seed).convert(mode).save(path, kind, **options)


def animated(kind: str) -> Maker:
    """Two pictures one after the other; platforms take the first."""
    return lambda path: photo(31).save(
        path, kind, save_all=True, append_images=[photo(32)], duration=200
    )


def sixteen_bit(mode: str) -> Maker:
    """A PNG of 16 bits a sample, whose finer bits are not just the coarse ones again."""

    def make(path: Path) -> None:
        coarse = np.asarray(photo(33).convert(mode)).astype(np.uint16)
        fine = np.random.default_rng(33).integers(0, 256, coarse.shape, dtype=np.uint16)
        rows = ((coarse << 8) + fine).astype(">u2").reshape(coarse.shape[0], -1)
        lines = b"".join(b"\0" + row.tobytes() for row in rows)
        height, width = coarse.shape[:2]
        header = struct.pack(">IIBBBBB", width, height, 16, 2 if mode == "RGB" else 0, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts))

    return make


def chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def odd(width: int, height: int) -> Maker:
    return lambda path: photo(34, width, height).save(path, "PNG")


# What platforms read as it is: their own library on the very same file gives the same hash.
AS_PLATFORMS: dict[str, Maker] = {
    "photo.jpg": saved("JPEG", quality=90),
    "rough.jpg": saved("JPEG", quality=30, seed=2),
    "progressive.jpg": saved("JPEG", quality=85, progressive=True, seed=3),
    "full-colour.jpg": saved("JPEG", quality=95, subsampling=0, seed=4),
    "grey.jpg": saved("JPEG", "L", seed=5),
    "twelve-megapixels.jpg": lambda path: save_jpeg(path, photo(6, 4000, 3000)),
    "photo.png": saved("PNG", seed=7),
    "grey.png": saved("PNG", "L", seed=8),
    "sixteen-bit.png": sixteen_bit("RGB"),
    "lossless.webp": saved("WEBP", lossless=True, seed=9),
    "photo.webp": saved("WEBP", quality=80, seed=10),
    "animated.webp": animated("WEBP"),
    "photo.avif": saved("AVIF", quality=80, seed=12),
    "photo.bmp": saved("BMP", seed=13),
    "narrow.png": odd(37, 801),
    "flat.png": odd(1201, 16),
    "small.png": odd(64, 64),
}
# What platforms misread (the number of a colour for the colour, ink for light, 16 bits for 8):
# there the hash is that of the picture as everybody sees it.
AS_SEEN: dict[str, Maker] = {
    "photo.gif": saved("GIF", seed=21),
    "animated.gif": animated("GIF"),
    "palette.png": saved("PNG", "P", seed=22),
    "print.jpg": saved("JPEG", "CMYK", seed=23, quality=90),
    "sixteen-bit-grey.png": sixteen_bit("L"),
}
# Decoders of a lossy format may round differently from each other by one step of 255.
BITS_OFF = {"print.jpg": 2, "photo.webp": 2, "animated.webp": 2, "photo.avif": 2}


def turned(kind: str, orientation: int) -> Maker:
    """A picture whose file says that it is turned, large enough that a WebP says it late."""

    def make(path: Path) -> None:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        options = {} if kind == "PNG" else {"quality": 90}
        photo(100 * len(kind) + ord(kind[0]) + orientation, 1200, 801).save(
            path, kind, exif=exif, **options
        )

    return make


def see_through(alpha: np.ndarray) -> Maker:
    def make(path: Path) -> None:
        picture = photo(60).convert("RGBA")
        picture.putalpha(Image.fromarray(alpha))
        picture.save(path)

    return make


OPAQUE = np.full((480, 640), 255, np.uint8)
ONE_PIXEL = OPAQUE.copy()
ONE_PIXEL[479, 639] = 254
FADING = np.tile(np.linspace(0, 255, 640).astype(np.uint8), (480, 1))
OTHERS: dict[str, Maker] = {
    **{f"turned-{n}.jpg": turned("JPEG", n) for n in range(2, 9)},
    "turned-6.png": turned("PNG", 6),
    "turned-3.png": turned("PNG", 3),
    "turned-6.avif": turned("AVIF", 6),
    "turned-6.webp": turned("WEBP", 6),
    "turned-3.webp": turned("WEBP", 3),
    "fading.png": see_through(FADING),
    "one-pixel.png": see_through(ONE_PIXEL),
    "opaque.png": see_through(OPAQUE),
}
ALL = AS_PLATFORMS | AS_SEEN | OTHERS


@dataclass(frozen=True)
class Hashed:
    """A file, and the signals that the vault made of it, by their variants."""

    path: Path
    signals: dict[str, dict[str, object]]

    def value(self, variant: str) -> str:
        return str(self.signals[variant]["value"])


def bits_between(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def hash_of(picture: Image.Image, path: Path) -> str:
    """The hash of these pixels, by the platforms' own library."""
    picture.convert("RGB").save(path)
    return pdq_from_file(path)[0]


def hash_seen(path: Path, seen: Path) -> str:
    """The hash of the picture as a person sees it, not turned."""
    picture = Image.open(path)
    if picture.mode == "I;16":
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    return hash_of(picture, seen)


@pytest.fixture(scope="module")
def hashed(shared_vault, tmp_path_factory) -> dict[str, Hashed]:
    """Every file above, hashed in one go."""
    folder = tmp_path_factory.mktemp("exact")
    paths = [folder / name for name in ALL]
    for path in paths:
        ALL[path.name](path)
    shared_vault.pick(*paths).wait(len(paths))
    found = {path.name: Hashed(path, {}) for path in paths}
    for signal in shared_vault.signals():
        found[paths[signal["item"] - 1].name].signals[signal["variant"]] = signal
    return found


@pytest.mark.parametrize("name", AS_PLATFORMS)
def test_the_stored_hash_is_what_platforms_compute(hashed, name):
    file = hashed[name]
    value, quality = pdq_from_file(file.path)
    assert [v for v in file.signals if "frame" not in v] == ["stored"]
    assert bits_between(file.value("stored"), value) <= BITS_OFF.get(name, 0)
    assert abs(file.signals["stored"]["quality"] - quality) <= (name in BITS_OFF)


@pytest.mark.parametrize("name", AS_SEEN)
def test_what_platforms_misread_is_hashed_as_it_is_seen(hashed, name, tmp_path):
    file = hashed[name]
    assert [v for v in file.signals if "frame" not in v] == ["stored"]
    value = hash_seen(file.path, tmp_path / "seen.png")
    assert bits_between(file.value("stored"), value) <= BITS_OFF.get(name, 0)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_photo_is_known_as_stored_and_as_seen(hashed, orientation, tmp_path):
    file = hashed[f"turned-{orientation}.jpg"]
    upright = ImageOps.exif_transpose(Image.open(file.path))
    assert list(file.signals) == ["stored", "upright"]
    assert file.value("stored") == pdq_from_file(file.path)[0]
    assert file.value("upright") == hash_of(upright, tmp_path / "upright.png")


@pytest.mark.parametrize("name", [name for name in OTHERS if "turned" in name])
def test_every_turned_file_is_known_as_platforms_store_it(hashed, name):
    file = hashed[name]
    off = 2 if name.endswith(("webp", "avif")) else 0
    assert bits_between(file.value("stored"), pdq_from_file(file.path)[0]) <= off


def test_a_see_through_picture_is_known_on_white_and_on_black(hashed, tmp_path):
    file = hashed["fading.png"]
    assert list(file.signals) == ["white", "black"]
    picture = Image.open(file.path)
    for ground in file.signals:
        laid = Image.alpha_composite(Image.new("RGBA", picture.size, ground), picture)
        # A canvas keeps colours multiplied by their alpha, and so loses a little.
        assert bits_between(file.value(ground), hash_of(laid, tmp_path / "laid.png")) <= 2


def test_one_see_through_pixel_is_enough(hashed):
    assert list(hashed["one-pixel.png"].signals) == ["white", "black"]


def test_a_picture_that_could_be_see_through_and_is_not_counts_as_one(hashed):
    file = hashed["opaque.png"]
    assert [v for v in file.signals if "frame" not in v] == ["stored"]
    assert file.value("stored") == pdq_from_file(file.path)[0]
