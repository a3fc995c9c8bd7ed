"""Statistics: how the service does, in numbers that point at nobody.

A count of one to nine could point at a person, so it is withheld (None), and so is its neighbour
where it could be worked out from the sum.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.bank.case import CaseRow
from webapp.bank.choice import ChoiceRow
from webapp.bank.deletion import count_outstanding
from webapp.bank.feedback import DECISIONS, FeedbackRow, Verdict
from webapp.bank.participant import ParticipantRow
from webapp.bank.pull import when_told
from webapp.bank.signal import SignalRow
from webapp.bank.standing import StandingRow
from webapp.bank.verb import reading

SMALLEST_CELL = 10
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hours:
    """How long something took, of so many times that none of them stands out. None: too few."""

    median: float | None
    p95: float | None


@dataclass(frozen=True)
class ParticipantStats:
    """How fast a participant is, and how much it has still to drop."""

    slug: str
    to_pull: Hours
    to_decide: Hours
    deletions_outstanding: int | None


@dataclass(frozen=True)
class Stats:
    """What is in the bank now. Cases go 90 days after they were withdrawn, and are not counted."""

    cases_opened: int | None
    cases_active: int | None
    cases_withdrawn: int | None
    signals: dict[str, int | None]
    matches: int | None
    removed: int | None
    not_violating: int | None
    participants: tuple[ParticipantStats, ...]


@reading
def make_stats(session: Session) -> Stats:
    """The numbers as they are now."""
    active, withdrawn = _count_cases(session)
    has_small = None in (withheld(active), withheld(withdrawn))
    rows = session.scalars(select(ParticipantRow).order_by(ParticipantRow.slug)).all()
    return Stats(
        cases_opened=withheld(active + withdrawn),
        cases_active=None if has_small else active,
        cases_withdrawn=None if has_small else withdrawn,
        signals=_count_signals(session),
        matches=_count_feedback(session, set(Verdict) - {Verdict.ERROR, Verdict.NONE}),
        removed=_count_feedback(session, {Verdict.REMOVED}),
        not_violating=_count_feedback(session, {Verdict.NOT_VIOLATING}),
        participants=tuple(_participant(session, row) for row in rows),
    )


def withheld(count: int) -> int | None:
    """The count, or None if it is so small that it could point at somebody."""
    return None if 0 < count < SMALLEST_CELL else count


def hours(times: Collection[timedelta]) -> Hours:
    """The median and the 95th percentile, by nearest rank."""
    if len(times) < SMALLEST_CELL:
        return Hours(None, None)
    ordered = sorted(times)
    return Hours(_percentile(ordered, 50), _percentile(ordered, 95))


def _percentile(ordered: Sequence[timedelta], percent: int) -> float:
    return round(ordered[math.ceil(len(ordered) * percent / 100) - 1] / HOUR, 1)


def _count_cases(session: Session) -> tuple[int, int]:
    """How many are active, and how many withdrawn."""
    opened, withdrawn = session.execute(
        select(func.count(), func.count(CaseRow.withdrawn_at)).select_from(CaseRow)
    ).one()
    return opened - withdrawn, withdrawn


def _count_signals(session: Session) -> dict[str, int | None]:
    """The active signals of each type."""
    found = session.execute(
        select(SignalRow.type, func.count())
        .where(SignalRow.withdrawn_at.is_(None))
        .group_by(SignalRow.type)
        .order_by(SignalRow.type)
    )
    return {type_: withheld(count) for type_, count in found}


def _count_feedback(session: Session, verdicts: set[Verdict]) -> int | None:
    """How often a participant's latest verdict on a signal is one of these."""
    found = select(func.count()).select_from(FeedbackRow).where(FeedbackRow.verdict.in_(verdicts))
    return withheld(session.scalar(found) or 0)


def _participant(session: Session, row: ParticipantRow) -> ParticipantStats:
    return ParticipantStats(
        slug=row.slug,
        to_pull=hours(_times_to_pull(session, row.id)),
        to_decide=hours(_times_to_decide(session, row.id)),
        deletions_outstanding=withheld(count_outstanding(session, row.id)),
    )


def _times_to_pull(session: Session, participant_id: UUID) -> list[timedelta]:
    """For each signal of a case, from its publication until the participant was told of it."""
    told_at = when_told(ChoiceRow.participant_id, StandingRow.joined_place)
    found = session.execute(
        select(StandingRow.added_at, told_at)
        .join(ChoiceRow, ChoiceRow.case_id == StandingRow.case_id)
        .where(ChoiceRow.participant_id == participant_id)
    )
    return [told_at - added_at for added_at, told_at in found if told_at]


def _times_to_decide(session: Session, participant_id: UUID) -> list[timedelta]:
    """For each signal that it decided on, from the match to the decision."""
    found = session.execute(
        select(FeedbackRow.matched_at, FeedbackRow.decided_at).where(
            FeedbackRow.participant_id == participant_id,
            FeedbackRow.verdict.in_(DECISIONS),
        )
    )
    return [
        decided_at - matched_at for matched_at, decided_at in found if matched_at and decided_at
    ]
