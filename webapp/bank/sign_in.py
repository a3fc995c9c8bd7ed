"""Sign-ins: the browsers in which somebody of the staff is signed in, each with a token of its own.

The token lives in a cookie, its digest here. It is a new one after every step that lets somebody
further in, so that a token which was known before is worth nothing after. No browser's name and no
address is kept: the list of one's sign-ins tells when each began and was last used.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.staff import StaffRow
from webapp.bank.table import Table, is_digest, made_id, utc_now
from webapp.bank.verb import keys_of, reading

TOKEN_BYTES = 32
# A helpline's computer is shared: after half an hour without a press, the next one signs in anew.
IDLE = timedelta(minutes=30)
LASTS = timedelta(hours=12)
# A sign-in that waits for its second step.
WAITS = timedelta(minutes=10)
# How long a use may go unnoted, so that not every page is a write.
SEEN_AGAIN = timedelta(minutes=1)
MOST_WRONG_STEPS = 5


class SignInRow(Table):
    """A signed-in browser. Until `is_whole`, it only gets to the pages of signing in."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = made_id()
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    is_whole: Mapped[bool]
    wrong_steps: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime]

    __table_args__ = (CheckConstraint(is_digest("token_digest"), "token_digest_length"),)


@dataclass(frozen=True)
class SignIn:
    """A sign-in, whose it is, and whether its second step was taken."""

    id: UUID
    staff_id: UUID
    is_whole: bool
    began_at: datetime
    seen_at: datetime
    token: str = field(default="", repr=False)


def begin_sign_in(
    session: Session, staff_id: UUID, *, is_whole: bool, now: datetime | None = None
) -> str:
    """A new sign-in; hands back its token, which is kept nowhere else than in the browser."""
    token, at = secrets.token_urlsafe(TOKEN_BYTES), now or utc_now()
    session.add(
        SignInRow(
            id=uuid4(),
            staff_id=staff_id,
            token_digest=keys_of(session).digest("sign-in", token),
            is_whole=is_whole,
            wrong_steps=0,
            began_at=at,
            seen_at=at,
        )
    )
    return token


@reading
def find_sign_in(session: Session, token: str, *, now: datetime | None = None) -> SignIn | None:
    """The sign-in of this token, unless it is over or its owner was switched off."""
    at = now or utc_now()
    digests = keys_of(session).digests("sign-in", token)
    row = session.scalar(
        select(SignInRow)
        .join(StaffRow)
        .where(SignInRow.token_digest.in_(digests), StaffRow.off_at.is_(None))
    )
    if row is None or at >= min(row.began_at + LASTS, row.seen_at + IDLE):
        return None
    if not row.is_whole and at >= row.began_at + WAITS:
        return None
    return SignIn(row.id, row.staff_id, row.is_whole, row.began_at, row.seen_at, token)


def note_seen(session: Session, id_: UUID, *, now: datetime | None = None) -> None:
    """It is in use."""
    session.execute(update(SignInRow).where(SignInRow.id == id_).values(seen_at=now or utc_now()))


def go_further(session: Session, id_: UUID, *, is_whole: bool) -> str | None:
    """A new token for the sign-in after a step that lets it further in; None if it is over."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    changed = session.scalar(
        update(SignInRow)
        .where(SignInRow.id == id_)
        .values(token_digest=keys_of(session).digest("sign-in", token), is_whole=is_whole)
        .returning(SignInRow.id)
    )
    return token if changed else None


def note_wrong_step(session: Session, id_: UUID) -> None:
    """A second step was wrong. After five of them the password is asked for again."""
    wrong = session.scalar(
        update(SignInRow)
        .where(SignInRow.id == id_)
        .values(wrong_steps=SignInRow.wrong_steps + 1)
        .returning(SignInRow.wrong_steps)
    )
    if wrong and wrong >= MOST_WRONG_STEPS:
        session.execute(delete(SignInRow).where(SignInRow.id == id_))


def end_sign_in(session: Session, staff_id: UUID, id_: UUID) -> None:
    """End one of somebody's own sign-ins. Another's, or one that is over, is left alone."""
    session.execute(delete(SignInRow).where(SignInRow.id == id_, SignInRow.staff_id == staff_id))


@reading
def list_sign_ins(
    session: Session, staff_id: UUID, *, now: datetime | None = None
) -> Sequence[SignIn]:
    """Somebody's sign-ins that are not over, the one used last first."""
    at = now or utc_now()
    rows = session.scalars(
        select(SignInRow)
        .where(
            SignInRow.staff_id == staff_id,
            SignInRow.is_whole,
            SignInRow.began_at > at - LASTS,
            SignInRow.seen_at > at - IDLE,
        )
        .order_by(SignInRow.seen_at.desc())
    )
    return [SignIn(r.id, r.staff_id, r.is_whole, r.began_at, r.seen_at) for r in rows]


def forget_sign_ins(session: Session, now: datetime) -> int:
    """Delete what is over. Returns how many went."""
    over = or_(SignInRow.began_at <= now - LASTS, SignInRow.seen_at <= now - IDLE)
    return len(session.scalars(delete(SignInRow).where(over).returning(SignInRow.id)).all())
