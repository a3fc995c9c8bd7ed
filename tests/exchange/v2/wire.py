"""Signals as they cross the wire of the second protocol."""

from ondevice.signals import VPDQ, WHOLE, Signal


def named(signal: Signal) -> dict[str, str]:
    """The signal as a request names it."""
    return {"type": signal.type, "value": signal.value}


def vpdq(item: int = 1, digit: str = "a") -> Signal:
    """A video of one frame."""
    return Signal(VPDQ, f'["{digit * 64},100,0.000"]', 100, item, WHOLE)


def nearby(value: str, bits: int) -> str:
    """A PDQ value from which so many bits differ."""
    return f"{int(value, 16) ^ ((1 << bits) - 1):064x}"


def values(changes: list[dict]) -> list[str]:
    """The values of the signals that were told."""
    return [each["value"] for each in changes]
