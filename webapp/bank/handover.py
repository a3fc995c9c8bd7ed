"""Hand-overs: a link and a spoken code with which a caller can tie a case to a worker's referral.

Neither opens a case, and neither ties one: only the caller does, by agreeing (see `sharing`). A
referral has one hand-over at a time, for 48 hours; making another, using it and revoking it all
delete the row, so that a link in a browser's history leads to nothing. Only digests are kept.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.bank import Bank
from webapp.bank.partner import PartnerRow
from webapp.bank.receipt import normalise_passcode
from webapp.bank.referral import ReferralRow, own
from webapp.bank.referring import lock_referral
from webapp.bank.source import Bucket, Cost, cost_of_guess, record_failure
from webapp.bank.table import Table, is_digest, made_id, utc_now
from webapp.bank.verb import insert_into, keys_of, reading

LASTS = timedelta(hours=48)
TOKEN_BYTES = 24
CODE_DIGITS = 12
# All wrong codes of a source are failures on this one thing, so that the price of guessing rises.
GUESSED = "a hand-over"


class NoHandover(Exception):
    """The referral is closed, or about somebody under 18, for whom other services are there."""


class CodeMalformed(Exception):
    """No hand-over can have this code: it was misheard or mistyped."""


class CodeUnknown(Exception):
    """No hand-over has this code: it is over, used, called back, or was never given."""


class HandoverRow(Table):
    """The hand-over of a referral, while it can be used."""

    __tablename__ = "handover"

    id: Mapped[UUID] = made_id()
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), unique=True
    )
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    code_digest: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint(is_digest("token_digest"), "token_digest_length"),
        CheckConstraint(is_digest("code_digest"), "code_digest_length"),
    )


@dataclass(frozen=True)
class Handover:
    """Shown to the worker once: the token for the link, the code in groups of four."""

    token: str = field(repr=False)
    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Invitation:
    """What a caller is asked: whether this organisation may see how the case stands."""

    id: UUID
    organisation: str
    website: str
    phones: Sequence[str]


def make_handover(
    session: Session, partner_id: UUID, referral_id: UUID, *, now: datetime | None = None
) -> Handover:
    """A new hand-over of the partner's referral; the one before is over.

    Raises ReferralUnknown, NoHandover.
    """
    referral = lock_referral(session, partner_id, referral_id)
    if referral.closed_at or any(each.state == "other-route" for each in referral.steps):
        raise NoHandover
    session.execute(delete(HandoverRow).where(HandoverRow.referral_id == referral.id))
    token, code = secrets.token_urlsafe(TOKEN_BYTES), _free_code(session)
    expires_at = (now or utc_now()) + LASTS
    keys = keys_of(session)
    values = {
        "id": uuid4(),
        "referral_id": referral.id,
        "token_digest": keys.digest("hand-over token", token),
        "code_digest": keys.digest("hand-over code", code),
        "expires_at": expires_at,
    }
    session.execute(insert_into(session, HandoverRow).values(values))
    return Handover(
        token, " ".join(code[at : at + 4] for at in range(0, CODE_DIGITS, 4)), expires_at
    )


@reading
def open_until(
    session: Session, partner_id: UUID, referral_id: UUID, *, now: datetime | None = None
) -> datetime | None:
    """Until when the referral's hand-over can be used; None if it has none, for its worker."""
    live = select(HandoverRow.expires_at).where(
        HandoverRow.referral_id.in_(
            own(partner_id).with_only_columns(ReferralRow.id).where(ReferralRow.id == referral_id)
        ),
        HandoverRow.expires_at > (now or utc_now()),
    )
    return session.scalar(live)


def revoke_handover(session: Session, partner_id: UUID, referral_id: UUID) -> None:
    """Call it back. A case that was tied already stays so. Raises ReferralUnknown."""
    referral = lock_referral(session, partner_id, referral_id)
    session.execute(delete(HandoverRow).where(HandoverRow.referral_id == referral.id))


@reading
def find_by_token(
    session: Session, token: str, *, now: datetime | None = None
) -> Invitation | None:
    """The invitation of a link, if it can still be used. It has 192 bits: nobody guesses it."""
    digests = keys_of(session).digests("hand-over token", token)
    return _invitation(session, _live(now).where(HandoverRow.token_digest.in_(digests)))


@reading
def find_by_id(session: Session, id_: UUID, *, now: datetime | None = None) -> Invitation | None:
    """The same again, from a draft that we sealed."""
    return _invitation(session, _live(now).where(HandoverRow.id == id_))


def load_by_code(
    bank: Bank, code: str, bucket: Bucket, *, now: datetime | None = None
) -> Invitation:
    """The invitation of a spoken code; takes digits of any script, however they are grouped.

    A slip is told as one and costs nothing; a code that none has counts as a failure of the source.

    Raises CodeMalformed, CodeUnknown.
    """
    digits = read_code(code)
    found = bank.run(_find_by_code, digits, now=now)
    if found is None:
        bank.run(record_failure, bucket, GUESSED, now=now)
        raise CodeUnknown
    return found


@reading
def cost_of_code(session: Session, bucket: Bucket, *, now: datetime | None = None) -> Cost:
    """What one more try costs this source: as with passcodes, free until the fifth failure."""
    return cost_of_guess(session, bucket, GUESSED, now=now)


def use_handover(session: Session, id_: UUID, now: datetime) -> UUID | None:
    """Use it up, and hand back the referral; None if it is over. Of two at once, one gets it."""
    used = delete(HandoverRow).where(HandoverRow.id == id_, HandoverRow.expires_at > now)
    return session.scalar(used.returning(HandoverRow.referral_id))


def forget_handovers(session: Session, now: datetime) -> int:
    """Delete what is over. Returns how many went."""
    over = delete(HandoverRow).where(HandoverRow.expires_at <= now)
    return len(session.scalars(over.returning(HandoverRow.id)).all())


def read_code(typed: str) -> str:
    """The digits of a code. Raises CodeMalformed if there is no such code."""
    digits = normalise_passcode(typed)
    if len(digits) != CODE_DIGITS or _check_digit(digits[:-1]) != digits[-1]:
        raise CodeMalformed
    return digits


def _free_code(session: Session) -> str:
    """Eleven random digits (36 bits) and a check digit, of a code that no other hand-over has."""
    while True:
        digits = f"{secrets.randbelow(10**11):011}"
        code = digits + _check_digit(digits)
        digests = keys_of(session).digests("hand-over code", code)
        taken = select(HandoverRow.id).where(HandoverRow.code_digest.in_(digests))
        if session.scalar(taken) is None:
            return code


def _check_digit(digits: str) -> str:
    """ISO/IEC 7064, MOD 11,10: finds every wrong digit, and nearly all that changed places."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


@reading
def _find_by_code(session: Session, code: str, *, now: datetime | None) -> Invitation | None:
    digests = keys_of(session).digests("hand-over code", code)
    return _invitation(session, _live(now).where(HandoverRow.code_digest.in_(digests)))


def _live(now: datetime | None) -> Select[UUID, PartnerRow]:
    return (
        select(HandoverRow.id, PartnerRow)
        .join(ReferralRow, ReferralRow.id == HandoverRow.referral_id)
        .join(PartnerRow, PartnerRow.id == ReferralRow.partner_id)
        .where(HandoverRow.expires_at > (now or utc_now()))
    )


def _invitation(session: Session, live: Select[UUID, PartnerRow]) -> Invitation | None:
    found = session.execute(live).first()
    if found is None:
        return None
    id_, partner = found
    phones = [each.number for each in partner.phones]
    return Invitation(id_, partner.name, partner.website, phones)
