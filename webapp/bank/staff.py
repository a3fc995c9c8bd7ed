"""Staff: who signs in to work beside callers, or for this server.

A worker and a lead belong to one partner; an operator to none, and sees no caller of anybody. What
they sign in with is a name of their own choice, no address; the password is kept as a digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.partner import PartnerRow
from webapp.bank.table import Table, made_id
from webapp.bank.verb import reading

ROLES = ("worker", "lead", "operator")
LONGEST_STAFF_NAME = 40


class StaffUnknown(Exception):
    """There is nobody of this name, or they belong to somebody else."""


class StaffRow(Table):
    """A member of staff.

    From `off_at` on they cannot sign in. A temporary password works until `password_until`, and for
    nothing but to choose another. `totp_step` is the last half minute whose code was used.
    """

    __tablename__ = "staff"

    id: Mapped[UUID] = made_id()
    partner_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("partner.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    password_digest: Mapped[str]
    password_until: Mapped[datetime | None]
    sealed_totp: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(default=0)
    totp_failures: Mapped[int] = mapped_column(default=0)
    totp_rests_until: Mapped[datetime | None]
    added_at: Mapped[datetime]
    off_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", "role_known"),
        CheckConstraint("(role = 'operator') = (partner_id IS NULL)", "operator_without_partner"),
        CheckConstraint(f"length(name) BETWEEN 3 AND {LONGEST_STAFF_NAME}", "name_length"),
        CheckConstraint("password_digest LIKE '________$argon2id$%'", "password_digest_shape"),
    )


@dataclass(frozen=True)
class Staff:
    """A member of staff as rooms may have them: nothing they sign in with."""

    id: UUID
    name: str
    role: str
    partner_id: UUID | None
    partner_slug: str
    partner_name: str
    has_totp: bool
    must_change_password: bool
    is_off: bool
    # Of an example partner, which is there in a demonstration only.
    is_example: bool


@reading
def load_staff(session: Session, staff_id: UUID) -> Staff:
    """The member of staff with this id. Raises StaffUnknown."""
    return _as_staff(*_one(session, StaffRow.id == staff_id))


@reading
def find_staff(session: Session, name: str) -> Staff:
    """The member of staff of this name. Raises StaffUnknown."""
    return _as_staff(*_one(session, StaffRow.name == name))


@reading
def list_staff(session: Session, partner_id: UUID | None = None) -> Sequence[Staff]:
    """The staff of a partner, or everybody, by name."""
    wanted = select(StaffRow, PartnerRow).outerjoin(PartnerRow).order_by(StaffRow.name)
    if partner_id:
        wanted = wanted.where(StaffRow.partner_id == partner_id)
    return [_as_staff(*row) for row in session.execute(wanted)]


def lock_staff(session: Session, staff_id: UUID) -> StaffRow:
    """The row, changed by nobody else meanwhile. Raises StaffUnknown."""
    row = session.scalar(select(StaffRow).where(StaffRow.id == staff_id).with_for_update())
    if row is None:
        raise StaffUnknown
    return row


def _one(session: Session, condition: object) -> tuple[StaffRow, PartnerRow | None]:
    found = session.execute(
        select(StaffRow, PartnerRow).outerjoin(PartnerRow).where(condition)  # type: ignore[arg-type]
    ).first()
    if found is None:
        raise StaffUnknown
    return found[0], found[1]


def _as_staff(row: StaffRow, partner: PartnerRow | None) -> Staff:
    return Staff(
        row.id,
        row.name,
        row.role,
        row.partner_id,
        partner.slug if partner else "",
        partner.name if partner else "",
        row.sealed_totp is not None,
        row.password_until is not None,
        row.off_at is not None,
        partner.is_example if partner else False,
    )
