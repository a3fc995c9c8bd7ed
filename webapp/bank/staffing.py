"""What is done about staff: add them, give a new password, switch them off and on, remove them.

Making and checking a password takes long on purpose, so those verbs take the bank, as with cases.
"""

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.bank.bank import Bank
from webapp.bank.participant import SLUG
from webapp.bank.partner import PartnerRow
from webapp.bank.partnership import PartnerUnknown
from webapp.bank.passkey import PasskeyRow
from webapp.bank.recovery import RecoveryRow
from webapp.bank.sign_in import SignInRow
from webapp.bank.source import Bucket, Cost, cost_of_guess, record_failure
from webapp.bank.staff import LONGEST_STAFF_NAME, ROLES, Staff, StaffRow, find_staff, lock_staff
from webapp.bank.table import utc_now
from webapp.bank.verb import insert_into, reading

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
# So many different characters at least: aaaaaaaaaaaa is long and no password.
DIFFERENT = 6
TEMPORARY_LASTS = timedelta(hours=72)
# No letters and digits that are taken for one another: it may be spoken.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class StaffNameMalformed(Exception):
    """A name to sign in with is 3 to 40 small letters, digits, dots and hyphens."""


class StaffNameTaken(Exception):
    """Somebody on this server signs in with this name already."""


class RoleUnknown(Exception):
    """A role is worker or lead, of a partner, or operator, of none."""


class PasswordWeak(Exception):
    """Shorter than 12 characters, or hardly more than one of them, or the name itself."""


class WrongNameOrPassword(Exception):
    """The name, or the password, or both, or it is over. Which one is told to nobody."""


def add_staff(
    bank: Bank, name: str, role: str, partner_slug: str | None, *, now: datetime | None = None
) -> str:
    """Add somebody, and hand back the temporary password, which is shown once.

    Raises StaffNameMalformed, StaffNameTaken, RoleUnknown, PartnerUnknown.
    """
    if not NAME.fullmatch(name) or not 3 <= len(name) <= LONGEST_STAFF_NAME:
        raise StaffNameMalformed
    if role not in ROLES or (role == "operator") != (partner_slug is None):
        raise RoleUnknown
    password, at = make_password(), now or utc_now()
    digest = bank.hasher.hash(bank.keys, password)

    def add(session: Session) -> None:
        values = {
            "id": uuid4(),
            "partner_id": _partner_id(session, partner_slug) if partner_slug is not None else None,
            "role": role,
            "name": name,
            "password_digest": digest,
            "password_until": at + TEMPORARY_LASTS,
            "added_at": at,
        }
        made = insert_into(session, StaffRow).values(values).on_conflict_do_nothing()
        if session.scalar(made.returning(StaffRow.id)) is None:
            raise StaffNameTaken

    bank.run(add)
    return password


def reset_staff(bank: Bank, staff_id: UUID, *, now: datetime | None = None) -> str:
    """A new temporary password; second steps, passkeys and every sign-in of theirs are gone.

    Whoever lost the phone begins anew, and whoever found it has nothing. Raises StaffUnknown.
    """
    password, at = make_password(), now or utc_now()
    digest = bank.hasher.hash(bank.keys, password)

    def reset(session: Session) -> None:
        row = lock_staff(session, staff_id)
        row.password_digest, row.password_until = digest, at + TEMPORARY_LASTS
        row.sealed_totp, row.totp_failures, row.totp_rests_until = None, 0, None
        for table in (PasskeyRow, RecoveryRow, SignInRow):
            session.execute(delete(table).where(table.staff_id == staff_id))

    bank.run(reset)
    return password


def check_password(
    bank: Bank, name: str, password: str, bucket: Bucket, *, now: datetime | None = None
) -> Staff:
    """Who signs in with these. An unknown name costs the same work and ends in the same error.

    Raises WrongNameOrPassword, TooBusy.
    """
    name, at = name.strip().lower(), now or utc_now()
    known = bank.run(_find_password, name, at) if NAME.fullmatch(name) else None
    staff_id, kept = known or (None, None)
    right = bank.hasher.is_right(bank.keys, kept, password[:LONGEST_PASSWORD], bucket)
    if not right or staff_id is None:
        bank.run(record_failure, bucket, guessed(name), now=now)
        raise WrongNameOrPassword
    return bank.run(find_staff, name)


@reading
def cost_of_sign_in(
    session: Session, bucket: Bucket, name: str, *, now: datetime | None = None
) -> Cost:
    """What one more try at this name costs its source: time, never a lock on the name."""
    return cost_of_guess(session, bucket, guessed(name.strip().lower()), now=now)


def change_password(bank: Bank, staff: Staff, password: str, *, keep: UUID) -> None:
    """A password of their own choice; every other sign-in of theirs but `keep` is over.

    Raises PasswordWeak, StaffUnknown.
    """
    is_name = staff.name in password.lower()
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or is_name:
        raise PasswordWeak
    if len(set(password)) < DIFFERENT:
        raise PasswordWeak
    digest = bank.hasher.hash(bank.keys, password)

    def change(session: Session) -> None:
        row = lock_staff(session, staff.id)
        row.password_digest, row.password_until = digest, None
        others = (SignInRow.staff_id == staff.id) & (SignInRow.id != keep)
        session.execute(delete(SignInRow).where(others))

    bank.run(change)


def switch_staff(
    session: Session, staff_id: UUID, *, is_off: bool, now: datetime | None = None
) -> None:
    """Let somebody sign in no more, from this moment, or again. Raises StaffUnknown."""
    lock_staff(session, staff_id).off_at = (now or utc_now()) if is_off else None
    if is_off:
        session.execute(delete(SignInRow).where(SignInRow.staff_id == staff_id))


def remove_staff(session: Session, staff_id: UUID) -> None:
    """Forget somebody; the referrals they made stay with their partner. Raises StaffUnknown."""
    session.delete(lock_staff(session, staff_id))


def make_password() -> str:
    """Twenty characters in groups of five: 99 bits, and easy to read out."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(20))
    return "-".join(drawn[at : at + 5] for at in range(0, 20, 5))


def guessed(name: str) -> str:
    """The thing that a wrong password is counted on. No case number looks like it."""
    return f"desk of {name}"


@reading
def _find_password(session: Session, name: str, now: datetime) -> tuple[UUID, str] | None:
    row = session.scalar(select(StaffRow).where(StaffRow.name == name, StaffRow.off_at.is_(None)))
    if row is None or (row.password_until and row.password_until <= now):
        return None
    return row.id, row.password_digest


def _partner_id(session: Session, slug: str) -> UUID:
    found = select(PartnerRow.id).where(PartnerRow.slug == slug)
    id_ = session.scalar(found) if SLUG.fullmatch(slug) else None
    if id_ is None:
        raise PartnerUnknown(slug)
    return id_
