"""Figures of a helpline's quarter, which point at nobody: what its town or its donors may have.

Nothing of one to nine is told, and nothing from which it could be worked out. Of languages and
countries the small ones are told together, with as many of the others as it takes to make ten. Of a
step that nearly everybody took, the few who did not are counted as small too.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.bank.referral import STEPS, ReferralRow, StepRow
from webapp.bank.sharing import SharingRow
from webapp.bank.stats import SMALLEST_CELL, withheld
from webapp.bank.verb import reading

OTHERS = "others"
WITHHELD = "withheld"


class QuarterUnknown(Exception):
    """A quarter is a year and a number from 1 to 4."""


@dataclass(frozen=True)
class QuarterStats:
    """Referrals opened in a quarter, as they are now; None is withheld.

    `steps` counts those that are done; `shared`, the referrals with which a case was ever shared.
    """

    year: int
    quarter: int
    opened: int | None
    closed: int | None
    shared: int | None
    steps: Mapping[str, int | None]
    countries: Mapping[str, int]
    languages: Mapping[str, int]


@reading
def make_quarter(session: Session, partner_id: UUID, year: int, quarter: int) -> QuarterStats:
    """The partner's quarter. Raises QuarterUnknown."""
    begin, end = _bounds(year, quarter)
    mine = (
        (ReferralRow.partner_id == partner_id)
        & (ReferralRow.opened_at >= begin)
        & (ReferralRow.opened_at < end)
    )
    total = _count(session, mine)

    def part(condition: ColumnElement[bool]) -> int | None:
        return _part(_count(session, mine & condition), total)

    done = {s: (StepRow.step == s) & (StepRow.state == "done") for s in STEPS}
    shared = select(SharingRow.id).where(SharingRow.referral_id == ReferralRow.id)
    return QuarterStats(
        year,
        quarter,
        opened=withheld(total),
        closed=part(ReferralRow.closed_at.is_not(None)),
        shared=part(shared.exists()),
        steps={step: part(ReferralRow.steps.any(is_done)) for step, is_done in done.items()},
        countries=gathered(_by(session, mine, ReferralRow.country)),
        languages=gathered(_by(session, mine, ReferralRow.locale)),
    )


def write_quarter(stats: QuarterStats) -> str:
    """The same as CSV, one figure a line."""
    rows: list[tuple[str, str, int | None]] = [
        ("referrals", "opened", stats.opened),
        ("referrals", "closed", stats.closed),
        ("referrals", "case shared", stats.shared),
        *(("step done", step, count) for step, count in stats.steps.items()),
        *(("country", country, count) for country, count in stats.countries.items()),
        *(("language", language, count) for language, count in stats.languages.items()),
    ]
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(["quarter", "what", "which", "count"])
    for what, which, count in rows:
        told = WITHHELD if count is None else count
        sheet.writerow([f"{stats.year}-Q{stats.quarter}", what, which, told])
    return written.getvalue()


def gathered(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts, the largest first, with the small ones put together until they are not small.

    What is left over at the end is told of nobody: all of them are too few.
    """
    rest, told = 0, dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    for name in reversed(list(told)):
        if told[name] >= SMALLEST_CELL and (rest == 0 or rest >= SMALLEST_CELL):
            break
        rest += told.pop(name)
    return told | ({OTHERS: rest} if rest >= SMALLEST_CELL else {})


def _part(count: int, total: int) -> int | None:
    """How many of them all; None if so many, or all the others, are few."""
    is_small = None in (withheld(count), withheld(total - count))
    return None if is_small else count


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(ReferralRow).where(condition)) or 0


def _by(
    session: Session, condition: ColumnElement[bool], column: InstrumentedAttribute[str]
) -> dict[str, int]:
    found = session.execute(select(column, func.count()).where(condition).group_by(column))
    return dict(found.all())


def _bounds(year: int, quarter: int) -> tuple[datetime, datetime]:
    if quarter not in (1, 2, 3, 4) or not 2000 <= year <= 9000:
        raise QuarterUnknown
    later = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    begin, end = (datetime(y, 3 * q - 2, 1, tzinfo=UTC) for y, q in ((year, quarter), later))
    return begin, end
