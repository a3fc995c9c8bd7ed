"""A partner's colour: whatever is made of it can be read, by day and by night."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.bank.colour import (
    AA,
    DARK,
    LIGHT,
    ColourMalformed,
    ColourTooFaint,
    by_day,
    by_night,
    check_colour,
    contrast,
    weakest,
)

TOKENS = (Path(__file__).parents[3] / "static" / "sass" / "_tokens.scss").read_text()


def tokens(scheme: str) -> dict[str, str]:
    block = re.search(rf"@mixin {scheme} {{(.*?)\n}}", TOKENS, re.DOTALL)
    assert block
    return dict(re.findall(r"--sm-([a-z-]+): (#[0-9a-f]{6});", block[1]))


@pytest.mark.parametrize(("name", "scheme"), [("light", LIGHT), ("dark", DARK)])
def test_a_colour_is_held_against_the_grounds_and_inks_that_our_pages_have(name, scheme):
    kept = tokens(name)
    assert (scheme.paper, scheme.sheet, scheme.ink, scheme.on_accent) == tuple(
        kept[token] for token in ("paper", "sheet", "ink", "on-accent")
    )


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_is_what_wcag_says(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_our_own_colour_would_be_taken():
    assert check_colour(" #6B2A58 ") == "#6b2a58"


@pytest.mark.parametrize("faint", ["#e91e63", "#ffcc00", "#777777", "#ffffff"])
def test_a_faint_colour_is_refused_with_the_figure(faint):
    with pytest.raises(ColourTooFaint, match=r"^\d\.\d\d:1, and 4.5:1 is needed$") as refused:
        check_colour(faint)
    assert 1 <= refused.value.ratio < AA


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#123456; }", "#1234567"])
def test_only_six_digits_are_a_colour(text):
    with pytest.raises(ColourMalformed):
        check_colour(text)


@given(st.integers(0, 0xFFFFFF))
def test_whatever_is_taken_can_be_read_by_night_too(number):
    colour = f"#{number:06x}"
    try:
        check_colour(colour)
    except ColourTooFaint:
        assert weakest(by_day(colour), LIGHT) < AA
    assert weakest(by_night(colour), DARK) >= AA
