"""A file of codes: what the offline program saves, and the wizard takes.

    stillmine-signals 1
    1 pdq stored 100 <64 hex digits>
    2 video_md5 whole 100 <32 hex digits>
    2 vpdq whole 93 <64 hex digits>/97/0.000;<64 hex digits>/95/1.001
    end <SHA-256 of all the lines before, in hex>

A line is the number of a file of the person and one signal of it, in the form that leaves the
vault. There is nothing else in it: no name, no date, no image. The last line tells whether all of
it came.
"""

import hashlib
import json
from itertools import groupby

from ondevice.signals import VPDQ, Signal, SignalsRefused, parse_signals

FIRST_LINE = "stillmine-signals 1"
# 6,000 frames of videos, and 100 images of 12 signals.
MAX_BYTES = 1024 * 1024


class ListingDamaged(ValueError):
    """Not a file of codes, or not all of it, or with something else in it."""


def read_listing(data: bytes) -> list[list[Signal]]:
    """The signals in a file of codes, those of each item together, in its order.

    Raises ListingDamaged.
    """
    head, mark, last = data.replace(b"\r\n", b"\n").rstrip(b"\n").rpartition(b"\nend ")
    head += b"\n"
    if len(data) > MAX_BYTES or not mark or last.decode("ascii", "replace") != digest_of(head):
        raise ListingDamaged
    first, *lines = head.decode("ascii", "replace").splitlines()
    if first != FIRST_LINE:
        raise ListingDamaged
    try:
        signals = parse_signals([_read_line(line) for line in lines])
    except (SignalsRefused, ValueError) as error:
        raise ListingDamaged from error
    in_order = sorted(signals, key=lambda signal: signal.item)
    return [list(of_item) for _, of_item in groupby(in_order, key=lambda signal: signal.item)]


def digest_of(lines: bytes) -> str:
    """What stands in the last line."""
    return hashlib.sha256(lines).hexdigest()


def _read_line(line: str) -> dict[str, str | int]:
    item, type_, variant, quality, bare = line.split(" ")
    value = bare
    if type_ == VPDQ:
        value = json.dumps(bare.replace("/", ",").split(";"))
    return {
        "type": type_,
        "value": value,
        "quality": int(quality),
        "item": int(item),
        "variant": variant,
    }
