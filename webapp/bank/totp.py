"""Codes of an app (TOTP, RFC 6238): six digits that change every half minute.

Whoever has the password could still try all of them. So after ten wrong ones the codes rest for a
quarter of an hour; passkeys and recovery codes work on, and nobody is locked out.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from sqlalchemy.orm import Session

from webapp.bank.staff import lock_staff
from webapp.bank.table import utc_now
from webapp.bank.verb import keys_of

INTERVAL_SECONDS = 30
MOST_FAILURES = 10
RESTS = timedelta(minutes=15)


class CodeWrong(Exception):
    """Not a code of this moment, or one that was used."""


class CodesRest(Exception):
    """There were too many wrong ones: a passkey or a recovery code is needed, or patience."""


def make_secret() -> str:
    """A secret for an app, in its letters; kept only once a code made with it has come back."""
    return pyotp.random_base32()


def app_address(secret: str, name: str, issuer: str) -> str:
    """What the app reads from the square: otpauth://..."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def set_totp(
    session: Session, staff_id: UUID, secret: str, code: str, *, now: datetime | None = None
) -> None:
    """Keep a secret whose first code is right. Raises StaffUnknown, CodeWrong."""
    row, step = lock_staff(session, staff_id), _step_of(secret, code, now or utc_now())
    if step is None:
        raise CodeWrong
    row.sealed_totp = keys_of(session).seal(secret.encode(), totp_context(row.id))
    row.totp_step, row.totp_failures, row.totp_rests_until = step, 0, None


def drop_totp(session: Session, staff_id: UUID) -> None:
    """Ask for no codes any more. Raises StaffUnknown."""
    lock_staff(session, staff_id).sealed_totp = None


def is_code_right(
    session: Session, staff_id: UUID, code: str, *, now: datetime | None = None
) -> bool:
    """True if it is a code of this moment that was not used; a wrong one is counted.

    Raises StaffUnknown, CodesRest.
    """
    row, at = lock_staff(session, staff_id), now or utc_now()
    if row.sealed_totp is None:
        return False
    if row.totp_rests_until and row.totp_rests_until > at:
        raise CodesRest
    secret = keys_of(session).unseal(row.sealed_totp, totp_context(row.id)).decode()
    step = _step_of(secret, code, at)
    if step is not None and step > row.totp_step:
        row.totp_step, row.totp_failures, row.totp_rests_until = step, 0, None
        return True
    row.totp_failures += 1
    if row.totp_failures % MOST_FAILURES == 0:
        row.totp_rests_until = at + RESTS
    return False


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute that the code belongs to: this one, or one beside it for a clock's sake."""
    totp, code = pyotp.TOTP(secret), "".join(c for c in code if c.isdigit())
    this = int(now.timestamp()) // INTERVAL_SECONDS
    for step in (this, this - 1, this + 1):
        if totp.verify(code, for_time=step * INTERVAL_SECONDS):
            return step
    return None


def totp_context(staff_id: UUID) -> str:
    """Where a sealed secret opens, and nowhere else."""
    return f"totp:{staff_id.hex}"
