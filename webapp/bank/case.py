"""Cases: opened from a draft, found again with the receipt. No name, no address, no way to ask.

Opening and finding hash a passcode, which takes long on purpose. So they take the bank, not a
session: the hash is made outside of any transaction, and nobody waits for a lock meanwhile.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ColumnElement, Select, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from ondevice.signals import Signal, parse_signals
from webapp.bank.bank import Bank
from webapp.bank.change import record_changes
from webapp.bank.choice import choose_participants
from webapp.bank.consent import Agreement, check_consent, keep_consent
from webapp.bank.keys import KeyUnknown
from webapp.bank.receipt import Receipt, make_receipt, normalise_passcode, read_case_number
from webapp.bank.sharing import find_sharing, share_case
from webapp.bank.source import Bucket, record_failure, record_opening
from webapp.bank.standing import STAYING, note_joined, stand_behind
from webapp.bank.table import Table, is_digest, made_id, utc_now
from webapp.bank.verb import insert_into, keys_of, reading

REVIEW_AFTER = timedelta(days=730)
# Two cases in 2^40 may draw the same number; then the next draw is taken.
DRAWS = 4


class NothingToProtect(Exception):
    """There are no signals, so there is nothing to open a case for."""


class NobodyTakesPart(Exception):
    """None of the participants chosen takes part: the case would protect nobody."""


class CaseUnknown(Exception):
    """There is no such case (any more)."""


class WrongCaseOrPasscode(Exception):
    """The case number, or the passcode, or both. Which one is told to nobody."""


class CaseNumberTaken(Exception):
    """The number drawn belongs to another case already."""


class CaseRow(Table):
    """A case. What opens it is kept only as digests; what it is about, only as signals."""

    __tablename__ = "case"

    id: Mapped[UUID] = made_id()
    number_digest: Mapped[bytes] = mapped_column(unique=True)
    passcode_digest: Mapped[str]
    # Only as long as the draft could be sent once more; then it is forgotten.
    nonce_digest: Mapped[bytes | None] = mapped_column(unique=True)
    shows_detail: Mapped[bool]
    opened_at: Mapped[datetime]
    review_due_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint(is_digest("number_digest"), "number_digest_length"),
        CheckConstraint(is_digest("nonce_digest"), "nonce_digest_length"),
        CheckConstraint("passcode_digest LIKE '________$argon2id$%'", "passcode_digest_shape"),
    )


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a case is opened with. `participants` are slugs, `bucket` the source it comes from.

    `handover` is the one that the person agreed to, if any: it ties the case to a referral.
    """

    nonce: str = field(repr=False)
    signals: Sequence[Signal] = field(repr=False)
    agreements: Sequence[Agreement]
    participants: Collection[str]
    shows_detail: bool
    bucket: Bucket | None = None
    handover: UUID | None = None
    even_if_nobody_takes_part: bool = False


def open_case(bank: Bank, opening: Opening, *, now: datetime | None = None) -> Receipt:
    """Open a case and hand back the number and passcode the person must keep.

    The receipt is derived from the draft's nonce, so a draft that is sent twice, or by two at once,
    opens one case and gives one receipt; signals that are new the second time are added, unless the
    case was withdrawn meanwhile. When this returns, the case is durable.

    Raises ConsentMissing, NothingToProtect, SignalsRefused (such as TooManyItems),
    NobodyTakesPart, TooBusy.
    """
    _check(opening.signals, opening.agreements)
    for draw in range(DRAWS):
        receipt = make_receipt(bank.keys.receipt_material(opening.nonce, draw)[0])
        passcode = normalise_passcode(receipt.passcode)
        kept = bank.hasher.hash(bank.keys, passcode, opening.bucket)
        with suppress(CaseNumberTaken):
            return bank.run(_open, opening, receipt, kept, now or utc_now())
    raise CaseNumberTaken


def load_case(
    bank: Bank, case_number: str, passcode: str, bucket: Bucket, *, now: datetime | None = None
) -> UUID:
    """The id of the case that this number and passcode open.

    An unknown number costs the same work as a wrong passcode, ends in the same error, and counts
    as the same failure of the source.

    Raises WrongCaseOrPasscode, TooBusy.
    """
    number, passcode = read_case_number(case_number), normalise_passcode(passcode)
    case_id, kept = bank.run(_find_passcode, number) or (None, None)
    if not bank.hasher.is_right(bank.keys, kept, passcode, bucket) or not (case_id and kept):
        bank.run(record_failure, bucket, number, now=now)
        raise WrongCaseOrPasscode
    if bank.hasher.is_outdated(bank.keys, kept):
        renewed = bank.hasher.hash(bank.keys, passcode, bucket)
        bank.run(_renew_digests, case_id, number, renewed)
    return case_id


@reading
def was_opened(session: Session, nonce: str) -> bool:
    """True if a draft with this nonce was sent before (and not longer than 30 days ago)."""
    return session.scalar(_by_nonce(session, nonce)) is not None


