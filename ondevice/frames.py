"""vPDQ of a video: the PDQ hashes of frames taken a second apart, as the vpdq library takes them.

Which frames and when is somebody else's business: this module takes decoded frames, in the planes
that a decoder keeps them in, and gives signals. Platforms hash frames as they are stored, and know
nothing of a phone that was held upright; so a turned video has a second signal, turned upright.
"""

import ctypes
from collections.abc import Buffer, Sequence
from typing import NamedTuple

from ondevice.pdq import UPRIGHT, Image, Pdq, PixelsMalformed
from ondevice.signals import MAX_FRAMES, MIN_QUALITY, VPDQ, WHOLE, Signal, join_frames

# The kernel turns back what it is given, and here it is given the stored frame: by the turn
# clockwise that it needs, the EXIF orientation of a picture that is upright once turned back.
TURNED_BACK = {0: UPRIGHT, 90: 8, 180: 3, 270: 6}
# WebCodecs' names: how much coarser colour is along x and y, and the bits of a sample.
_COARSENESS = {"I420": (1, 1), "I422": (1, 0), "I444": (0, 0), "NV12": (1, 1)}
_BITS = {"": 8, "A": 8, "P10": 10, "AP10": 10, "P12": 12, "AP12": 12}
RGBA = "RGBA"


class FrameUnknown(ValueError):
    """A decoder gave pixels in a form that we cannot read."""


class Frame(NamedTuple):
    """A decoded frame. `layout`: offset and stride in bytes of each plane, one after the other."""

    data: Buffer
    form: str
    width: int
    height: int
    layout: Sequence[int]
    is_full_range: bool


class _Planes(ctypes.Structure):
    _fields_ = (
        ("offset", ctypes.c_int32 * 3),
        ("stride", ctypes.c_int32 * 3),
        *((name, ctypes.c_int32) for name in ("step", "coarse_x", "coarse_y", "bits", "full")),
    )


def hash_frame(frame: Frame, rotation: int = 0) -> list[Pdq]:
    """The hash of a frame as it is stored and, if the video says it is turned, upright.

    Raises FrameUnknown, or PixelsMalformed where the planes do not fit into the data.
    """
    channels = 4 if frame.form == RGBA else 3
    turn = TURNED_BACK[rotation]
    image = Image(frame.width, frame.height, channels, turn, 1)
    try:
        if frame.form == RGBA:
            image.feed(frame.data)
        else:
            image.feed_planes(frame.data, _planes_of(frame))
        if turn == UPRIGHT:
            return [image.finish()]
        return [image.finish(plan=1), image.finish(plan=0)]
    finally:
        image.close()


def _planes_of(frame: Frame) -> _Planes:
    """Where the kernel finds its samples, once it is sure that it reads none beyond the data."""
    family, depth = frame.form[:4], frame.form[4:]
    is_woven = frame.form == "NV12"
    if family not in _COARSENESS or depth not in _BITS or (depth and family == "NV12"):
        raise FrameUnknown
    offsets, strides = list(frame.layout[0::2]), list(frame.layout[1::2])
    if is_woven:
        # The two colours lie woven in one plane.
        offsets, strides = [*offsets, *(at + 1 for at in offsets[1:])], [*strides, *strides[1:]]
    coarse_x, coarse_y = _COARSENESS[family]
    step, bits = 1 + is_woven, _BITS[depth]
    across, down = -(-frame.width >> coarse_x), -(-frame.height >> coarse_y)
    rows = [(frame.width, frame.height), *[((across - 1) * step + 1, down)] * 2]
    sizes = [(samples * (1 + (bits > 8)), count) for samples, count in rows]
    _check_bounds(offsets[:3], strides[:3], sizes, memoryview(frame.data).nbytes)
    return _Planes(
        (ctypes.c_int32 * 3)(*offsets[:3]), (ctypes.c_int32 * 3)(*strides[:3]),
        step, coarse_x, coarse_y, bits, frame.is_full_range,
    )  # fmt: skip


def _check_bounds(
    offsets: list[int], strides: list[int], sizes: list[tuple[int, int]], end: int
) -> None:
    """Raises PixelsMalformed unless there are three planes, all of them within the data."""
    if not len(offsets) == len(strides) == len(sizes):
        raise PixelsMalformed("a frame has three planes")
    for offset, stride, (row, rows) in zip(offsets, strides, sizes, strict=True):
        if offset < 0 or stride < row or offset + stride * (rows - 1) + row > end:
            raise PixelsMalformed("a plane is not within the data")


class FrameHasher:
    """Takes the frames of a video in order. `rotation`: degrees clockwise that turn it upright."""

    def __init__(self, rotation: int = 0) -> None:
        self._rotation = rotation
        # One list for each way that the frames are hashed.
        self._hashes: list[list[tuple[Pdq, float]]] = []

    def take(self, frame: Frame, seconds: float) -> None:
        """Hash the next frame. Raises FrameUnknown, PixelsMalformed."""
        found = hash_frame(frame, self._rotation)
        self._hashes = self._hashes or [[] for _ in found]
        for hashes, one in zip(self._hashes, found, strict=True):
            hashes.append((one, seconds))

    def finish(self) -> list[Signal]:
        """The signals, as item 1: frames too plain to be told from others are left out.

        The quality is the mean of the frames'. Empty if no frame was good enough.
        """
        signals = []
        for variant, hashes in zip((WHOLE, "upright"), self._hashes, strict=False):
            good = [(pdq, at) for pdq, at in hashes if pdq.quality >= MIN_QUALITY][:MAX_FRAMES]
            if good:
                quality = sum(pdq.quality for pdq, _ in good) // len(good)
                value = join_frames((*pdq, at) for pdq, at in good)
                signals.append(Signal(VPDQ, value, quality, 1, variant))
        return signals
