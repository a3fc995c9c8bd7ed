"""Resources as a CSV sheet: what an operator edits, and what is shipped with the code.

A row with a mistake is left out and told by its line; the others are taken.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.bank.hours import ALWAYS
from webapp.bank.phone import is_known_short, written_phone
from webapp.bank.resource import LISTS, Resource, list_resources, save_resources
from webapp.bank.resource_cells import COLUMNS, Mistake, read_resource

SHIPPED = Path(__file__).with_name("resources.csv")
NEEDED = {"slug", "country", "name", "kinds", "audience", "source", "gathered"}


class SheetMalformed(Exception):
    """Not a sheet of resources: the words say what is missing at its top."""


@dataclass(frozen=True)
class Remark:
    """Something about one line of a sheet. The first line has number 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True)
class Sheet:
    """What could be read; what was refused; what was taken, but should be looked at."""

    resources: list[Resource]
    mistakes: list[Remark]
    remarks: list[Remark]


def read_sheet(text: str) -> Sheet:
    """Read a sheet. Raises SheetMalformed if its columns are not those of a resource."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    given = set(reader.fieldnames or ())
    if wrong := sorted(NEEDED - given or given - set(COLUMNS)):
        raise SheetMalformed(", ".join(wrong))
    sheet = Sheet([], [], [])
    seen: set[str] = set()
    for line, row in _rows(reader):
        try:
            resource = _take(row, seen)
        except Mistake as mistake:
            sheet.mistakes.append(Remark(line, str(mistake)))
        else:
            sheet.resources.append(resource)
            sheet.remarks.extend(Remark(line, remark) for remark in remarks_on(resource))
    return sheet


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each row, or what is wrong with it, with the line that it begins on."""
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not CSV: {error}"
            continue
        whole = None not in row and None not in row.values()
        yield line, row if whole else "more or fewer cells than there are columns"


def _take(row: dict[str, str] | str, seen: set[str]) -> Resource:
    if isinstance(row, str):
        raise Mistake(row)
    resource = read_resource(row)
    if resource.slug in seen:
        raise Mistake(f"slug: {resource.slug!r} stands in the sheet twice")
    seen.add(resource.slug)
    return resource


def remarks_on(resource: Resource) -> Iterator[str]:
    """What is no mistake, but somebody should look at."""
    standing = resource.standing()
    if standing != "verified":
        yield f"{resource.slug} is {standing}: call or write, then put the day into verified_on"
    if not resource.is_reachable:
        yield f"{resource.slug} has no phone, address or site, and is held back"
    elif resource.is_held:
        yield f"{resource.slug} is held back"
    if resource.hours not in ("", ALWAYS) and not resource.timezone:
        yield f"{resource.slug} has hours but no time zone, so nobody can say if it is open"
    for number in resource.phones:
        if not is_known_short(number, resource.country):
            yield f"{resource.slug}: the short number {number} is not in libphonenumber"


def write_sheet(resources: Sequence[Resource]) -> str:
    """The sheet that `read_sheet` reads back to the same resources."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in resources:
        cells = {column: getattr(each, column) for column in COLUMNS}
        cells |= {column: " ".join(cells[column]) for column in LISTS}
        cells["phones"] = "; ".join(written_phone(n, each.country) for n in each.phones)
        cells["is_held"] = "yes" if each.is_held else ""
        writer.writerow(cells)
    return out.getvalue()


def seed(session: Session) -> int:
    """Put the shipped sheet into a bank that has no resource yet; how many were put."""
    if list_resources(session):
        return 0
    return len(save_resources(session, read_sheet(SHIPPED.read_text("utf-8")).resources))
