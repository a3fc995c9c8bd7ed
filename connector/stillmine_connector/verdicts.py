"""Verdicts: what people at the platform found, from a CSV file or a file of JSON lines.

    value,verdict,tags                           content_id,verdict
    9f3c...,removed,profile photo;reported       17,not-violating

A row names its signal by `value`, or by the `content_id` under which HMA knows it.
"""

import csv
import io
import json
import typing as t
from collections.abc import Callable, Iterator, Mapping

from threatexchange.exchanges.clients.stopncii.api import StopNCIICSPFeedback
from threatexchange.exchanges.clients.stopncii.api import StopNCIICSPFeedbackValue as Wire

from stillmine_connector.client import Answer

WORDS = {
    "match": Wire.PendingReview,
    "under-review": Wire.PendingReview,
    "removed": Wire.Blocked,
    "not-violating": Wire.NotBlocked,
    "none": Wire.None_,
}
# Which values a content of HMA's bank stands for.
ValuesOf = Callable[[int], list[str]]
Row = Mapping[str, t.Any]


class FileMalformed(Exception):
    """A line is not as it should be. Says which line, and never what is in it."""


def read_verdicts(text: str, values_of: ValuesOf | None = None) -> Iterator[Answer]:
    """The answers in a file. Raises FileMalformed."""
    for number, row in enumerate(_rows(text), 1):
        try:
            given = StopNCIICSPFeedback(WORDS[row["verdict"].strip()], _tags(row.get("tags")))
            values = _values(row, values_of)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise FileMalformed(f"record {number}") from None
        for value in values:
            yield value, given


def read_values(text: str) -> list[str]:
    """The values in a list: one in each line, after its type or alone."""
    return [line.split()[-1].lower() for line in text.splitlines() if line.strip()]


def _rows(text: str) -> Iterator[Row]:
    if not text.lstrip().startswith("{"):
        yield from csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError:
                raise FileMalformed(f"line {number}") from None


def _values(row: Row, values_of: ValuesOf | None) -> list[str]:
    if values_of is None:
        return [row["value"].strip().lower()]
    return values_of(int(row["content_id"]))


def _tags(given: object) -> set[str]:
    listed = given.split(";") if isinstance(given, str) else given or ()
    return {tag.strip() for tag in t.cast(list[str], listed) if tag.strip()}
