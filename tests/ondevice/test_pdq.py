"""The kernel against the reference, bit for bit, on the host."""

import numpy as np
import pytest
from PIL import Image

from ondevice import pdq
from ondevice.signals import MIN_QUALITY
from tests.ondevice.pictures import drawn_picture, random_picture, reference, synthetic, vectors
from tests.photos import photo


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: f"{v['w']}x{v['h']}")
def test_the_published_vectors_come_out(vector):
    picture = synthetic(vector["w"], vector["h"], vector["k"])
    found = pdq.compute(picture, vector["h"], vector["w"], 3)
    assert found.quality == vector["quality"]
    assert found.value == vector["hash"]


@pytest.mark.parametrize("seed", range(8))
def test_random_pictures_hash_as_the_reference_does(seed):
    """Also those of low quality, though their hashes are never published."""
    random = np.random.default_rng(seed)
    judged = 0
    for _ in range(60):
        picture = random_picture(random, 1500)
        height, width, _ = picture.shape
        found, wanted = pdq.compute(picture, height, width, 3), reference(picture)
        assert found == wanted, f"{width}x{height}"
        judged += found.quality >= MIN_QUALITY
    assert judged >= 20


@pytest.mark.parametrize("size", [(63, 64), (64, 64), (65, 130), (1400, 1000), (2001, 1203)])
@pytest.mark.parametrize("kind", ["mirrored", "striped", "tiled", "ringed"])
def test_regular_pictures_hash_as_the_reference_does(kind, size):
    """Their bits hang on the rounding of the reference's running sums, so those are run."""
    picture = drawn_picture(kind, *size)
    height, width, _ = picture.shape
    assert pdq.compute(picture, height, width, 3) == reference(picture)


@pytest.mark.parametrize(
    ("width", "height"), [(2400, 1800), (4000, 3000), (3001, 2003), (5000, 900)]
)
def test_large_pictures_hash_as_the_reference_does(width, height):
    picture = np.ascontiguousarray(photo(width, width, height))
    value, quality = reference(picture)
    assert quality >= MIN_QUALITY
    assert pdq.compute(picture, height, width, 3) == (value, quality)


@pytest.mark.parametrize("side", [5, 8, 16, 64])
def test_narrow_pictures_hash_as_the_reference_does(side):
    random = np.random.default_rng(side)
    for other in (5, 8, 16, 33, 64, 200, 1999):
        for shape in ((side, other, 3), (other, side, 3)):
            picture = random.integers(0, 256, shape, dtype=np.uint8)
            assert pdq.compute(picture, shape[0], shape[1], 3) == reference(picture)


def test_every_colour_has_the_luma_of_the_reference():
    """Each tile is one colour: the rounding of its luma would show in the frequencies."""
    random = np.random.default_rng(7)
    for _ in range(200):
        tiles = random.integers(0, 256, (8, 8, 3), dtype=np.uint8)
        picture = np.ascontiguousarray(tiles.repeat(8, 0).repeat(8, 1))
        assert pdq.compute(picture, 64, 64, 3) == reference(picture)


def test_any_contiguous_buffer_is_taken():
    picture = synthetic(300, 200, 1)
    wanted = reference(picture)
    frozen = picture.copy()
    frozen.flags.writeable = False
    for buffer in (picture.tobytes(), bytearray(picture.tobytes()), memoryview(picture), frozen):
        assert pdq.compute(buffer, 200, 300, 3) == wanted


def test_a_fourth_channel_is_ignored():
    picture = synthetic(640, 480, 1)
    with_alpha = np.dstack([picture, np.zeros((480, 640), np.uint8)])
    assert pdq.compute(np.ascontiguousarray(with_alpha), 480, 640, 4) == reference(picture)


@pytest.mark.parametrize("side", [1, 4])
def test_a_picture_with_a_side_under_five_has_no_hash(side):
    assert pdq.compute(bytes(side * 50 * 3), side, 50, 3) == ("0" * 64, 0)


def stored_to_upright(picture: np.ndarray, orientation: int) -> np.ndarray:
    """What a browser shows of a file with this orientation."""
    if orientation in (2, 3):
        picture = picture[:, ::-1]
    if orientation in (3, 4):
        picture = picture[::-1]
    if orientation >= 5:
        picture = picture.transpose(1, 0, 2)
    if orientation in (6, 7):
        picture = picture[:, ::-1]
    if orientation in (7, 8):
        picture = picture[::-1]
    return np.ascontiguousarray(picture)


