"""The grammar of signals: nothing that breaks it gets in, and no error repeats it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ondevice import signals

GOOD = {"type": "pdq", "value": "0a" * 32, "quality": 50, "item": 1, "variant": "stored"}
MD5 = {"type": "video_md5", "value": "0a" * 16, "quality": 100, "item": 1, "variant": "whole"}
FRAMES = json.dumps([f"{'0a' * 32},100,{second}.000" for second in range(3)])
VPDQ = {"type": "vpdq", "value": FRAMES, "quality": 100, "item": 1, "variant": "whole"}


class Text(str):
    """Looks like text, and may say something else the next time."""


@pytest.mark.parametrize("given_", [GOOD, MD5, VPDQ, {**GOOD, "variant": "frame-0"}])
def test_a_well_formed_signal_is_taken_as_it_is(given_):
    assert [signal.as_dict() for signal in signals.parse_signals([given_])] == [given_]


@pytest.mark.parametrize(
    "change",
    [
        {"value": "0A" * 32},
        {"value": "0a" * 32 + "\n"},
        {"value": "0a" * 31},
        {"value": Text("0a" * 32)},
        {"value": 7},
        {"type": "PDQ"},
        {"type": "video_md5"},
        {"quality": 101},
        {"quality": True},
        {"quality": 99.0},
        {"item": 0},
        {"item": "1"},
        {"variant": "nose"},
        {"variant": "frame-1000"},
        {"variant": "whole"},
        {"name": "holiday.jpg"},
    ],
    ids=str,
)
def test_a_signal_that_breaks_the_grammar_is_refused(change):
    with pytest.raises(signals.SignalMalformed):
        signals.parse_signals([{**GOOD, **change}])


def test_every_rule_has_an_error_of_its_own():
    with pytest.raises(signals.QualityTooLow):
        signals.parse_signals([{**GOOD, "quality": 49}])
    with pytest.raises(signals.TooManyItems):
        signals.parse_signals([{**GOOD, "item": 101}])
    with pytest.raises(signals.TooManySignals):
        signals.parse_signals([GOOD, GOOD])
    crops = [{**GOOD, "variant": "crop", "value": f"{n:064x}"} for n in range(13)]
    with pytest.raises(signals.TooManySignals):
        signals.parse_signals(crops)
    assert len(signals.parse_signals(crops[:12])) == 12
    with pytest.raises(signals.SignalMalformed):
        signals.parse_signals([GOOD, MD5])


def test_a_hundred_items_are_taken():
    many = [{**GOOD, "item": n} for n in range(1, 101)]
    assert len(signals.parse_signals(many)) == 100


@pytest.mark.parametrize("text", [FRAMES.replace(", ", ","), f" {FRAMES}", "[]", "{}", "[1]", "x"])
def test_a_vpdq_signal_has_one_spelling(text):
    with pytest.raises(signals.SignalMalformed):
        signals.parse_signals([{**VPDQ, "value": text}])


def test_a_vpdq_signal_has_at_most_600_frames():
    frame = f"{'0a' * 32},100,1.000"
    assert signals.canonical_vpdq(json.dumps([frame] * 600))
    with pytest.raises(signals.SignalMalformed):
        signals.canonical_vpdq(json.dumps([frame] * 601))


def test_a_turned_video_has_its_frames_twice_and_an_image_of_it_never():
    upright = {**VPDQ, "variant": "upright"}
    assert len(signals.parse_signals([MD5, VPDQ, upright])) == 3
    with pytest.raises(signals.SignalMalformed):
        signals.parse_signals([{**MD5, "variant": "upright"}])
    with pytest.raises(signals.TooManySignals):
        signals.parse_signals([upright, upright])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_whatever_comes_is_parsed_or_refused_without_repeating_it(anything):
    try:
        signals.parse_signals(anything)
    except signals.SignalsRefused as refused:
        assert str(refused) == ""
