"""The hash of an image is the one that platforms compute, to the last bit."""

import struct
import zlib
from collections.abc import Callable
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


def bits_between(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def hash_seen(path: Path) -> tuple[str, int]:
    """The hash of the picture as it is seen, by the platforms' own library."""
    plain = path.with_suffix(".seen.png")
    picture = Image.open(path)
    if picture.mode == "I;16":
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    picture.convert("RGB").save(plain)
    return pdq_from_file(plain)


@pytest.fixture(scope="module")
def hashed(shared_vault, tmp_path_factory) -> dict[str, list[dict[str, object]]]:
    """Every file above, hashed in one go: its signals, by its name."""
    folder = tmp_path_factory.mktemp("exact")
    names = [*AS_PLATFORMS, *AS_SEEN]
    for name in names:
        (AS_PLATFORMS | AS_SEEN)[name](folder / name)
    shared_vault.pick(*(folder / name for name in names)).wait(len(names))
    found: dict[str, list[dict[str, object]]] = {name: [] for name in names}
    for signal in shared_vault.signals():
        found[names[signal["item"] - 1]].append(
            signal | {"path": folder / names[signal["item"] - 1]}
        )
    return found


@pytest.mark.parametrize("name", [*AS_PLATFORMS, *AS_SEEN])
def test_the_stored_hash_is_what_platforms_compute(hashed, name):
    [signal] = hashed[name]
    path = signal["path"]
    value, quality = pdq_from_file(path) if name in AS_PLATFORMS else hash_seen(path)
    assert signal["variant"] == "stored"
    assert bits_between(signal["value"], value) <= BITS_OFF.get(name, 0)
    assert abs(signal["quality"] - quality) <= (1 if name in BITS_OFF else 0)


@pytest.mark.parametrize("orientation", [2, 3, 4, 5, 6, 7, 8])
def test_a_turned_photo_is_known_as_stored_and_as_seen(vault, tmp_path, orientation):
    path = save_jpeg(tmp_path / "turned.jpg", photo(40 + orientation, 1200, 801), orientation)
    upright = tmp_path / "upright.png"
    ImageOps.exif_transpose(Image.open(path)).save(upright)
    vault.open().pick(path).wait(1)
    stored, turned = vault.signals()
    assert (stored["variant"], stored["value"]) == ("stored", pdq_from_file(path)[0])
    assert (turned["variant"], turned["value"]) == ("upright", pdq_from_file(upright)[0])


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_turned_picture_of_another_format_is_known_as_stored_too(vault, tmp_path, kind):
    path = tmp_path / f"turned.{kind.lower()}"
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    # Large enough that what stands behind the picture is not in the first 64 KiB of the file.
    photo(50, 1600, 1200).save(path, kind, exif=exif, **({} if kind == "PNG" else {"quality": 90}))
    vault.open().pick(path).wait(1)
    signals = {signal["variant"]: signal["value"] for signal in vault.signals()}
    assert bits_between(signals["stored"], pdq_from_file(path)[0]) <= (0 if kind == "PNG" else 2)


def test_a_see_through_picture_is_known_on_white_and_on_black(vault, tmp_path):
    picture = photo(60).convert("RGBA")
    alpha = Image.fromarray(np.tile(np.linspace(0, 255, 640).astype(np.uint8), (480, 1)))
    picture.putalpha(alpha)
    path = tmp_path / "see-through.png"
    picture.save(path)
    vault.open().pick(path).wait(1)
    signals = vault.signals()
    assert [signal["variant"] for signal in signals] == ["white", "black"]
    for signal, ground in zip(signals, ("white", "black"), strict=True):
        matte = Image.new("RGBA", picture.size, ground)
        flat = tmp_path / f"{ground}.png"
        Image.alpha_composite(matte, picture).convert("RGB").save(flat)
        assert bits_between(signal["value"], pdq_from_file(flat)[0]) <= 2


def test_a_picture_that_could_be_see_through_and_is_not_counts_as_one(vault, tmp_path):
    path = tmp_path / "opaque.png"
    photo(61).convert("RGBA").save(path)
    vault.open().pick(path).wait(1)
    [signal] = vault.signals()
    assert (signal["variant"], signal["value"]) == ("stored", pdq_from_file(path)[0])


def test_one_see_through_pixel_is_enough(vault, tmp_path):
    picture = photo(62).convert("RGBA")
    picture.putpixel((639, 479), (0, 0, 0, 254))
    path = tmp_path / "one-pixel.png"
    picture.save(path)
    vault.open().pick(path).wait(1)
    assert [signal["variant"] for signal in vault.signals()] == ["white", "black"]
