"""What the vault's worker asks of Python.

In this order:

    look(head)                   first 64 KiB of a file -> [kind, width, height, orientation]
    Job(width, height, orientation, rows)      the upright sides; at most `rows` rows at a time
    job.feed(pixels, count)      a Uint8ClampedArray with `count` rows of RGBA, from the top
    job.finish()                 "pdq stored 100 <hex>,pdq upright 97 <hex>", or None
    job.close()                  always, also halfway

Only text and numbers go back: what leaves the worker is easily read and easily checked.
"""

from typing import Any

from ondevice.headers import sniff
from ondevice.pdq import StripHasher
from ondevice.signals import MIN_QUALITY


def look(head: Any) -> tuple[str, int | None, int | None, int]:
    """The facts of a file. `head`: a JavaScript Uint8Array of its first bytes."""
    return tuple(sniff(head.to_bytes()))  # type: ignore[return-value]


class Job:
    """One image on its way through the worker."""

    def __init__(self, width: int, height: int, orientation: int, rows: int) -> None:
        self._hasher = StripHasher(width, height, orientation)
        self._row_bytes = 4 * width
        # One strip, used again and again: pixels are copied in once and hashed where they lie.
        self._strip = memoryview(bytearray(rows * self._row_bytes))

    def feed(self, pixels: Any, rows: int) -> None:
        """Take the next rows. `pixels`: a JavaScript typed array, which is copied in."""
        part = self._strip[: rows * self._row_bytes]
        pixels.assign_to(part)
        self._hasher.feed(part)

    def finish(self) -> str | None:
        """The signals good enough to be published, or None if the image is too plain for any."""
        signals = [s for s in self._hasher.finish() if s.quality >= MIN_QUALITY]
        return ",".join(f"{s.type} {s.variant} {s.quality} {s.value}" for s in signals) or None

    def close(self) -> None:
        """Give the memory back."""
        self._hasher.close()
