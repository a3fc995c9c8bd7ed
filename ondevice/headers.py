"""What the first bytes of a file tell: its kind, how large the picture is, which way it is turned.

A browser opens pictures by itself and turns them upright without a word. But platforms hash the
pixels as the file stores them, so the orientation is read here. And a picture of a billion pixels
should be refused before a phone has tried to open it. Nothing here trusts the bytes: whatever they
are, the answer is facts or `unknown`, and never an error.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

HEAD_BYTES = 64 * 1024
ORIENTATION_TAG = 0x0112


class FileFacts(NamedTuple):
    """What is known of a file.

    `kind`: jpeg png webp avif gif bmp heic tiff video listing unknown empty. `width` and `height`
    are of the stored picture, None where the head does not say. `orientation`: EXIF's 1 to 8.
    """

    kind: str
    width: int | None = None
    height: int | None = None
    orientation: int = 1


def sniff(head: bytes) -> FileFacts:
    """The facts that the first HEAD_BYTES of a file hold."""
    if not head:
        return FileFacts("empty")
    for kind, begins_with, read in _READERS:
        if head.startswith(begins_with):
            try:
                return read(head)
            except (struct.error, IndexError, ValueError):
                return FileFacts(kind)
    if head[4:8] == b"ftyp":
        return _boxes(head)
    if head.startswith(b"stillmine-signals "):
        return FileFacts("listing")
    return FileFacts("unknown")


def _jpeg(head: bytes) -> FileFacts:
    width = height = None
    orientation = 1
    for marker, start, end in _segments(head):
        if marker == 0xE1 and head[start : start + 6] == b"Exif\0\0" and orientation == 1:
            orientation = _exif_orientation(head[start + 6 : end])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, start + 1)
            break
    return FileFacts("jpeg", width, height, orientation)


def _segments(head: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start of its data, end of its data) of each segment before the picture's data."""
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            return
        length = struct.unpack_from(">H", head, at + 2)[0]
        yield marker, at + 4, at + 2 + length
        at += 2 + max(2, length)


def _exif_orientation(tiff: bytes) -> int:
    """The orientation in a TIFF block's first directory; 1 where it is absent or makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        directory = struct.unpack_from(order + "I", tiff, 4)[0]
        count = struct.unpack_from(order + "H", tiff, directory)[0]
        for entry in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(order + "HH", tiff, entry)
            if tag == ORIENTATION_TAG and kind == 3:
                found = int(struct.unpack_from(order + "H", tiff, entry + 8)[0])
                return found if 1 <= found <= 8 else 1
    except struct.error:
        pass
    return 1


def _png(head: bytes) -> FileFacts:
    """Browsers turn a PNG by its eXIf chunk where that stands before the picture's data."""
    width, height = struct.unpack_from(">II", head, 16)
    orientation = 1
    at = 8
    while at + 8 <= len(head):
        length, name = struct.unpack_from(">I4s", head, at)
        if name == b"eXIf":
            orientation = _exif_orientation(head[at + 8 : at + 8 + length])
        if name in (b"IDAT", b"IEND"):
            break
        at += 12 + length
    return FileFacts("png", width, height, orientation)


def _gif(head: bytes) -> FileFacts:
    return FileFacts("gif", *struct.unpack_from("<HH", head, 6))


def _bmp(head: bytes) -> FileFacts:
    if struct.unpack_from("<I", head, 14)[0] == 12:
        return FileFacts("bmp", *struct.unpack_from("<HH", head, 18))
    width, height = struct.unpack_from("<ii", head, 18)
    return FileFacts("bmp", abs(width), abs(height))


def _riff(head: bytes) -> FileFacts:
    form, chunk = head[8:12], head[12:16]
    if form == b"AVI ":
        return FileFacts("video")
    if form != b"WEBP":
        return FileFacts("unknown")
    width = height = None
    if chunk == b"VP8X":
        width = 1 + int.from_bytes(head[24:27], "little")
        height = 1 + int.from_bytes(head[27:30], "little")
    elif chunk == b"VP8L":
        bits = struct.unpack_from("<I", head, 21)[0]
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif chunk == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", head, 26))
    return FileFacts("webp", width, height, _webp_orientation(head))


def _webp_orientation(head: bytes) -> int:
    """EXIF stands behind the picture in a WebP: it is found only where the file is a small one."""
    at = 12
    while at + 8 <= len(head):
        name, length = struct.unpack_from("<4sI", head, at)
        if name == b"EXIF":
            return _exif_orientation(head[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0"))
        at += 8 + length + length % 2
    return 1


# What a file is called if no more of it can be read, how it begins, and who reads it.
_READERS: tuple[tuple[str, bytes | tuple[bytes, ...], Callable[[bytes], FileFacts]], ...] = (
    ("jpeg", b"\xff\xd8\xff", _jpeg),
    ("png", b"\x89PNG\r\n\x1a\n", _png),
    ("gif", (b"GIF87a", b"GIF89a"), _gif),
    ("unknown", b"RIFF", _riff),
    ("bmp", b"BM", _bmp),
    ("tiff", (b"II*\0", b"MM\0*"), lambda _: FileFacts("tiff")),
    ("video", (b"\x1aE\xdf\xa3", b"\0\0\x01\xba", b"\0\0\x01\xb3"), lambda _: FileFacts("video")),
    ("video", (b"OggS", b"FLV\x01"), lambda _: FileFacts("video")),
)

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def _boxes(head: bytes) -> FileFacts:
    """ISO base media: AVIF, HEIC, or a video, by the brands it names."""
    length = int.from_bytes(head[:4]) if len(head) >= 4 else 0
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, min(length, 256), 4)}
    width, height = _largest_extent(head)
    if brands & {b"avif", b"avis"}:
        return FileFacts("avif", width, height, _rotation(head))
    if head[8:12] in _HEIF_BRANDS:
        return FileFacts("heic", width, height, _rotation(head))
    return FileFacts("video")


def _largest_extent(head: bytes) -> tuple[int, int] | tuple[None, None]:
    """The sides in the largest `ispe` box: a grid of tiles has a smaller one for each tile."""
    largest: tuple[int, int] | None = None
    at = head.find(b"ispe")
    while at >= 0 and at + 16 <= len(head):
        width, height = struct.unpack_from(">II", head, at + 8)
        if largest is None or width * height > largest[0] * largest[1]:
            largest = (width, height)
        at = head.find(b"ispe", at + 4)
    return largest or (None, None)


def _rotation(head: bytes) -> int:
    """The `irot` box, quarter turns against the clock, as the EXIF orientation that says so."""
    at = head.find(b"irot")
    return (1, 8, 3, 6)[head[at + 4] & 3] if 0 <= at < len(head) - 4 else 1
