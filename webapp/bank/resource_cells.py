"""The cells of a sheet of resources: what each column may hold, and what it comes to."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from urllib.parse import urlsplit

from babel import Locale

from webapp.bank import resource as noun
from webapp.bank.hours import HoursMalformed, is_zone, parse_hours
from webapp.bank.phone import COUNTRIES, INTERNATIONAL, PhoneMalformed, parse_phone
from webapp.bank.resource import Resource
from webapp.bank.table import utc_now

COLUMNS = tuple(field.name for field in fields(Resource))
SLUG = re.compile(r"(?=.{2,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MONTH_OR_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-\d\d)?")
LANGUAGES = {*Locale("en").languages, "mul"}

Cells = Mapping[str, str]
# Takes the column's name, the cell, and the whole row; gives the value or raises Mistake.
Reader = Callable[[str, str, Cells], object]


class Mistake(Exception):
    """A cell holds what it must not."""


def read_resource(row: Mapping[str, str]) -> Resource:
    """The resource of one row. Raises Mistake with the column's name and what is wrong in it."""
    cells = {column: " ".join(row.get(column, "").split()) for column in COLUMNS}
    values = {
        column: _READERS.get(column, _read_text)(column, text, cells)
        for column, text in cells.items()
    }
    return Resource(**values)  # type: ignore[arg-type]


def _read_text(column: str, text: str, _cells: Cells) -> str:
    longest = noun.LONGEST_NAME if column in ("name", "area") else noun.LONGEST_TEXT
    if len(text) > longest or not text.isprintable():
        raise Mistake(f"{column}: longer than {longest} characters, or not plain text")
    if not text and column in ("name", "source"):
        raise Mistake(f"{column}: is empty")
    return text


def _matching(pattern: re.Pattern[str], words: str) -> Reader:
    def read(column: str, text: str, _cells: Cells) -> str:
        if not pattern.fullmatch(text):
            raise Mistake(f"{column}: {text!r} is not {words}")
        return text

    return read


def _one_of(allowed: Sequence[str], default: str = "") -> Reader:
    def read(column: str, text: str, _cells: Cells) -> str:
        if (text or default) not in allowed:
            raise Mistake(f"{column}: {text!r} is not one of {', '.join(filter(None, allowed))}")
        return text or default

    return read


def _some_of(allowed: Collection[str], *, needed: bool = False) -> Reader:
    def read(column: str, text: str, _cells: Cells) -> tuple[str, ...]:
        words = tuple(text.split())
        if needed and not words:
            raise Mistake(f"{column}: is empty")
        if strange := [word for word in words if word not in allowed]:
            raise Mistake(f"{column}: {strange[0]!r} is not known")
        return words

    return read


def _read_phones(column: str, text: str, cells: Cells) -> tuple[str, ...]:
    numbers = [number.strip() for number in text.split(";") if number.strip()]
    try:
        return tuple(parse_phone(number, cells["country"]) for number in numbers)
    except PhoneMalformed as malformed:
        raise Mistake(f"{column}: {malformed} is no number of {cells['country']}") from malformed


def _read_whatsapp(column: str, text: str, cells: Cells) -> str:
    return "".join(_read_phones(column, text, cells)[:1])


def _read_email(column: str, text: str, _cells: Cells) -> str:
    if text and not EMAIL.fullmatch(text):
        raise Mistake(f"{column}: {text!r} is not an address")
    return text


def _read_url(column: str, text: str, _cells: Cells) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("https", "http") or not parts.netloc or " " in text):
        raise Mistake(f"{column}: {text!r} is not a web address")
    return text


def _read_hours(column: str, text: str, _cells: Cells) -> str:
    try:
        if text:
            parse_hours(text)
    except HoursMalformed as malformed:
        raise Mistake(f"{column}: {str(malformed)!r} is not like Mo-Fr 10:00-16:00") from malformed
    return text


def _read_zone(column: str, text: str, _cells: Cells) -> str:
    if text and not is_zone(text):
        raise Mistake(f"{column}: {text!r} is not like Europe/Istanbul")
    return text


def _read_date(column: str, text: str, _cells: Cells) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Mistake(f"{column}: {text!r} is not like 2026-11-24") from error
    if day and day > utc_now().date():
        raise Mistake(f"{column}: {text} has not come yet")
    return day


def _read_yes(column: str, text: str, _cells: Cells) -> bool:
    return _one_of(("", "yes", "no"))(column, text, _cells) == "yes"


_READERS: dict[str, Reader] = {
    "slug": _matching(SLUG, "2 to 60 small letters, digits and single hyphens"),
    "country": _one_of([*sorted(COUNTRIES), INTERNATIONAL]),
    "kinds": _some_of(noun.KINDS, needed=True),
    "audience": _some_of(noun.AUDIENCE, needed=True),
    "gathered": _matching(MONTH_OR_DAY, "like 2026-11"),
    "reach": _one_of(noun.REACHES, "country"),
    "languages": _some_of(LANGUAGES),
    "phones": _read_phones,
    "whatsapp": _read_whatsapp,
    "email": _read_email,
    "url": _read_url,
    "hours": _read_hours,
    "timezone": _read_zone,
    "cost": _one_of(noun.COSTS),
    "traits": _some_of(noun.TRAITS),
    "basis": _one_of(noun.BASES, "secondary"),
    "verified_on": _read_date,
    "is_held": _read_yes,
}
