"""The kernel against the reference, bit for bit, on the host."""

import numpy as np
import pytest

from ondevice import pdq
from ondevice.signals import MIN_QUALITY
from tests.ondevice.pictures import random_picture, reference, synthetic, vectors
from tests.photos import photo


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: f"{v['w']}x{v['h']}")
def test_the_published_vectors_come_out(vector):
    picture = synthetic(vector["w"], vector["h"], vector["k"])
    found = pdq.compute(picture, vector["h"], vector["w"], 3)
    assert found.quality == vector["quality"]
    assert found.value == vector["hash"]


@pytest.mark.parametrize("seed", range(8))
def test_random_pictures_hash_as_the_reference_does(seed):
    random = np.random.default_rng(seed)
    judged = 0
    for _ in range(60):
        picture = random_picture(random, 1500)
        height, width, _ = picture.shape
        found, (value, quality) = pdq.compute(picture, height, width, 3), reference(picture)
        if quality >= MIN_QUALITY:
            judged += 1
            assert found == (value, quality), f"{width}x{height}"
        else:
            # Below, hashes are rounding noise and never published.
            assert abs(found.quality - quality) <= 1
    assert judged >= 20


@pytest.mark.parametrize(
    ("width", "height"), [(2400, 1800), (4000, 3000), (3001, 2003), (5000, 900)]
)
def test_large_pictures_hash_as_the_reference_does(width, height):
    picture = np.ascontiguousarray(photo(width, width, height))
    value, quality = reference(picture)
    assert quality >= MIN_QUALITY
    assert pdq.compute(picture, height, width, 3) == (value, quality)


@pytest.mark.parametrize("side", [8, 16])
def test_sides_at_which_whole_frequencies_vanish_still_agree(side):
    """Their bits hang on the rounding of the reference's running sums, so those are run."""
    random = np.random.default_rng(side)
    for other in (5, 8, 16, 33, 200, 1999):
        for shape in ((side, other, 3), (other, side, 3)):
            picture = random.integers(0, 256, shape, dtype=np.uint8)
            assert pdq.compute(picture, shape[0], shape[1], 3) == reference(picture)


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


@pytest.mark.parametrize("size", [(640, 480), (1600, 1100), (333, 17)])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_stored_pixels_hash_exactly_whichever_way_the_file_is_turned(orientation, size):
    stored = synthetic(*size, 1)
    upright = stored_to_upright(stored, orientation)
    height, width, _ = upright.shape
    rgba = np.dstack([upright, np.full((height, width), 255, np.uint8)])
    hasher = pdq.StripHasher(width, height, orientation)
    for row in range(0, height, 64):
        hasher.feed(np.ascontiguousarray(rgba[row : row + 64]))
    signals = {signal.variant: signal.value for signal in hasher.finish()}
    wanted = {"stored": reference(stored)[0]}
    if orientation != 1:
        wanted["upright"] = reference(upright)[0]
    assert signals == wanted


def test_a_picture_with_holes_is_hashed_on_white_and_on_black():
    picture = synthetic(800, 600, 1)
    alpha = np.full((600, 800), 255, np.uint8)
    alpha[300:, 200:500] = 0
    hasher = pdq.StripHasher(800, 600)
    rgba = np.ascontiguousarray(np.dstack([picture, alpha]))
    for row in range(0, 600, 100):
        hasher.feed(rgba[row : row + 100])
    found = {signal.variant: signal.value for signal in hasher.finish()}
    share = alpha[..., None] / 255
    assert found == {
        "white": reference((picture * share + 255 * (1 - share)).astype(np.uint8))[0],
        "black": reference((picture * share).astype(np.uint8))[0],
    }


@pytest.mark.parametrize(
    "malformed",
    [
        lambda: pdq.compute(b"", 0, 0, 3),
        lambda: pdq.compute(bytes(30), 2, 5, 4),
        lambda: pdq.compute(bytes(30), 2, 5, 2),
        lambda: pdq.StripHasher(10, 10, 9),
        lambda: pdq.StripHasher(10, 10).feed(bytes(39)),
        lambda: pdq.StripHasher(10, 10).feed(bytes(440)),
        lambda: pdq.StripHasher(10, 10).finish(),
    ],
)
def test_a_buffer_that_does_not_fit_its_sides_is_refused_by_name(malformed):
    with pytest.raises(pdq.PixelsMalformed):
        malformed()