def hash_strips(rgba: np.ndarray, orientation: int = 1, rows: int = 61) -> dict[str, str]:
    """The values by variant."""
    height, width, _ = rgba.shape
    hasher = pdq.StripHasher(width, height, orientation)
    for row in range(0, height, rows):
        hasher.feed(np.ascontiguousarray(rgba[row : row + rows]))
    return {signal.variant: signal.value for signal in hasher.finish()}


def with_alpha(picture: np.ndarray, alpha: np.ndarray | int = 255) -> np.ndarray:
    return np.dstack([picture, np.broadcast_to(np.uint8(alpha), picture.shape[:2])])


def on_ground(rgba: np.ndarray, ground: str) -> np.ndarray:
    """What Pillow makes of a picture with transparency when it is put on a ground."""
    picture = Image.fromarray(rgba)
    flat = Image.new("RGB", picture.size, ground)
    flat.paste(picture, mask=picture)
    return np.asarray(flat)


STORED = {
    "plain": synthetic(640, 480, 1),
    "large": synthetic(1600, 1100, 1),
    "narrow": synthetic(333, 17, 1),
    "square": synthetic(64, 64, 1),
    "mirrored": drawn_picture("mirrored", 1301, 999),
    "striped": drawn_picture("striped", 1200, 1100),
}


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_stored_pixels_hash_exactly_whichever_way_the_file_is_turned(orientation, kind):
    stored = STORED[kind]
    upright = stored_to_upright(stored, orientation)
    wanted = {"stored": reference(stored)[0]}
    if orientation != 1:
        wanted["upright"] = reference(upright)[0]
    assert hash_strips(with_alpha(upright), orientation) == wanted


@pytest.mark.parametrize("orientation", [3, 8])
def test_a_picture_too_large_to_keep_hashes_right_from_its_end(orientation):
    stored = np.asarray(photo(5, 5000, 3600))
    upright = stored_to_upright(stored, orientation)
    found = hash_strips(with_alpha(upright), orientation)
    assert found == {"stored": reference(stored)[0], "upright": reference(upright)[0]}


@pytest.mark.parametrize("first_hole", [0, 300, 599])
def test_a_picture_with_holes_is_hashed_on_white_and_on_black(first_hole):
    """Also when the first hole comes late: the rows before it belong to both."""
    alpha = np.full((600, 800), 255, np.uint8)
    alpha[first_hole:, 200:500] = 0
    alpha[first_hole:, 500:600] = 99
    rgba = with_alpha(synthetic(800, 600, 1), alpha)
    assert hash_strips(rgba) == {
        "white": reference(on_ground(rgba, "white"))[0],
        "black": reference(on_ground(rgba, "black"))[0],
    }


@pytest.mark.parametrize("orientation", [2, 6, 8])
def test_a_turned_picture_with_holes_has_three_hashes(orientation):
    stored = with_alpha(synthetic(300, 200, 1), np.arange(300) % 256)
    upright = stored_to_upright(stored, orientation)
    assert hash_strips(upright, orientation) == {
        "white": reference(on_ground(stored, "white"))[0],
        "black": reference(on_ground(stored, "black"))[0],
        "upright": reference(on_ground(upright, "white"))[0],
    }


@pytest.mark.parametrize(
    "malformed",
    [
        lambda: pdq.compute(b"", 0, 0, 3),
        lambda: pdq.compute(bytes(30), 2, 5, 4),
        lambda: pdq.compute(bytes(30), 2, 5, 2),
        lambda: pdq.compute(bytes(30), 1 << 20, 1 << 20, 3),
        lambda: pdq.StripHasher(10, 10, 9),
        lambda: pdq.StripHasher(10, 10).feed(bytes(39)),
        lambda: pdq.StripHasher(10, 10).feed(bytes(440)),
        lambda: pdq.StripHasher(10, 10).finish(),
    ],
)
def test_a_buffer_that_does_not_fit_its_sides_is_refused_by_name(malformed):
    with pytest.raises(pdq.PixelsMalformed):
        malformed()
