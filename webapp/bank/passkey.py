"""Passkeys: keys in somebody's phone, computer or security key that sign them in on their own.

What is kept is public: the key's id and its public half. The room checks the signatures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.staff import StaffRow, lock_staff
from webapp.bank.table import Table, made_id, utc_now
from webapp.bank.verb import reading

LONGEST_KEY_ID = 1023  # the standard's own limit
LONGEST_LABEL = 40
MOST_PASSKEYS = 10


class PasskeyUnknown(Exception):
    """No passkey has this id, or it belongs to somebody else."""


class PasskeyUsed(Exception):
    """What it signed was signed before: each challenge is good for one sign-in."""


class TooManyPasskeys(Exception):
    """Ten are enough for anybody."""


class PasskeyRow(Table):
    """A passkey. `used_at` makes every challenge of before worthless."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = made_id()
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    key_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    label: Mapped[str]
    uses: Mapped[int]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(f"length(key_id) <= {LONGEST_KEY_ID}", "key_id_length"),
        CheckConstraint("length(public_key) <= 2048", "public_key_length"),
        CheckConstraint(f"length(label) BETWEEN 1 AND {LONGEST_LABEL}", "label_length"),
    )


@dataclass(frozen=True)
class Passkey:
    """A passkey, and whose it is."""

    id: UUID
    staff_id: UUID
    key_id: bytes
    public_key: bytes
    label: str
    uses: int
    added_at: datetime
    used_at: datetime


@reading
def find_passkey(session: Session, key_id: bytes) -> Passkey:
    """The passkey of this id, if its owner may sign in. Raises PasskeyUnknown."""
    row = session.scalar(
        select(PasskeyRow)
        .join(StaffRow)
        .where(PasskeyRow.key_id == key_id, StaffRow.off_at.is_(None))
    )
    if row is None:
        raise PasskeyUnknown
    return _as_passkey(row)


@reading
def list_passkeys(session: Session, staff_id: UUID) -> Sequence[Passkey]:
    """Somebody's passkeys, the oldest first."""
    mine = select(PasskeyRow).where(PasskeyRow.staff_id == staff_id)
    return [_as_passkey(row) for row in session.scalars(mine.order_by(PasskeyRow.added_at))]


def add_passkey(
    session: Session,
    staff_id: UUID,
    key_id: bytes,
    public_key: bytes,
    label: str,
    *,
    uses: int = 0,
    now: datetime | None = None,
) -> None:
    """Keep a new passkey. Raises StaffUnknown, TooManyPasskeys."""
    lock_staff(session, staff_id)
    mine = select(func.count()).select_from(PasskeyRow).where(PasskeyRow.staff_id == staff_id)
    if (session.scalar(mine) or 0) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    at = now or utc_now()
    label = "".join(c for c in label if c.isprintable()).strip()[:LONGEST_LABEL] or "1"
    session.add(
        PasskeyRow(
            id=uuid4(),
            staff_id=staff_id,
            key_id=key_id,
            public_key=public_key,
            label=label,
            uses=uses,
            added_at=at,
            used_at=at,
        )
    )
    session.flush()


def note_passkey_used(
    session: Session, id_: UUID, uses: int, *, asked_at: datetime, now: datetime | None = None
) -> None:
    """It signed a challenge of `asked_at`. Raises PasskeyUnknown, PasskeyUsed."""
    row = session.scalar(select(PasskeyRow).where(PasskeyRow.id == id_).with_for_update())
    if row is None:
        raise PasskeyUnknown
    if asked_at < row.used_at:
        raise PasskeyUsed
    row.uses, row.used_at = uses, now or utc_now()


def drop_passkey(session: Session, staff_id: UUID, id_: UUID) -> None:
    """Forget one of somebody's own. Raises PasskeyUnknown."""
    row = session.get(PasskeyRow, id_)
    if row is None or row.staff_id != staff_id:
        raise PasskeyUnknown
    session.delete(row)


def _as_passkey(row: PasskeyRow) -> Passkey:
    return Passkey(
        row.id,
        row.staff_id,
        row.key_id,
        row.public_key,
        row.label,
        row.uses,
        row.added_at,
        row.used_at,
    )
