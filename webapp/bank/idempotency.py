"""Idempotency: a request that is sent again, because its answer was lost, is not done again.

A participant gives a request a key of its own making. For a day the same key brings the same answer
back. What is kept of the key and of the request are keyed digests; an answer holds counts and fixed
words, never a signal.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.table import Table, is_digest, utc_now
from webapp.bank.verb import insert_into, keys_of

KEPT = timedelta(hours=24)
LONGEST_OUTCOME = 20_000


class KeyReused(Exception):
    """The same key came with another request: one of the two is a mistake."""


class IdempotencyRow(Table):
    """A participant's request, and what came of it."""

    __tablename__ = "idempotency"

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    key_digest: Mapped[bytes]
    request_digest: Mapped[bytes]
    outcome: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (
        PrimaryKeyConstraint("participant_id", "key_digest"),
        CheckConstraint(is_digest("key_digest"), "key_digest_length"),
        CheckConstraint(is_digest("request_digest"), "request_digest_length"),
        CheckConstraint(f"length(outcome) <= {LONGEST_OUTCOME}", "outcome_length"),
    )


def do_once(
    session: Session,
    participant_id: UUID,
    key: str,
    request: str,
    deed: Callable[[Session], str],
    *,
    now: datetime | None = None,
) -> str:
    """Do the deed and keep its answer, or hand back the answer of the last time.

    All in one transaction: a deed that fails is forgotten with its key. Raises KeyReused, and
    whatever the deed raises.
    """
    now = now or utc_now()
    keys = keys_of(session)
    mine = IdempotencyRow.participant_id == participant_id
    mine &= IdempotencyRow.key_digest.in_(keys.digests("idempotency", key))
    session.execute(delete(IdempotencyRow).where(mine, IdempotencyRow.made_at <= now - KEPT))
    row = {
        "participant_id": participant_id,
        "key_digest": keys.digest("idempotency", key),
        "request_digest": keys.digest("request", request),
        "outcome": "",
        "made_at": now,
    }
    answered = session.scalar(select(IdempotencyRow).where(mine))
    # A twin of this request may be under way: then it is over when this comes back with nothing.
    claim = insert_into(session, IdempotencyRow).values(row).on_conflict_do_nothing()
    if answered is None and session.scalar(claim.returning(IdempotencyRow.made_at)) is None:
        answered = session.scalars(select(IdempotencyRow).where(mine)).one()
    if answered is None:
        outcome = deed(session)
        session.execute(update(IdempotencyRow).where(mine).values(outcome=outcome))
        return outcome
    if answered.request_digest not in keys.digests("request", request):
        raise KeyReused
    return answered.outcome


def forget_answers(session: Session, now: datetime) -> int:
    """Delete what is a day old. Returns how many answers went."""
    gone = delete(IdempotencyRow).where(IdempotencyRow.made_at <= now - KEPT)
    return len(session.scalars(gone.returning(IdempotencyRow.made_at)).all())
