"""What phones really make: HEIC, wide colours, very many pixels."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from tests.browser.vault.test_exact import bits_between
from tests.photos import photo

Maker = Callable[[Path], object]
# Platforms open HEIC with the same library, by this door.
pillow_heif.register_heif_opener()
WIDE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def heic(seed: int, width: int = 640, height: int = 480, **options: object) -> Maker:
    return lambda path: photo(seed, width, height).save(path, "HEIF", **options)


def wide_colours(path: Path) -> None:
    """A profile that is not sRGB: its primaries are moved, as Display P3 moves them."""
    profile = bytearray(WIDE)
    red = int.from_bytes(profile[(entry := profile.index(b"rXYZ")) + 4 : entry + 8])
    profile[red + 8 : red + 12] = int(0.515 * 65536).to_bytes(4)
    photo(82).save(path, "JPEG", quality=90, icc_profile=bytes(profile))


def ten_bit(path: Path) -> None:
    pixels = np.asarray(photo(83)).astype(np.uint16) << 8
    pillow_heif.encode("RGB;16", (640, 480), pixels.tobytes(), str(path), quality=90)


PHONES: dict[str, Maker] = {
    "phone.heic": heic(80, quality=90),
    "phone.heif": heic(81, quality=60),
    "odd.heic": heic(84, 639, 401, quality=90),
    "full-colour.heic": heic(85, quality=90, chroma=444),
    "ten-bit.heic": ten_bit,
    "wide-colours.jpg": wide_colours,
    "eight-megapixels.heic": heic(86, 3264, 2448, quality=80),
}


@pytest.fixture(scope="module")
def hash_file(shared_vault) -> Callable[[Path], dict[str, str]]:
    """The signals that the vault makes of a file, by their variants."""

    def hash_one(path: Path) -> dict[str, str]:
        item = shared_vault.find(".row").count() + 1
        shared_vault.pick(path).wait(item)
        mine = [s for s in shared_vault.signals() if s["item"] == item]
        return {str(s["variant"]): str(s["value"]) for s in mine}

    return hash_one


@pytest.mark.parametrize("name", PHONES)
def test_what_a_phone_makes_is_hashed_as_platforms_hash_it(hash_file, tmp_path, name):
    PHONES[name](tmp_path / name)
    found = hash_file(tmp_path / name)
    assert list(found) == ["stored"]
    assert bits_between(found["stored"], pdq_from_file(tmp_path / name)[0]) <= 2


def test_a_turned_heic_is_hashed_upright_and_as_the_sensor_saw_it(hash_file, tmp_path):
    """Platforms see it upright; a copy that a phone turned into a JPEG lies as the sensor lay."""
    path = tmp_path / "turned.heic"
    exif = Image.Exif()
    exif[0x0112] = 6
    photo(87).save(path, "HEIF", quality=90, exif=exif.tobytes())
    found = hash_file(path)
    assert list(found) == ["stored", "upright"]
    assert bits_between(found["upright"], pdq_from_file(path)[0]) <= 2
    with Image.open(path) as upright:
        upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying.png")
    assert bits_between(found["stored"], pdq_from_file(tmp_path / "lying.png")[0]) <= 2


def test_a_damaged_heic_says_so_and_the_next_one_works(vault, tmp_path):
    whole = tmp_path / "whole.heic"
    heic(88)(whole)
    (tmp_path / "half.heic").write_bytes(whole.read_bytes()[:900])
    vault.open().pick(tmp_path / "half.heic", whole).wait(2)
    assert vault.states() == ["refused corrupt", "done"]


def test_a_photo_of_48_megapixels_is_hashed_as_platforms_hash_it(hash_file, tmp_path):
    path = tmp_path / "large.jpg"
    photo(89, 8064, 6048).save(path, "JPEG", quality=80, progressive=True)
    found = hash_file(path)
    assert bits_between(found["stored"], pdq_from_file(path)[0]) == 0