def add_signals(
    session: Session,
    case_id: UUID,
    signals: Sequence[Signal],
    agreements: Sequence[Agreement],
    *,
    now: datetime | None = None,
) -> int:
    """Let a case stand behind more signals; the statements are agreed to again, for these.

    Items are numbered on from the last one. Returns how many signals were new to the case.

    Raises ConsentMissing, NothingToProtect, SignalsRefused (such as TooManyItems), CaseUnknown.
    """
    _check(signals, agreements)
    case = lock_case(session, case_id)
    return _stand_behind(session, case, signals, agreements, already=STAYING, now=now or utc_now())


def lock_case(session: Session, case_id: UUID) -> CaseRow:
    """The case, and nobody else changes it until the transaction ends. Raises CaseUnknown."""
    case = session.scalar(select(CaseRow).where(CaseRow.id == case_id).with_for_update())
    if case is None:
        raise CaseUnknown
    return case


def _check(signals: Sequence[Signal], agreements: Sequence[Agreement]) -> None:
    """What the rooms have checked already; but the bank takes nobody's word for it."""
    check_consent(agreements)
    if not signals:
        raise NothingToProtect
    parse_signals([signal.as_dict() for signal in signals])


def _open(
    session: Session, opening: Opening, receipt: Receipt, passcode_digest: str, now: datetime
) -> Receipt:
    again = session.scalar(_by_nonce(session, opening.nonce).with_for_update())
    case = again or _insert_case(session, opening, receipt, passcode_digest, now)
    if case is None:
        # Somebody came first: with the same draft, or (once in 2^40) with the same number.
        again = case = session.scalar(_by_nonce(session, opening.nonce).with_for_update())
    if case is None:
        raise CaseNumberTaken
    if again is None:
        chosen = choose_participants(session, case.id, opening.participants)
        if not chosen and not opening.even_if_nobody_takes_part:
            raise NobodyTakesPart
        if opening.bucket is not None:
            record_opening(session, opening.bucket, now=now)
        if opening.handover is not None:
            share_case(session, case.id, opening.handover, now)
    if case.withdrawn_at is None:
        sent = opening.signals, opening.agreements
        _stand_behind(session, case, *sent, already=true(), now=now)
    return _receipt_of(session, case, opening.nonce)


def _insert_case(
    session: Session, opening: Opening, receipt: Receipt, passcode_digest: str, now: datetime
) -> CaseRow | None:
    """The new case, or None if its number or its nonce is taken."""
    keys = keys_of(session)
    values = {
        "id": uuid4(),
        "number_digest": keys.digest("case number", receipt.case_number),
        "nonce_digest": keys.digest("nonce", opening.nonce),
        "passcode_digest": passcode_digest,
        "shows_detail": opening.shows_detail,
        "opened_at": now,
        "review_due_at": now + REVIEW_AFTER,
    }
    made = insert_into(session, CaseRow).values(values).on_conflict_do_nothing()
    id_ = session.scalar(made.returning(CaseRow.id))
    return session.get_one(CaseRow, id_) if id_ else None


def _stand_behind(
    session: Session,
    case: CaseRow,
    signals: Sequence[Signal],
    agreements: Sequence[Agreement],
    *,
    already: ColumnElement[bool],
    now: datetime,
) -> int:
    added = stand_behind(session, case.id, signals, already, now)
    if added:
        case.withdrawn_at = None
        keep_consent(session, case.id, agreements, now)
        note_joined(session, case.id, record_changes(session, added, now=now))
    return len(added)


def _by_nonce(session: Session, nonce: str) -> Select[CaseRow]:
    return select(CaseRow).where(CaseRow.nonce_digest.in_(keys_of(session).digests("nonce", nonce)))


def _receipt_of(session: Session, case: CaseRow, nonce: str) -> Receipt:
    """The receipt that was given for the case: of those the nonce can give, the one that fits."""
    keys = keys_of(session)
    for draw in range(DRAWS):
        for receipt in map(make_receipt, keys.receipt_material(nonce, draw)):
            if case.number_digest in keys.digests("case number", receipt.case_number):
                sharing = find_sharing(session, case.id)
                return replace(receipt, shared_with=sharing.organisation if sharing else "")
    raise KeyUnknown


@reading
def _find_passcode(session: Session, number: str) -> tuple[UUID, str] | None:
    digests = keys_of(session).digests("case number", number)
    found = session.execute(
        select(CaseRow.id, CaseRow.passcode_digest).where(CaseRow.number_digest.in_(digests))
    ).first()
    return found and (found.id, found.passcode_digest)


def _renew_digests(session: Session, case_id: UUID, number: str, passcode_digest: str) -> None:
    """Now that both are in hand, keep them under the newest pepper, and with today's work."""
    case = lock_case(session, case_id)
    case.number_digest = keys_of(session).digest("case number", number)
    case.passcode_digest = passcode_digest
