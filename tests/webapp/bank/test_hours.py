"""Open now, in the zone of the organisation and nowhere else."""

from datetime import UTC, datetime

import pytest

from webapp.bank.hours import HoursMalformed, is_open, is_zone, parse_hours

WORK = "Mo-Fr 10:00-16:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "expected"),
    [
        # 24 November 2026 is a Tuesday.
        (WORK, "Europe/London", "2026-11-24T10:00", True),
        (WORK, "Europe/London", "2026-11-24T16:00", False),
        (WORK, "Europe/London", "2026-11-28T12:00", False),
        # In summer London is an hour ahead of UTC, Istanbul always three.
        (WORK, "Europe/London", "2026-07-07T09:30", True),
        (WORK, "Europe/Istanbul", "2026-11-24T07:00", True),
        (WORK, "Europe/Istanbul", "2026-11-24T13:00", False),
        ("Mo-Su 22:00-02:00", "UTC", "2026-11-24T01:59", True),
        ("Mo 22:00-02:00", "UTC", "2026-11-24T01:59", True),
        ("Mo 22:00-02:00", "UTC", "2026-11-23T01:59", False),
        ("Mo-Fr 08:00-20:00; Sa-Su 09:00-17:00", "UTC", "2026-11-28T16:30", True),
        ("Mo-Su 00:00-24:00", "UTC", "2026-11-28T23:59", True),
    ],
)
def test_open_is_said_by_the_clock_of_the_place(hours, zone, now, expected):
    assert is_open(hours, zone, at(now)) is expected


@pytest.mark.parametrize(("hours", "zone"), [("", ""), (WORK, ""), ("", "Europe/London")])
def test_what_is_not_known_is_not_guessed(hours, zone):
    assert is_open(hours, zone, at("2026-11-24T12:00")) is None


def test_round_the_clock_needs_no_zone():
    assert is_open("24/7", "", at("2026-11-24T03:00")) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "always",
        "Mo-Fr",
        "Mo-Fr 10-16",
        "Xx 10:00-12:00",
        "Fr-Mo 10:00-12:00",
        "Mo 25:00-26:00",
        "Mo 10:60-12:00",
        "Mo 10:00-10:00",
        "Mo 10:00-24:30",
        "Mo 10:00-12:00;",
    ],
)
def test_hours_that_nobody_can_read_are_refused(text):
    with pytest.raises(HoursMalformed):
        parse_hours(text)


def test_only_zones_of_the_list_are_zones():
    assert is_zone("Europe/Istanbul")
    assert not is_zone("Istanbul")
