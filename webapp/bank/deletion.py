"""Deletions: a participant confirms that it dropped what was withdrawn.

Outstanding is what a participant was told of, was told to drop, and has not confirmed. The person
sees it, and so does the operator.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    PrimaryKeyConstraint,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.change import record_changes
from webapp.bank.choice import ChoiceRow
from webapp.bank.knowing import known_signals
from webapp.bank.pull import PullRow
from webapp.bank.signal import Pair, SignalRow
from webapp.bank.standing import StandingRow
from webapp.bank.submission import SubmissionRow, retract_signals
from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into, reading
from webapp.bank.withdrawal import TOMBSTONE


class DeletionRow(Table):
    """A participant says that it holds this signal no more. It is true until it is told again."""

    __tablename__ = "deletion"

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), index=True)
    confirmed_at: Mapped[datetime]

    __table_args__ = (PrimaryKeyConstraint("participant_id", "signal_id"),)


def confirm_deletions(
    session: Session,
    participant_id: UUID,
    pairs: Collection[Pair],
    *,
    now: datetime | None = None,
) -> set[Pair]:
    """Keep that a participant dropped these, and return those that it may know of.

    What it had brought in itself is taken back with it.
    """
    now = now or utc_now()
    known = known_signals(session, participant_id, pairs)
    ids = [row.id for row in known.values()]
    told = {"participant_id": participant_id, "confirmed_at": now}
    rows = [told | {"signal_id": id_} for id_ in ids]
    if rows:
        upsert = insert_into(session, DeletionRow)
        session.execute(
            upsert.on_conflict_do_update(
                index_elements=["participant_id", "signal_id"], set_={"confirmed_at": now}
            ),
            rows,
        )
    mine = retract_signals(session, participant_id, ids, now + TOMBSTONE, now)
    record_changes(session, mine, now=now)
    return set(known)


@reading
def outstanding(session: Session, participant_id: UUID, limit: int) -> list[UUID]:
    """The ids of signals that this participant has still to drop, oldest withdrawal first."""
    return list(session.scalars(_left(participant_id).limit(limit)))


@reading
def count_outstanding(session: Session, participant_id: UUID) -> int:
    """How many they are."""
    left = _left(participant_id).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(left)) or 0


def _left(participant_id: UUID) -> Select[UUID]:
    """Signals of cases that it was told of, that are over for it, and not confirmed since.

    A signal is over for it when no case that chose it stands behind the signal any more and no
    participant does, or when people here refused it.
    """
    reached = (
        select(func.max(PullRow.through))
        .where(PullRow.participant_id == participant_id)
        .scalar_subquery()
    )
    # Few of all: without them every standing there is would be grouped to find none.
    maybe_over = union(
        select(StandingRow.signal_id).where(StandingRow.withdrawn_at.is_not(None)),
        select(SignalRow.id).where(SignalRow.refused_at.is_not(None)),
    )
    brought = select(SubmissionRow.signal_id).where(
        SubmissionRow.signal_id == StandingRow.signal_id, SubmissionRow.retracted_at.is_(None)
    )
    is_told = StandingRow.joined_place <= reached
    last_end = func.max(case((is_told, StandingRow.withdrawn_at)))
    is_left = and_(func.count() == func.count(StandingRow.withdrawn_at), ~brought.exists())
    over_at = func.coalesce(SignalRow.refused_at, case((is_left, last_end)))
    confirmed = and_(
        DeletionRow.signal_id == StandingRow.signal_id,
        DeletionRow.participant_id == participant_id,
    )
    return (
        select(StandingRow.signal_id)
        .join(ChoiceRow, ChoiceRow.case_id == StandingRow.case_id)
        .join(SignalRow, SignalRow.id == StandingRow.signal_id)
        .outerjoin(DeletionRow, confirmed)
        .where(ChoiceRow.participant_id == participant_id, StandingRow.signal_id.in_(maybe_over))
        .group_by(StandingRow.signal_id, SignalRow.refused_at, DeletionRow.confirmed_at)
        .having(
            func.count(case((is_told, 1))) > 0,
            or_(
                and_(DeletionRow.confirmed_at.is_(None), over_at.is_not(None)),
                DeletionRow.confirmed_at < over_at,
            ),
        )
        .order_by(over_at)
    )
