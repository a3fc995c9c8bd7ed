"""Frames of a video, in every form in which a decoder may hand them over."""

import hashlib

import numpy as np
import pytest

from ondevice.exact import ExactHasher
from ondevice.frames import Frame, FrameHasher, FrameUnknown, hash_frame
from ondevice.job import line_of
from ondevice.pdq import PixelsMalformed
from ondevice.signals import parse_signals
from tests.ondevice.pictures import reference
from tests.photos import photo

WIDTH, HEIGHT = 322, 241
RGB = np.asarray(photo(71, WIDTH, HEIGHT)).astype(float)
# BT.601, limited range: the inverse of what the kernel does.
LIGHT = 16 + (65.738 * RGB[..., 0] + 129.057 * RGB[..., 1] + 25.064 * RGB[..., 2]) / 256
BLUE = 128 + (-37.945 * RGB[..., 0] - 74.494 * RGB[..., 1] + 112.439 * RGB[..., 2]) / 256
RED = 128 + (112.439 * RGB[..., 0] - 94.154 * RGB[..., 1] - 18.285 * RGB[..., 2]) / 256


def plane(values: np.ndarray, bits: int, coarse: tuple[int, int], padding: int) -> np.ndarray:
    """One plane of the frame, its rows padded as decoders do."""
    coarse_x, coarse_y = coarse
    few = values[:: 1 << coarse_y, :: 1 << coarse_x]
    samples = np.round(few * (1 << (bits - 8))).astype("<u2" if bits > 8 else "u1")
    return np.pad(samples, ((0, 0), (0, padding)), constant_values=77)


def frame_of(form: str, bits: int = 8, coarse: tuple[int, int] = (1, 1)) -> Frame:
    data, layout = b"", []
    planes = [plane(LIGHT, bits, (0, 0), 6)]
    colours = [plane(values, bits, coarse, 3) for values in (BLUE, RED)]
    planes += [np.dstack(colours).reshape(len(colours[0]), -1)] if form == "NV12" else colours
    for each in planes:
        layout += [len(data), each.shape[1] * each.itemsize]
        data += each.tobytes()
    return Frame(bytearray(data), form, WIDTH, HEIGHT, layout, False)


FORMS = {
    "I420": (8, (1, 1)),
    "I420A": (8, (1, 1)),
    "I422": (8, (1, 0)),
    "I444": (8, (0, 0)),
    "NV12": (8, (1, 1)),
    "I420P10": (10, (1, 1)),
    "I422P10": (10, (1, 0)),
    "I444P12": (12, (0, 0)),
}


def bits_between(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("form", FORMS)
def test_a_frame_hashes_as_its_picture_does(form):
    [found] = hash_frame(frame_of(form, *FORMS[form]))
    value, quality = reference(RGB.astype(np.uint8))
    assert bits_between(found.value, value) <= 6
    assert abs(found.quality - quality) <= 2


def test_a_frame_in_plain_colours_hashes_to_the_last_bit():
    opaque = np.full((HEIGHT, WIDTH), 255, np.uint8)
    rgba = np.dstack([RGB.astype(np.uint8), opaque])
    frame = Frame(bytearray(rgba.tobytes()), "RGBA", WIDTH, HEIGHT, [0, 4 * WIDTH], False)
    assert [tuple(found) for found in hash_frame(frame)] == [reference(RGB.astype(np.uint8))]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_frame_is_hashed_as_stored_and_then_upright(rotation):
    opaque = np.full((HEIGHT, WIDTH), 255, np.uint8)
    picture = RGB.astype(np.uint8)
    rgba = np.dstack([picture, opaque])
    frame = Frame(bytearray(rgba.tobytes()), "RGBA", WIDTH, HEIGHT, [0, 4 * WIDTH], False)
    upright = np.ascontiguousarray(np.rot90(picture, -rotation // 90))
    expected = [reference(picture), reference(upright)]
    assert [tuple(found) for found in hash_frame(frame, rotation)] == expected


@pytest.mark.parametrize("form", ["I410", "NV12P10", "RGBX", "I420P14", ""])
def test_an_unknown_form_is_refused(form):
    with pytest.raises(FrameUnknown):
        hash_frame(frame_of("I420")._replace(form=form))


@pytest.mark.parametrize(
    "layout",
    [
        lambda given: [*given[:4], given[4] + 4, given[5]],
        lambda given: [given[0], WIDTH - 1, *given[2:]],
        lambda given: [-1, *given[1:]],
        lambda given: given[:4],
        lambda given: [given[0], 1 << 30, *given[2:]],
        lambda given: [],
    ],
)
def test_planes_beyond_the_data_are_never_read(layout):
    frame = frame_of("I420")
    with pytest.raises(PixelsMalformed):
        hash_frame(frame._replace(layout=layout(frame.layout)))


def test_plain_frames_are_left_out_and_the_quality_is_the_mean():
    hasher = FrameHasher()
    blank = Frame(bytearray([80] * 64 * 96), "I420", 64, 64, [0, 64, 4096, 32, 5120, 32], False)
    for seconds, frame in ((0.0, frame_of("I420")), (1.001, blank), (2.002, frame_of("NV12"))):
        hasher.take(frame, seconds)
    [signal] = hasher.finish()
    parse_signals([signal.as_dict()])
    assert [frame.split(",")[2] for frame in signal.value.strip('[]"').split('", "')] == [
        "0.000",
        "2.002",
    ]
    [first] = hash_frame(frame_of("I420"))
    assert abs(signal.quality - first.quality) <= 1


def test_a_video_of_nothing_but_plain_frames_has_no_signal():
    assert FrameHasher().finish() == []
    assert line_of([]) is None


def test_the_bytes_are_summed_up_piece_by_piece():
    hasher = ExactHasher()
    for piece in (b"one", b"", memoryview(b"two")):
        hasher.feed(piece)
    signal = hasher.finish()
    assert signal.value == hashlib.md5(b"onetwo").hexdigest()
    parse_signals([signal.as_dict()])
    assert line_of([signal]) == f"video_md5 whole 100 {signal.value}"
