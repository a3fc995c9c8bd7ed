"""What a person sees of their case: what is kept, who gets it, and what was asked and called off.

Never a value in full, and no image exists. Whoever holds the paper sees this page, so a person can
have left out what each platform did.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.bank.case import CaseRow, CaseUnknown, lock_case
from webapp.bank.consent import ConsentRow
from webapp.bank.progress import SeenParticipant, see_participants
from webapp.bank.sharing import Sharing, find_sharing
from webapp.bank.signal import SignalRow, fingerprint_of
from webapp.bank.standing import StandingRow
from webapp.bank.table import utc_now
from webapp.bank.verb import reading
from webapp.bank.withdrawal import Withdrawal, WithdrawalRow, as_withdrawal


@dataclass(frozen=True)
class SeenSignal:
    """A signal of the case. `fingerprint` is six digits of its value, `state` how it stands.

    `doubt` is `suspended` while people of this service look whether it protects anyone, `refused`
    if they found that it does not, and empty otherwise.
    """

    item: int
    type: str
    variant: str
    quality: int
    fingerprint: str
    added_at: datetime
    withdrawal_id: UUID | None
    withdrawn_at: datetime | None
    doubt: str = ""

    @property
    def state(self) -> str:
        """`active`, `leaving` (it can still be called off) or `withdrawn`."""
        if self.withdrawn_at:
            return "withdrawn"
        return "leaving" if self.withdrawal_id else "active"


@dataclass(frozen=True)
class SeenStatement:
    """A statement agreed to, and in which language."""

    id: str
    version: str
    locale: str
    agreed_at: datetime


@dataclass(frozen=True)
class CaseView:
    """A case as the follow page may show it. `participants` is empty if `shows_detail` is off."""

    opened_at: datetime
    review_due_at: datetime
    withdrawn_at: datetime | None
    shows_detail: bool
    signals: tuple[SeenSignal, ...]
    participants: tuple[SeenParticipant, ...]
    withdrawals: tuple[Withdrawal, ...]
    statements: tuple[SeenStatement, ...]
    sharing: Sharing | None = None

    @property
    def items(self) -> dict[int, tuple[SeenSignal, ...]]:
        """The signals by the person's own files, in their order."""
        numbers = sorted({signal.item for signal in self.signals})
        return {n: tuple(s for s in self.signals if s.item == n) for n in numbers}


@reading
def see_case(session: Session, case_id: UUID, *, now: datetime | None = None) -> CaseView:
    """The case as it stands. Raises CaseUnknown."""
    now = now or utc_now()
    case = session.get(CaseRow, case_id)
    if case is None:
        raise CaseUnknown
    return CaseView(
        opened_at=case.opened_at,
        review_due_at=case.review_due_at,
        withdrawn_at=case.withdrawn_at,
        shows_detail=case.shows_detail,
        signals=_signals(session, case_id),
        participants=see_participants(session, case_id, now) if case.shows_detail else (),
        withdrawals=_withdrawals(session, case_id, now),
        statements=_statements(session, case_id),
        sharing=find_sharing(session, case_id),
    )


def hide_detail(session: Session, case_id: UUID) -> None:
    """From now on the follow page names no participant: a person may be made to show it.

    It cannot be switched on again: whoever holds the paper would do that. Raises CaseUnknown.
    """
    lock_case(session, case_id).shows_detail = False


def _signals(session: Session, case_id: UUID) -> tuple[SeenSignal, ...]:
    found = session.execute(
        select(StandingRow, SignalRow)
        .join(SignalRow, SignalRow.id == StandingRow.signal_id)
        .where(StandingRow.case_id == case_id)
        .order_by(StandingRow.item, SignalRow.type, StandingRow.variant, StandingRow.added_at)
    )
    return tuple(
        SeenSignal(
            item=standing.item,
            type=signal.type,
            variant=standing.variant,
            quality=standing.quality,
            fingerprint=fingerprint_of(session, signal),
            added_at=standing.added_at,
            withdrawal_id=standing.withdrawal_id,
            withdrawn_at=standing.withdrawn_at,
            doubt=_doubt(standing, signal),
        )
        for standing, signal in found
    )


def _doubt(standing: StandingRow, signal: SignalRow) -> str:
    """What became of the signal while the case stood behind it. Of what was before, nothing."""
    if standing.withdrawn_at:
        return ""
    if signal.refused_at and signal.refused_at > standing.added_at:
        return "refused"
    return "suspended" if signal.suspended_at and signal.suspended_at > standing.added_at else ""


def _withdrawals(session: Session, case_id: UUID, now: datetime) -> tuple[Withdrawal, ...]:
    found = session.scalars(
        select(WithdrawalRow)
        .where(WithdrawalRow.case_id == case_id)
        .order_by(WithdrawalRow.asked_at)
    )
    return tuple(as_withdrawal(row, now) for row in found)


def _statements(session: Session, case_id: UUID) -> tuple[SeenStatement, ...]:
    found = session.scalars(
        select(ConsentRow)
        .where(ConsentRow.case_id == case_id)
        .order_by(ConsentRow.agreed_at, ConsentRow.statement_id)
    )
    return tuple(
        SeenStatement(row.statement_id, row.version, row.locale, row.agreed_at) for row in found
    )
