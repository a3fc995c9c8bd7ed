"""Retention: what time makes due. A timer runs it every few minutes; twice does no harm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.bank.bank import Bank
from webapp.bank.case import CaseRow
from webapp.bank.credential import forget_expired
from webapp.bank.handover import forget_handovers
from webapp.bank.idempotency import forget_answers
from webapp.bank.referring import forget_referrals
from webapp.bank.rekey import rekey
from webapp.bank.sign_in import forget_sign_ins
from webapp.bank.signal import SignalRow
from webapp.bank.source import forget_old
from webapp.bank.standing import StandingRow
from webapp.bank.table import utc_now
from webapp.bank.use import forget_uses
from webapp.bank.withdrawal import finish_withdrawals

# A draft lives for an hour. But a phone that finds an old page again sends it once more, weeks
# later, and must be told that the case is there already.
NONCE_KEPT = timedelta(days=30)
BATCH = 500


@dataclass(frozen=True)
class RetentionReport:
    """How many of each: withdrawals made final, signals and cases destroyed, the rest forgotten."""

    withdrawals_finished: int
    signals_shredded: int
    cases_removed: int
    nonces_forgotten: int
    tallies_forgotten: int
    keys_forgotten: int
    uses_forgotten: int
    answers_forgotten: int
    handovers_forgotten: int
    referrals_forgotten: int
    sign_ins_forgotten: int
    rekeyed: int


def run(bank: Bank, *, now: datetime | None = None) -> RetentionReport:
    """Do everything that is due, in short transactions, so that nobody else has to wait."""
    at = now or utc_now()

    def until_none(verb: Callable[[Session, datetime], int]) -> int:
        total = 0
        while done := bank.run(verb, at):
            total += done
        return total

    bank.keys.daily.forget()
    return RetentionReport(
        withdrawals_finished=until_none(lambda session, at: finish_withdrawals(session, now=at)),
        signals_shredded=until_none(shred_signals),
        cases_removed=until_none(remove_empty_cases),
        nonces_forgotten=bank.run(forget_nonces, at),
        tallies_forgotten=bank.run(forget_old, now=at),
        keys_forgotten=bank.run(forget_expired, at),
        uses_forgotten=bank.run(forget_uses, at),
        answers_forgotten=bank.run(forget_answers, at),
        handovers_forgotten=bank.run(forget_handovers, at),
        referrals_forgotten=bank.run(forget_referrals, at),
        sign_ins_forgotten=bank.run(forget_sign_ins, at),
        rekeyed=until_none(lambda session, _: rekey(session)),
    )


def shred_signals(session: Session, now: datetime) -> int:
    """Destroy signals whose tombstone has stood for 90 days: value, digest, place and standings."""
    due = session.scalars(
        select(SignalRow)
        .where(SignalRow.shred_after <= now)
        .order_by(SignalRow.digest)
        .limit(BATCH)
        .with_for_update()  # a case that joins at this moment finds it either alive or gone
    ).all()
    session.execute(delete(SignalRow).where(SignalRow.id.in_([row.id for row in due])))
    return len(due)


def remove_empty_cases(session: Session, now: datetime) -> int:
    """Remove cases that were withdrawn and have no signal left: nothing about them is needed."""
    standing = select(StandingRow.case_id).where(StandingRow.case_id == CaseRow.id)
    empty = session.scalars(
        select(CaseRow.id)
        .where(CaseRow.withdrawn_at <= now, ~standing.exists())
        .order_by(CaseRow.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    session.execute(delete(CaseRow).where(CaseRow.id.in_(empty), ~standing.exists()))
    return len(empty)


def forget_nonces(session: Session, now: datetime) -> int:
    """Forget from which draft a case was opened, once the draft cannot be sent again."""
    old = CaseRow.opened_at < now - NONCE_KEPT
    forgotten = session.scalars(
        update(CaseRow)
        .where(old, CaseRow.nonce_digest.is_not(None))
        .values(nonce_digest=None)
        .returning(CaseRow.id)
    )
    return len(forgotten.all())
