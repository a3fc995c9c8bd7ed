"""What a well-formed signal is: the one definition, on both sides of the wire.

A signal is a type and a value. A browser submits with it the quality, the number of the person's
file it was made of (`item`, from 1) and how it was made of it (`variant`). Anything that does not
fit this grammar to the letter is refused by name; nothing is repaired, and no error repeats the
input, since the input may be somebody's.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

PDQ = "pdq"
VIDEO_MD5 = "video_md5"
VPDQ = "vpdq"
TYPES = (PDQ, VIDEO_MD5, VPDQ)

MAX_ITEMS = 100
MAX_IMAGE_SIGNALS = 12
MAX_FRAMES = 600
# Below it a PDQ hash is rounding noise: it would match what it should not.
MIN_QUALITY = 50

_PDQ_VALUE = re.compile(r"[0-9a-f]{64}\Z")
_MD5_VALUE = re.compile(r"[0-9a-f]{32}\Z")
_FRAME_VARIANT = re.compile(r"frame-(?:0|[1-9][0-9]{0,2})\Z")
_VPDQ_FRAME = re.compile(r"[0-9a-f]{64},(?:100|[1-9]?[0-9]),[0-9]{1,6}\.[0-9]{3}\Z")
IMAGE_VARIANTS = ("stored", "upright", "white", "black", "mirror", "crop")
WHOLE = "whole"
_KEYS = {"type", "value", "quality", "item", "variant"}


class SignalsRefused(ValueError):
    """What was handed in cannot be taken. The subclass says which rule it breaks."""


class SignalMalformed(SignalsRefused):
    """A signal is not of the form that its type has."""


class QualityTooLow(SignalsRefused):
    """A signal of an image too plain to be told from others."""


class TooManyItems(SignalsRefused):
    """More than MAX_ITEMS files."""


class TooManySignals(SignalsRefused):
    """One file has more signals than an image or a video can have, or one of them twice."""


@dataclass(frozen=True)
class Signal:
    """One signal as a browser submits it. Only `parse_signals` checks; the constructor does not."""

    type: str
    value: str
    quality: int
    item: int
    variant: str

    def as_dict(self) -> dict[str, str | int]:
        """The form that crosses the wire."""
        return asdict(self)


def parse_signals(listed: object) -> list[Signal]:
    """The signals in what a browser sent: a list of objects with exactly the five keys.

    Raises SignalMalformed, QualityTooLow, TooManyItems, TooManySignals (all SignalsRefused).
    """
    if not isinstance(listed, list):
        raise SignalMalformed
    if len(listed) > MAX_ITEMS * MAX_IMAGE_SIGNALS:
        raise TooManySignals
    signals = [_parse_signal(each) for each in listed]
    _check_counts(signals)
    return signals


def _parse_signal(given: object) -> Signal:
    if not isinstance(given, Mapping) or set(given) != _KEYS:
        raise SignalMalformed
    signal = Signal(**given)
    if not (_is_text(signal.type) and _is_text(signal.value) and _is_text(signal.variant)):
        raise SignalMalformed
    if not (_is_number(signal.quality) and _is_number(signal.item)):
        raise SignalMalformed
    if signal.item > MAX_ITEMS:
        raise TooManyItems
    if not is_value(signal.type, signal.value) or not _fits(signal):
        raise SignalMalformed
    if signal.quality < MIN_QUALITY:
        raise QualityTooLow
    return signal


def _is_text(value: object) -> bool:
    # A subclass of str could answer differently each time it is asked.
    return type(value) is str


def _is_number(value: object) -> bool:
    return type(value) is int


def is_value(type_: str, value: str) -> bool:
    """True if `value` is a well-formed value of a signal of this type."""
    if type_ == PDQ:
        return _PDQ_VALUE.match(value) is not None
    if type_ == VIDEO_MD5:
        return _MD5_VALUE.match(value) is not None
    if type_ == VPDQ:
        try:
            return canonical_vpdq(value) == value
        except SignalMalformed:
            return False
    return False


def _fits(signal: Signal) -> bool:
    """Item, quality and variant are such as this type can have."""
    if signal.item < 1 or not 0 <= signal.quality <= 100:
        return False
    if signal.type == PDQ:
        return signal.variant in IMAGE_VARIANTS or bool(_FRAME_VARIANT.match(signal.variant))
    # A video that says it is turned has the frames once more, upright.
    return signal.variant == WHOLE or (signal.type == VPDQ and signal.variant == "upright")


def _check_counts(signals: Iterable[Signal]) -> None:
    """At most 12 image signals of an item, or one MD5 and one vPDQ of each kind; none twice.

    A person may draw several crops: `crop` alone may stand more than once, with other values.
    """
    by_item: dict[int, list[Signal]] = defaultdict(list)
    for signal in signals:
        by_item[signal.item].append(signal)
    if len(by_item) > MAX_ITEMS:
        raise TooManyItems
    for of_item in by_item.values():
        images = [s for s in of_item if s.type == PDQ]
        names = [(s.type, s.variant, s.value if s.variant == "crop" else "") for s in of_item]
        if len(set(names)) < len(names) or len(images) > MAX_IMAGE_SIGNALS:
            raise TooManySignals
        if images and len(images) < len(of_item):
            raise SignalMalformed


def join_frames(frames: Iterable[tuple[str, int, float]]) -> str:
    """The vPDQ signal string of frames, each its hash, quality and time in seconds."""
    return json.dumps([f"{value},{quality},{seconds:.3f}" for value, quality, seconds in frames])


def canonical_vpdq(text: str) -> str:
    """A vPDQ signal string in the one spacing that is kept: a JSON list of `hash,quality,seconds`.

    The form is that of the threatexchange library's VPDQSignal, with times in decimals of a second.
    Raises SignalMalformed if it is not a list of 1 to MAX_FRAMES such frames.
    """
    try:
        frames = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SignalMalformed from error
    if not isinstance(frames, list) or not 1 <= len(frames) <= MAX_FRAMES:
        raise SignalMalformed
    if not all(_is_text(frame) and _VPDQ_FRAME.match(frame) for frame in frames):
        raise SignalMalformed
    return json.dumps(frames)
