"""A logo: a small PNG or WebP, known by its bytes. Never SVG, which can hold a program."""

from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_BYTES = 64 * 1024
LARGEST_SIDE = 1024
KINDS = ("image/png", "image/webp")
# The bit of an extended WebP, and the chunk of a PNG, that say: this picture moves.
MOVES = 0x02
MOVING_PNG = b"acTL"


class LogoRefused(Exception):
    """A logo is a PNG or WebP that stands still, of at most 64 KiB and 1024 pixels a side."""


@dataclass(frozen=True)
class Logo:
    """The bytes as they were given, and what they are."""

    kind: str
    data: bytes


def check_logo(data: bytes) -> Logo:
    """The logo, if it is one. Raises LogoRefused.

    The size in pixels is read too: a few bytes can unfold into more than a phone can hold.
    """
    if len(data) > LARGEST_BYTES:
        raise LogoRefused
    kind, size = _read_png(data) or _read_webp(data) or ("", (0, 0))
    if not all(0 < side <= LARGEST_SIDE for side in size):
        raise LogoRefused
    return Logo(kind, data)


def _read_png(data: bytes) -> tuple[str, tuple[int, int]] | None:
    if not data.startswith(PNG) or data[12:16] != b"IHDR" or MOVING_PNG in data:
        return None
    return "image/png", (int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))


def _read_webp(data: bytes) -> tuple[str, tuple[int, int]] | None:
    """The three kinds of RFC 9649: lossy, lossless, extended."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    width = height = 0
    if data[12:16] == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width = int.from_bytes(data[26:28], "little") & 0x3FFF
        height = int.from_bytes(data[28:30], "little") & 0x3FFF
    elif data[12:16] == b"VP8L" and data[20:21] == b"\x2f":
        bits = int.from_bytes(data[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif data[12:16] == b"VP8X" and not int.from_bytes(data[20:21]) & MOVES:
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
    return "image/webp", (width, height)
