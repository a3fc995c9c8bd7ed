"""A partner's colour: everything that is made of it, and the proof that all of it can be read.

The grounds and inks are those of static/sass/_tokens.scss; a test compares them. Contrast is what
WCAG 2.2 says it is (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}")
AA = 4.5
WHITE, BLACK = "#ffffff", "#000000"
STEP = 0.04


@dataclass(frozen=True)
class Scheme:
    """What the colour stands on and what stands on it, by day or by night."""

    paper: str
    sheet: str
    ink: str
    on_accent: str
    tinted: float
    hover: str


LIGHT = Scheme("#fbf6ef", "#fffdfa", "#2b2233", "#fffdfa", 0.07, BLACK)
DARK = Scheme("#18141c", "#221c28", "#f3ece6", "#2a0f22", 0.12, WHITE)


class ColourMalformed(Exception):
    """A colour is # and six hexadecimal digits."""


class ColourTooFaint(Exception):
    """Words in this colour could not be read by everybody."""

    def __init__(self, ratio: float) -> None:
        super().__init__(f"{ratio:.2f}:1, and {AA}:1 is needed")
        self.ratio = ratio


@dataclass(frozen=True)
class Shades:
    """One colour as the pages use it in one scheme."""

    accent: str
    hover: str
    tint: str
    on_accent: str


def check_colour(text: str) -> str:
    """The colour in small letters. Raises ColourMalformed, ColourTooFaint with the figure."""
    colour = text.strip().lower()
    if not HEX.fullmatch(colour):
        raise ColourMalformed(text)
    ratio = weakest(_shades(colour, LIGHT), LIGHT)
    if ratio < AA:
        raise ColourTooFaint(ratio)
    return colour


def by_day(colour: str) -> Shades:
    """The colour as it was given."""
    return _shades(colour, LIGHT)


def by_night(colour: str) -> Shades:
    """The same colour, as much lighter as a dark ground asks for."""
    lightened, share = colour, 0.0
    while weakest(_shades(lightened, DARK), DARK) < AA:
        share += STEP
        lightened = mix(colour, WHITE, min(share, 1))
    return _shades(lightened, DARK)


def weakest(shades: Shades, scheme: Scheme) -> float:
    """The lowest contrast of everything that is written in these shades or on them."""
    grounds = (scheme.paper, scheme.sheet, shades.tint)
    pairs = [(ink, ground) for ink in (shades.accent, shades.hover) for ground in grounds]
    pairs += [(scheme.on_accent, shades.accent), (scheme.on_accent, shades.hover)]
    pairs += [(scheme.ink, shades.tint)]
    return min(contrast(one, other) for one, other in pairs)


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """One colour with a share of the other in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _shades(accent: str, scheme: Scheme) -> Shades:
    return Shades(
        accent,
        mix(accent, scheme.hover, 0.25),
        mix(scheme.sheet, accent, scheme.tinted),
        scheme.on_accent,
    )


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if (c := byte / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for byte in _channels(colour)
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
