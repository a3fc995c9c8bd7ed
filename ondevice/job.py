"""What the vault's worker asks of Python.

In this order:

    look(head)                   first 64 KiB of a file -> [kind, width, height, orientation]
    Job(width, height, orientation, rows)      the upright sides; at most `rows` rows at a time
    job.feed(pixels, count)      a Uint8ClampedArray with `count` rows of RGBA, from the top
    job.finish()                 "pdq stored 100 <hex>,pdq upright 97 <hex>", or None
    job.finish("mirror")         instead, of a view of an image: "pdq mirror 98 <hex>", or None
    job.close()                  always, also halfway

and of a video, all of it in any order:

    Exact(), exact.feed(bytes)                 a Uint8Array of at most PIECE_BYTES, in order
    exact.finish()                             "video_md5 whole 100 <hex>"
    Film(rotation), film.take(frame, seconds)  a frame as the decoder in static/vault describes it
    film.finish()                              "vpdq whole 93 <hex>/97/0.000;...", or None

and of a file of codes, all of its bytes:

    read_listed(bytes)           the lines of its items, as a Job would give them; None if damaged

Only text and numbers go back: what leaves the worker is easily read and easily checked.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ondevice.exact import ExactHasher
from ondevice.frames import Frame, FrameHasher
from ondevice.headers import sniff
from ondevice.listing import ListingDamaged, read_listing
from ondevice.pdq import StripHasher
from ondevice.signals import MIN_QUALITY, VPDQ, Signal

PIECE_BYTES = 1024 * 1024


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

    def finish(self, variant: str = "") -> str | None:
        """The signals good enough to be published, or None if the image is too plain for any.

        With a variant what was fed is not the image but a view of it, which has one signal.
        """
        signals = self._hasher.finish()
        if variant:
            signals = [replace(signals[0], variant=variant)]
        return line_of(s for s in signals if s.quality >= MIN_QUALITY)

    def close(self) -> None:
        """Give the memory back."""
        self._hasher.close()


class Exact:
    """The bytes of a video on their way through the worker."""

    def __init__(self) -> None:
        self._hasher = ExactHasher()
        self._piece = memoryview(bytearray(PIECE_BYTES))

    def feed(self, piece: Any) -> None:
        """Take the next bytes. `piece`: a JavaScript Uint8Array."""
        part = self._piece[: piece.byteLength]
        piece.assign_to(part)
        self._hasher.feed(part)

    def finish(self) -> str | None:
        """The signal of all of them."""
        return line_of([self._hasher.finish()])


class Film:
    """The frames of a video on their way through the worker."""

    def __init__(self, rotation: int) -> None:
        self._hasher = FrameHasher(rotation)
        self._room = bytearray()

    def take(self, frame: Any, seconds: float) -> None:
        """Hash a frame. `frame`: a JavaScript object with the fields of a Frame."""
        if len(self._room) != frame.data.byteLength:
            self._room = bytearray(frame.data.byteLength)
        frame.data.assign_to(self._room)
        layout = [int(place) for place in frame.layout]
        given = Frame(self._room, frame.form, frame.width, frame.height, layout, frame.isFullRange)
        self._hasher.take(given, seconds)

    def finish(self) -> str | None:
        """The signals of the frames, or None if none is good enough."""
        return line_of(self._hasher.finish())


def read_listed(data: Any) -> list[str | None] | None:
    """The items of a file of codes. `data`: a JavaScript Uint8Array of all of it."""
    try:
        return [line_of(signals) for signals in read_listing(data.to_bytes())]
    except ListingDamaged:
        return None


def line_of(signals: Iterable[Signal]) -> str | None:
    """Signals as the line that leaves the worker holds them; a vPDQ without its punctuation."""
    return ",".join(f"{s.type} {s.variant} {s.quality} {_bare(s)}" for s in signals) or None


def _bare(signal: Signal) -> str:
    if signal.type != VPDQ:
        return signal.value
    return ";".join(json.loads(signal.value)).replace(",", "/")
