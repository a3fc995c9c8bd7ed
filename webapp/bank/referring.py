"""What a worker does with a referral: opens it, notes the steps, follows it up, closes it."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from webapp.bank.partnership import LOCALE, LocaleMalformed
from webapp.bank.phone import COUNTRIES
from webapp.bank.referral import (
    LONGEST_NOTE,
    LONGEST_PLACE,
    LONGEST_REFERENCE,
    STATES,
    STEPS,
    FollowUpRow,
    ReferralRow,
    ReferralUnknown,
    StepRow,
    own,
    reference_key,
    seal_text,
)
from webapp.bank.table import utc_now
from webapp.bank.verb import insert_into, keys_of

# So long after its end nobody asks any more, and the figures of its quarter were taken.
CLOSED_KEPT = timedelta(days=180)
# What nobody closed and nobody asks about any more was only forgotten.
OPEN_KEPT = timedelta(days=730)
MOST_FOLLOW_UPS = 50


class ReferenceMalformed(Exception):
    """A reference is one short line."""


class ReferenceTaken(Exception):
    """The partner has a referral of this reference: two callers must not become one."""


class CountryUnknown(Exception):
    """A country is two letters, such as TR."""


class TextTooLong(Exception):
    """A note or a place is short: a file on somebody is kept elsewhere, or better not at all."""


class StepUnknown(Exception):
    """There is no such step, or it cannot stand so."""


class FollowUpUnknown(Exception):
    """The referral has no such follow-up."""


class TooManyFollowUps(Exception):
    """So many days to ask again are a slip."""


def open_referral(
    session: Session,
    partner_id: UUID,
    staff_id: UUID,
    *,
    reference: str,
    locale: str,
    country: str,
    note: str = "",
    now: datetime | None = None,
) -> UUID:
    """Open a referral of this partner and hand back its id.

    Raises ReferenceMalformed, ReferenceTaken, LocaleMalformed, CountryUnknown, TextTooLong.
    """
    id_ = uuid4()
    values = {
        "id": id_,
        "partner_id": partner_id,
        "staff_id": staff_id,
        **_reference(session, id_, reference),
        "locale": _locale(locale),
        "country": _country(country),
        "sealed_note": seal_text(session, id_, "note", _short(note, LONGEST_NOTE)),
        "opened_at": now or utc_now(),
    }
    made = insert_into(session, ReferralRow).values(values).on_conflict_do_nothing()
    if session.scalar(made.returning(ReferralRow.id)) is None:
        raise ReferenceTaken
    return id_


def edit_referral(session: Session, partner_id: UUID, referral_id: UUID, /, **facts: str) -> None:
    """Change `locale`, `country` or `note`, and nothing that is not given.

    Raises ReferralUnknown, LocaleMalformed, CountryUnknown, TextTooLong.
    """
    row = lock_referral(session, partner_id, referral_id)
    if "note" in facts:
        row.sealed_note = seal_text(session, row.id, "note", _short(facts["note"], LONGEST_NOTE))
    row.locale = _locale(facts.get("locale", row.locale))
    row.country = _country(facts.get("country", row.country))


def close_referral(
    session: Session, partner_id: UUID, referral_id: UUID, *, now: datetime | None = None
) -> None:
    """The work is done; `retention` deletes it after a time. Raises ReferralUnknown."""
    row = lock_referral(session, partner_id, referral_id)
    row.closed_at = row.closed_at or now or utc_now()


def reopen_referral(session: Session, partner_id: UUID, referral_id: UUID) -> None:
    """The caller is back. Raises ReferralUnknown."""
    lock_referral(session, partner_id, referral_id).closed_at = None


def mark_step(
    session: Session,
    partner_id: UUID,
    referral_id: UUID,
    step: str,
    state: str,
    *,
    on: date | None = None,
    place: str = "",
) -> None:
    """Note how a step stands, when and where that was; `todo` takes the note back.

    Raises ReferralUnknown, StepUnknown, TextTooLong.
    """
    row = lock_referral(session, partner_id, referral_id)
    if step not in STEPS or state not in (*STATES, "todo"):
        raise StepUnknown
    if state == "other-route" and step != "age":
        raise StepUnknown
    session.execute(delete(StepRow).where(StepRow.referral_id == row.id, StepRow.step == step))
    if state != "todo":
        sealed = seal_text(session, row.id, f"place {step}", _short(place, LONGEST_PLACE))
        session.add(
            StepRow(referral_id=row.id, step=step, state=state, on_date=on, sealed_place=sealed)
        )


def plan_follow_up(session: Session, partner_id: UUID, referral_id: UUID, due_on: date) -> UUID:
    """Ask again on this day. Raises ReferralUnknown, TooManyFollowUps."""
    row = lock_referral(session, partner_id, referral_id)
    if len(row.follow_ups) >= MOST_FOLLOW_UPS:
        raise TooManyFollowUps
    made = FollowUpRow(id=uuid4(), referral_id=row.id, due_on=due_on)
    session.add(made)
    return made.id


def finish_follow_up(
    session: Session, partner_id: UUID, referral_id: UUID, follow_up_id: UUID, done_on: date
) -> None:
    """It was done on this day. Raises ReferralUnknown, FollowUpUnknown."""
    _follow_up(session, partner_id, referral_id, follow_up_id).done_on = done_on


def drop_follow_up(
    session: Session, partner_id: UUID, referral_id: UUID, follow_up_id: UUID
) -> None:
    """It is not needed. Raises ReferralUnknown, FollowUpUnknown."""
    session.delete(_follow_up(session, partner_id, referral_id, follow_up_id))


def forget_referrals(session: Session, now: datetime) -> int:
    """Delete what was closed or left long ago, with all that hangs on it. Returns how many went."""
    recently = (now - CLOSED_KEPT).date()
    is_followed_up = ReferralRow.follow_ups.any(
        or_(FollowUpRow.due_on > recently, FollowUpRow.done_on > recently)
    )
    is_left = (ReferralRow.opened_at <= now - OPEN_KEPT) & ~is_followed_up
    old = delete(ReferralRow).where(or_(ReferralRow.closed_at <= now - CLOSED_KEPT, is_left))
    return len(session.scalars(old.returning(ReferralRow.id)).all())


def lock_referral(session: Session, partner_id: UUID, referral_id: UUID) -> ReferralRow:
    """The partner's referral, changed by nobody else meanwhile. Raises ReferralUnknown."""
    row = session.scalar(own(partner_id).where(ReferralRow.id == referral_id).with_for_update())
    if row is None:
        raise ReferralUnknown
    return row


def _follow_up(
    session: Session, partner_id: UUID, referral_id: UUID, follow_up_id: UUID
) -> FollowUpRow:
    row = lock_referral(session, partner_id, referral_id)
    for each in row.follow_ups:
        if each.id == follow_up_id:
            return each
    raise FollowUpUnknown


def _reference(session: Session, id_: UUID, text: str) -> dict[str, bytes]:
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_REFERENCE or not text.isprintable():
        raise ReferenceMalformed
    return {
        "reference_digest": keys_of(session).digest("referral", reference_key(text)),
        "sealed_reference": seal_text(session, id_, "reference", text),
    }


def _locale(text: str) -> str:
    if not LOCALE.fullmatch(text):
        raise LocaleMalformed(text)
    return text


def _country(text: str) -> str:
    if text not in COUNTRIES:
        raise CountryUnknown(text)
    return text


def _short(text: str, longest: int) -> str:
    text = text.strip()
    if len(text) > longest:
        raise TextTooLong
    return text
