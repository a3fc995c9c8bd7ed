"""Withdrawals: a person takes signals back. Final after three days; until then it can be undone.

The three days are there because a withdrawal can be forced. Both asking and calling off need the
passcode, and both stay in sight with their times: whoever forced one cannot hide it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.case import CaseRow, lock_case
from webapp.bank.change import record_changes
from webapp.bank.signal import SignalRow
from webapp.bank.standing import STAYING, StandingRow, note_left
from webapp.bank.submission import held_signals
from webapp.bank.table import Table, made_id, utc_now
from webapp.bank.verb import reading

COOL_OFF = timedelta(hours=72)
# Participants that come back within their 30 days must still find the tombstone.
TOMBSTONE = timedelta(days=90)
BATCH = 100


class NothingToWithdraw(Exception):
    """None of these items is there, or all of them are withdrawn or on their way out."""


class WithdrawalUnknown(Exception):
    """The case has no such withdrawal."""


class WithdrawalFinal(Exception):
    """It was called off before, or its three days are over."""


@dataclass(frozen=True)
class Withdrawal:
    """One withdrawal, and how it stands at the time `seen_at`."""

    id: UUID
    asked_at: datetime
    final_at: datetime
    items: int
    is_contested: bool
    cancelled_at: datetime | None
    seen_at: datetime

    @property
    def is_pending(self) -> bool:
        """It can still be called off."""
        return self.cancelled_at is None and self.seen_at < self.final_at

    @property
    def is_final(self) -> bool:
        """The signals left, or are leaving at this moment."""
        return self.cancelled_at is None and not self.is_pending


class WithdrawalRow(Table):
    """A withdrawal. Those that were called off stay too."""

    __tablename__ = "withdrawal"

    id: Mapped[UUID] = made_id()
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    final_at: Mapped[datetime] = mapped_column(index=True)
    items: Mapped[int]
    # Asked for again after one was called off: two people may be fighting over this case.
    is_contested: Mapped[bool]
    cancelled_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("items > 0", "items_positive"),
        CheckConstraint("final_at > asked_at", "final_later"),
        CheckConstraint("cancelled_at IS NULL OR finished_at IS NULL", "one_end"),
    )


def withdraw(
    session: Session,
    case_id: UUID,
    items: Collection[int] | None = None,
    *,
    now: datetime | None = None,
) -> Withdrawal:
    """Ask that these items be taken back, or all of them. Until it is final they stay protected.

    Raises CaseUnknown, NothingToWithdraw.
    """
    now = now or utc_now()
    lock_case(session, case_id)
    wanted = [StandingRow.case_id == case_id, STAYING]
    if items is not None:
        wanted.append(StandingRow.item.in_(items))
    found = set(session.scalars(select(StandingRow.item).where(*wanted)))
    if not found:
        raise NothingToWithdraw
    row = WithdrawalRow(
        id=uuid4(),
        case_id=case_id,
        asked_at=now,
        final_at=now + COOL_OFF,
        items=len(found),
        is_contested=_was_cancelled_before(session, case_id),
    )
    session.add(row)
    session.flush()
    session.execute(update(StandingRow).where(*wanted).values(withdrawal_id=row.id))
    return as_withdrawal(row, now)


def cancel_withdrawal(
    session: Session, case_id: UUID, withdrawal_id: UUID, *, now: datetime | None = None
) -> None:
    """Call a withdrawal off: everything is as it was, but that it happened stays in sight.

    Raises CaseUnknown, WithdrawalUnknown, WithdrawalFinal.
    """
    now = now or utc_now()
    lock_case(session, case_id)
    row = session.get(WithdrawalRow, withdrawal_id, populate_existing=True)
    if row is None or row.case_id != case_id:
        raise WithdrawalUnknown
    if row.finished_at or not as_withdrawal(row, now).is_pending:
        raise WithdrawalFinal
    row.cancelled_at = now
    session.execute(
        update(StandingRow).where(StandingRow.withdrawal_id == row.id).values(withdrawal_id=None)
    )


@reading
def contested_withdrawals(session: Session, *, now: datetime | None = None) -> list[Withdrawal]:
    """The operator's queue: asked for again after one was called off, and not over yet.

    Nothing is held up: nobody may be kept from taking back what is theirs by an empty office.
    """
    rows = session.scalars(
        select(WithdrawalRow)
        .where(
            WithdrawalRow.is_contested,
            WithdrawalRow.cancelled_at.is_(None),
            WithdrawalRow.finished_at.is_(None),
        )
        .order_by(WithdrawalRow.final_at)
    )
    return [as_withdrawal(row, now or utc_now()) for row in rows]


def finish_withdrawals(session: Session, *, now: datetime | None = None) -> int:
    """Make final what is due, a hundred at most. Returns how many; call again until it is none."""
    now = now or utc_now()
    due = (
        WithdrawalRow.final_at <= now,
        WithdrawalRow.cancelled_at.is_(None),
        WithdrawalRow.finished_at.is_(None),
    )
    cases = select(WithdrawalRow.case_id).where(*due).order_by(WithdrawalRow.final_at).limit(BATCH)
    case_ids = set(session.scalars(cases))
    lock_cases(session, case_ids)
    ids = session.scalars(
        select(WithdrawalRow.id).where(*due, WithdrawalRow.case_id.in_(case_ids))
    ).all()
    let_go(session, StandingRow.withdrawal_id.in_(ids), now)
    session.execute(update(WithdrawalRow).where(WithdrawalRow.id.in_(ids)).values(finished_at=now))
    return len(ids)


def let_go(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """End these standings; a signal leaves with the last one. The cases must be locked."""
    over = [which, StandingRow.withdrawn_at.is_(None)]
    signals = session.scalars(
        select(SignalRow)
        .where(SignalRow.id.in_(select(StandingRow.signal_id).where(*over)))
        .order_by(SignalRow.digest)
        .with_for_update()
    ).all()
    touched = select(StandingRow.case_id).where(*over)
    case_ids = session.scalars(touched.distinct()).all()
    session.execute(update(StandingRow).where(*over).values(withdrawn_at=now))
    still_held = held_signals(session, [signal.id for signal in signals])
    for signal in signals:
        if signal.id not in still_held:
            signal.withdrawn_at, signal.shred_after = now, now + TOMBSTONE
    empty = set(case_ids) - _still_standing(session, case_ids)
    session.execute(update(CaseRow).where(CaseRow.id.in_(empty)).values(withdrawn_at=now))
    note_left(session, record_changes(session, [signal.id for signal in signals], now=now))


def _was_cancelled_before(session: Session, case_id: UUID) -> bool:
    cancelled = select(WithdrawalRow.id).where(
        WithdrawalRow.case_id == case_id, WithdrawalRow.cancelled_at.is_not(None)
    )
    return bool(session.scalar(select(cancelled.exists())))


def _still_standing(session: Session, case_ids: Collection[UUID]) -> set[UUID]:
    """Those of these cases that still stand behind a signal."""
    standing = select(StandingRow.case_id).where(
        StandingRow.case_id.in_(case_ids), StandingRow.withdrawn_at.is_(None)
    )
    return set(session.scalars(standing))


def lock_cases(session: Session, case_ids: Collection[UUID]) -> None:
    """Lock these cases, always in one order."""
    ids = select(CaseRow.id).where(CaseRow.id.in_(case_ids)).order_by(CaseRow.id)
    session.execute(ids.with_for_update())


def as_withdrawal(row: WithdrawalRow, now: datetime) -> Withdrawal:
    """The row as rooms may have it."""
    return Withdrawal(
        row.id, row.asked_at, row.final_at, row.items, row.is_contested, row.cancelled_at, now
    )
