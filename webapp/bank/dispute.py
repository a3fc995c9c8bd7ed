"""Disputes: enough participants found nothing wrong with a signal, so people here have a look.

Until they decide the signal is suspended: participants are told to act on it no more. Restored, it
is active again, and the verdicts that led here count no longer. Refused, it is gone for everybody,
and stays so if somebody brings it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, ScalarSelect, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.change import record_changes
from webapp.bank.signal import SignalRow
from webapp.bank.standing import StandingRow
from webapp.bank.table import Table, made_id, utc_now
from webapp.bank.verb import reading


class Outcome(StrEnum):
    """What the operator decided."""

    RESTORED = "restored"
    REFUSED = "refused"


class DisputeUnknown(Exception):
    """There is no such dispute, or it was decided."""


@dataclass(frozen=True)
class Dispute:
    """A dispute that waits for a decision. What the image shows, nobody here can know."""

    id: UUID
    type: str
    opened_at: datetime
    votes: int
    cases: int


class DisputeRow(Table):
    """A dispute about a signal, open or decided."""

    __tablename__ = "dispute"

    id: Mapped[UUID] = made_id()
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), index=True)
    votes: Mapped[int]
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    __table_args__ = (
        Index(
            "ix_dispute_one_open",
            "signal_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        CheckConstraint(f"outcome IN {tuple(map(str, Outcome))}", "outcome_known"),
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", "decided_with_outcome"),
        CheckConstraint("votes > 0", "votes_positive"),
    )


def open_disputes(
    session: Session, votes: Mapping[UUID, int], quorum: int, now: datetime
) -> set[UUID]:
    """Suspend those of these signals that a quorum found nothing wrong with, and return them.

    They are locked.
    """
    suspended = set()
    for signal_id, count in votes.items():
        signal = session.get_one(SignalRow, signal_id)
        if count >= quorum and signal.suspended_at is None and signal.refused_at is None:
            signal.suspended_at = now
            session.add(DisputeRow(signal_id=signal_id, votes=count, opened_at=now))
            suspended.add(signal_id)
    return suspended


def decide(
    session: Session, dispute_id: UUID, outcome: Outcome, *, now: datetime | None = None
) -> None:
    """End a dispute. Raises DisputeUnknown."""
    now = now or utc_now()
    row = session.get(DisputeRow, dispute_id, with_for_update=True)
    if row is None or row.decided_at:
        raise DisputeUnknown
    row.decided_at, row.outcome = now, outcome
    signal = session.get_one(SignalRow, row.signal_id, with_for_update=True)
    signal.suspended_at = None
    signal.refused_at = now if outcome is Outcome.REFUSED else None
    record_changes(session, [signal.id], now=now)


@reading
def open_list(session: Session) -> list[Dispute]:
    """The operator's queue, the oldest first."""
    behind = (
        select(func.count(StandingRow.case_id.distinct()))
        .where(StandingRow.signal_id == DisputeRow.signal_id, StandingRow.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    found = session.execute(
        select(DisputeRow, SignalRow.type, behind)
        .join(SignalRow, SignalRow.id == DisputeRow.signal_id)
        .where(DisputeRow.decided_at.is_(None))
        .order_by(DisputeRow.opened_at)
    )
    return [Dispute(row.id, type_, row.opened_at, row.votes, cases) for row, type_, cases in found]


def last_decision() -> ScalarSelect[datetime | None]:
    """When people here last decided about the signal of the query around this."""
    return (
        select(func.max(DisputeRow.decided_at))
        .where(DisputeRow.signal_id == SignalRow.id)
        .scalar_subquery()
    )
