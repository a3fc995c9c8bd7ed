"""PDQ of an image, by the kernel: the same C source in the browser and on the host.

Where the pixels come from is somebody else's business. This module takes rows and gives signals.
"""

import ctypes
import os
from collections.abc import Buffer, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ondevice.signals import PDQ, Signal

UPRIGHT = 1
ORIENTATIONS = range(1, 9)
# The kernel counts in 32 bits, and nobody has a larger photo.
LONGEST_SIDE = 1 << 20
LARGEST_AREA = 1 << 29
IGNORED, ON_WHITE_AND_BLACK = 1, 2


class KernelMissing(Exception):
    """The compiled kernel is not beside this module: `python -m bundle.kernel` builds it."""


class PixelsMalformed(ValueError):
    """The buffer is not what its sides and channels say."""


class Pdq(NamedTuple):
    """A PDQ hash as 64 lower-case hex digits, and its quality from 0 to 100."""

    value: str
    quality: int


@cache
def _kernel() -> ctypes.CDLL:
    path = Path(os.environ.get("STILLMINE_KERNEL") or Path(__file__).parent / "kernel" / "pdq.so")
    if not path.exists():
        raise KernelMissing(str(path))
    kernel = ctypes.CDLL(str(path))
    kernel.pdq_open.argtypes = [ctypes.c_int] * 5
    kernel.pdq_open.restype = ctypes.c_void_p
    kernel.pdq_feed.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    kernel.pdq_feed_planes.argtypes = [ctypes.c_void_p] * 3
    kernel.pdq_is_transparent.argtypes = [ctypes.c_void_p]
    kernel.pdq_finish.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_char_p]
    kernel.pdq_close.argtypes = [ctypes.c_void_p]
    kernel.pdq_close.restype = None
    return kernel


class Image:
    """One image on its way through the kernel. `alpha`: what to do about a fourth channel."""

    def __init__(
        self, width: int, height: int, channels: int, orientation: int, alpha: int
    ) -> None:
        if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and channels in (3, 4)):
            raise PixelsMalformed("an image has two sides of 1 or more, and 3 or 4 channels")
        if width * height > LARGEST_AREA:
            raise PixelsMalformed("an image has at most 2^29 pixels")
        if orientation not in ORIENTATIONS:
            raise PixelsMalformed("an orientation is 1 to 8")
        self.row_bytes = width * channels
        self.rows_left = height
        self._handle = _kernel().pdq_open(width, height, orientation, channels, alpha)
        if not self._handle:
            raise MemoryError

    def feed(self, pixels: Buffer) -> None:
        """Take whole rows, top to bottom. `bytes` and a writable buffer are read where they lie."""
        view = memoryview(pixels)
        rows, rest = divmod(view.nbytes, self.row_bytes)
        if rest or rows > self.rows_left or not view.c_contiguous:
            raise PixelsMalformed("these are not whole rows of the image, or too many of them")
        if rows:
            _kernel().pdq_feed(self._handle, _address_of(pixels, view), rows)
        self.rows_left -= rows

    def feed_planes(self, data: Buffer, planes: ctypes.Structure) -> None:
        """Take a whole frame of a video; `planes` is the kernel's, and its bounds were checked."""
        place = _address_of(data, memoryview(data))
        taken = _kernel().pdq_feed_planes(self._handle, place, ctypes.byref(planes))
        if not taken:
            raise MemoryError
        self.rows_left -= taken

    def is_transparent(self) -> bool:
        """True if something shows through in the rows so far."""
        return bool(_kernel().pdq_is_transparent(self._handle))

    def finish(self, plan: int = 0, matte: int = 0) -> Pdq:
        """The hash of the stored (0) or upright (1) image, on white (0) or black (1)."""
        if self.rows_left:
            raise PixelsMalformed("rows are missing")
        digest = ctypes.create_string_buffer(32)
        quality = _kernel().pdq_finish(self._handle, plan, matte, digest)
        return Pdq(digest.raw.hex(), quality)

    def close(self) -> None:
        """Give the memory back; safe to call twice."""
        _kernel().pdq_close(self._handle)
        self._handle = None


def _address_of(pixels: Buffer, view: memoryview) -> "bytes | ctypes.Array[ctypes.c_ubyte]":
    """What ctypes takes for the place of the pixels, and what keeps them there meanwhile."""
    if type(pixels) is bytes:
        return pixels
    place = ctypes.c_ubyte * view.nbytes
    flat = view.cast("B")
    return place.from_buffer_copy(flat) if view.readonly else place.from_buffer(flat)


def compute(pixels: Buffer, height: int, width: int, channels: int) -> Pdq:
    """The PDQ hash and quality of a whole image, as the reference computes them at full resolution.

    `pixels`: C-contiguous bytes, rows x columns x channels (R, G, B; a fourth is ignored).
    Equal to the reference bit for bit, quality included. Raises PixelsMalformed.
    """
    image = Image(width, height, channels, UPRIGHT, IGNORED)
    try:
        if memoryview(pixels).nbytes != height * width * channels:
            raise PixelsMalformed("the buffer is not height x width x channels bytes")
        image.feed(pixels)
        return image.finish()
    finally:
        image.close()


class StripHasher:
    """Hashes an image that comes strip by strip, upright, four bytes a pixel, as a canvas gives it.

    `width` and `height` are those of the upright image; `orientation` is what its file says (EXIF,
    1 to 8). Platforms hash the pixels as the file stores them, so that is the first signal.
    """

    def __init__(self, width: int, height: int, orientation: int = UPRIGHT) -> None:
        self._image = Image(width, height, 4, orientation, ON_WHITE_AND_BLACK)
        self._is_turned = orientation != UPRIGHT

    def feed(self, rgba_rows: Buffer) -> None:
        """Take the next whole rows, top to bottom. Raises PixelsMalformed."""
        self._image.feed(rgba_rows)

    def finish(self) -> list[Signal]:
        """The signals of the image, as item 1, and whatever their quality; ends the hasher.

        Opaque: `stored`, and `upright` if the file says the picture is turned. With transparency
        there is no one picture: `white` and `black` are what it looks like on either ground.
        Raises PixelsMalformed while rows are missing.
        """
        try:
            return [Signal(PDQ, *hash_, 1, variant) for variant, hash_ in self._hashes()]
        finally:
            self._image.close()

    def close(self) -> None:
        """Give up halfway."""
        self._image.close()

    def _hashes(self) -> Iterator[tuple[str, Pdq]]:
        if not self._image.is_transparent():
            yield "stored", self._image.finish()
            if self._is_turned:
                yield "upright", self._image.finish(plan=1)
            return
        yield "white", self._image.finish(matte=0)
        yield "black", self._image.finish(matte=1)
        if self._is_turned:
            yield "upright", self._image.finish(plan=1, matte=0)
