"""Recovery codes: ten, on paper, each good once, for somebody whose phone is gone."""

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.staff import lock_staff
from webapp.bank.table import Table, is_digest, made_id
from webapp.bank.verb import keys_of, reading

HOW_MANY = 10
# 16 of 32 letters and digits: 80 bits, more than anybody can try.
ALPHABET = "abcdefghijkmnopqrstuvwxyz2345679"
LENGTH = 16


class RecoveryCodeWrong(Exception):
    """No such code, or it was used."""


class RecoveryRow(Table):
    """A code that was not used yet. Its owner is in the digest, so that it opens nobody else."""

    __tablename__ = "recovery_code"

    id: Mapped[UUID] = made_id()
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    code_digest: Mapped[bytes] = mapped_column(unique=True)

    __table_args__ = (CheckConstraint(is_digest("code_digest"), "code_digest_length"),)


def make_recovery_codes(session: Session, staff_id: UUID) -> Sequence[str]:
    """Ten new codes, shown once; the ones of before are over. Raises StaffUnknown."""
    lock_staff(session, staff_id)
    session.execute(delete(RecoveryRow).where(RecoveryRow.staff_id == staff_id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
    keys = keys_of(session)
    session.add_all(
        RecoveryRow(
            id=uuid4(),
            staff_id=staff_id,
            code_digest=keys.digest("recovery code", f"{staff_id}:{code}"),
        )
        for code in codes
    )
    return ["-".join(code[at : at + 4] for at in range(0, LENGTH, 4)) for code in codes]


def use_recovery_code(session: Session, staff_id: UUID, typed: str) -> None:
    """Use a code up. Of two at once, one gets it. Raises RecoveryCodeWrong."""
    code = "".join(c for c in typed.lower() if c in ALPHABET)
    digests = keys_of(session).digests("recovery code", f"{staff_id}:{code}")
    used = delete(RecoveryRow).where(RecoveryRow.code_digest.in_(digests))
    if session.scalar(used.returning(RecoveryRow.id)) is None:
        raise RecoveryCodeWrong


@reading
def count_recovery_codes(session: Session, staff_id: UUID) -> int:
    """How many are left."""
    mine = select(func.count()).select_from(RecoveryRow).where(RecoveryRow.staff_id == staff_id)
    return session.scalar(mine) or 0
