"""When somebody answers: `24/7`, or `Mo-Fr 10:00-16:00; Sa 09:00-12:00` as OpenStreetMap writes it.

Without a time zone nobody can say whether it is open now, and then we do not.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ALWAYS = "24/7"
DAY_MINUTES = 24 * 60
RULE = re.compile(r"([A-Z][a-z])(?:-([A-Z][a-z]))? (\d\d):(\d\d)-(\d\d):(\d\d)")


class HoursMalformed(Exception):
    """These are no hours."""


@dataclass(frozen=True)
class Span:
    """On these days (Monday is 0), from one minute of the day to another; may pass midnight."""

    first: int
    last: int
    opens: int
    closes: int

    def holds(self, day: int, minute: int) -> bool:
        """True if it is open at this minute of this day."""
        if self.closes > self.opens:
            return self.first <= day <= self.last and self.opens <= minute < self.closes
        late = self.first <= day <= self.last and minute >= self.opens
        return late or (self.first <= (day - 1) % 7 <= self.last and minute < self.closes)


def parse_hours(text: str) -> list[Span]:
    """The spans of a week, in the order written. Raises HoursMalformed."""
    if text == ALWAYS:
        return [Span(0, 6, 0, DAY_MINUTES)]
    return [_parse_span(rule.strip()) for rule in text.split(";")]


def _parse_span(rule: str) -> Span:
    found = RULE.fullmatch(rule)
    if not found or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
        raise HoursMalformed(rule)
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    opens, closes = (int(found[i]) * 60 + int(found[i + 1]) for i in (3, 5))
    right = first <= last and opens < DAY_MINUTES and closes <= DAY_MINUTES and opens != closes
    if not right or int(found[4]) > 59 or int(found[6]) > 59:
        raise HoursMalformed(rule)
    return Span(first, last, opens, closes)


def is_zone(name: str) -> bool:
    """True for a time zone of the IANA list, e.g. Europe/Istanbul."""
    return name in available_timezones()


def is_open(hours: str, zone: str, now: datetime) -> bool | None:
    """Whether somebody answers now; None if the hours or the zone are not known."""
    if hours == ALWAYS:
        return True
    if not hours or not zone:
        return None
    there = now.astimezone(ZoneInfo(zone))
    minute = there.hour * 60 + there.minute
    return any(span.holds(there.weekday(), minute) for span in parse_hours(hours))
