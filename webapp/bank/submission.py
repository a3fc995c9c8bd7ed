"""Submissions: signals that a participant brings in itself, without any case behind them.

They are shown to every participant with the one that brought them as their source, so that nobody
takes them for a person's wish. They leave when the one that brought them takes them back, or ends.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, PrimaryKeyConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.change import record_changes
from webapp.bank.signal import Pair, SignalRow, keep_signals
from webapp.bank.standing import StandingRow
from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into

MOST_A_PARTICIPANT = 100_000


class TooManySubmissions(Exception):
    """One participant may stand behind 100,000 signals of its own."""


class SubmissionRow(Table):
    """A participant standing behind a signal of its own; with `retracted_at` it is over."""

    __tablename__ = "submission"

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), index=True)
    submitted_at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]

    __table_args__ = (PrimaryKeyConstraint("participant_id", "signal_id"),)


def submit_signals(
    session: Session,
    participant_id: UUID,
    pairs: Collection[Pair],
    *,
    now: datetime | None = None,
) -> int:
    """Let a participant stand behind these well-formed signals. Returns how many were new to it.

    Raises TooManySubmissions.
    """
    now = now or utc_now()
    ids = set(keep_signals(session, pairs).values())
    fresh = ids - _live(session, participant_id, ids)
    _check_room(session, participant_id, len(fresh))
    upsert = insert_into(session, SubmissionRow)
    rows = [
        {"participant_id": participant_id, "signal_id": id_, "submitted_at": now} for id_ in fresh
    ]
    if rows:
        session.execute(
            upsert.on_conflict_do_update(
                index_elements=["participant_id", "signal_id"],
                set_={"submitted_at": now, "retracted_at": None},
            ),
            rows,
        )
    record_changes(session, fresh, now=now)
    return len(fresh)


def retract_signals(
    session: Session,
    participant_id: UUID,
    signal_ids: Collection[UUID],
    shred_after: datetime,
    now: datetime,
) -> set[UUID]:
    """Take back submissions; a signal with nobody behind it is withdrawn. They are locked."""
    mine = _live(session, participant_id, signal_ids)
    session.execute(
        update(SubmissionRow)
        .where(SubmissionRow.participant_id == participant_id, SubmissionRow.signal_id.in_(mine))
        .values(retracted_at=now)
    )
    left = mine - held_signals(session, mine)
    session.execute(
        update(SignalRow)
        .where(SignalRow.id.in_(left))
        .values(withdrawn_at=now, shred_after=shred_after)
    )
    return mine


def held_signals(session: Session, signal_ids: Collection[UUID]) -> set[UUID]:
    """Those of these signals that a case or a participant still stands behind."""
    by_case = select(StandingRow.signal_id).where(
        StandingRow.signal_id.in_(signal_ids), StandingRow.withdrawn_at.is_(None)
    )
    by_participant = select(SubmissionRow.signal_id).where(
        SubmissionRow.signal_id.in_(signal_ids), SubmissionRow.retracted_at.is_(None)
    )
    return set(session.scalars(by_case)) | set(session.scalars(by_participant))


def _live(session: Session, participant_id: UUID, signal_ids: Collection[UUID]) -> set[UUID]:
    return set(
        session.scalars(
            select(SubmissionRow.signal_id).where(
                SubmissionRow.participant_id == participant_id,
                SubmissionRow.signal_id.in_(signal_ids),
                SubmissionRow.retracted_at.is_(None),
            )
        )
    )


def _check_room(session: Session, participant_id: UUID, more: int) -> None:
    has = session.scalar(
        select(func.count())
        .select_from(SubmissionRow)
        .where(SubmissionRow.participant_id == participant_id, SubmissionRow.retracted_at.is_(None))
    )
    if (has or 0) + more > MOST_A_PARTICIPANT:
        raise TooManySubmissions
