"""Signals on the wire of the second protocol, and the rules that all its forms follow.

Requests are checked by these classes and answers are made of them, and so are the descriptions for
machines and for people: none of them can say anything else than the code does.
"""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ondevice.signals import MAX_FRAMES, MIN_QUALITY, VPDQ, is_value
from webapp.bank.signal import Pair

SignalType = Literal["pdq", "video_md5", "vpdq"]
ALL_TYPES: list[SignalType] = list(get_args(SignalType))

_FRAME = r'"[0-9a-f]{64},(100|[1-9]?[0-9]),[0-9]{1,6}\.[0-9]{3}"'
_LONGEST_FRAME = 83  # with what stands between two


class Model(BaseModel):
    """What we tell. It may get more fields one day: whoever reads it lets those pass."""

    model_config = ConfigDict(strict=True, frozen=True)


class Closed(Model):
    """What we are asked. A misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


def _check_vpdq(value: str) -> str:
    if not is_value(VPDQ, value):
        raise ValueError
    return value


class PdqSignal(Closed):
    """An image: PDQ, 256 bits in lower-case hexadecimal."""

    type: Literal["pdq"]
    value: str = Field(pattern="^[0-9a-f]{64}$", repr=False)


class Md5Signal(Closed):
    """A video file: its MD5 in lower-case hexadecimal."""

    type: Literal["video_md5"]
    value: str = Field(pattern="^[0-9a-f]{32}$", repr=False)


class VpdqSignal(Closed):
    """A video: vPDQ, the JSON list of frames (PDQ, quality, seconds) that threatexchange reads."""

    type: Literal["vpdq"]
    value: Annotated[str, AfterValidator(_check_vpdq)] = Field(
        pattern=rf"^\[{_FRAME}(, {_FRAME})*\]$",
        max_length=MAX_FRAMES * _LONGEST_FRAME,
        repr=False,
    )


class NewPdqSignal(PdqSignal):
    """An image of your own."""

    quality: int = Field(ge=MIN_QUALITY, le=100, description="As PDQ gives it. It is not kept.")


Signal = Annotated[PdqSignal | Md5Signal | VpdqSignal, Field(discriminator="type")]
NewSignal = Annotated[NewPdqSignal | Md5Signal | VpdqSignal, Field(discriminator="type")]
Query = Annotated[PdqSignal | Md5Signal, Field(discriminator="type")]


def pair_of(signal: PdqSignal | Md5Signal | VpdqSignal) -> Pair:
    """The signal as the bank knows it."""
    return signal.type, signal.value
