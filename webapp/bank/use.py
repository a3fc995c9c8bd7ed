"""Use: how often each participant asked for what, by day. So an odd one stands out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into, reading

KEPT = timedelta(days=400)


class UseRow(Table):
    """So many requests of a participant to an endpoint on a day (UTC)."""

    __tablename__ = "participant_use"

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    endpoint: Mapped[str]
    day_at: Mapped[datetime]
    count: Mapped[int]

    __table_args__ = (
        PrimaryKeyConstraint("participant_id", "endpoint", "day_at"),
        CheckConstraint("length(endpoint) <= 40", "endpoint_length"),
        CheckConstraint("count > 0", "count_positive"),
    )


def count_uses(
    session: Session, uses: Mapping[tuple[UUID, str], int], *, now: datetime | None = None
) -> None:
    """Add to the counts of today. The keys are a participant and an endpoint."""
    day = (now or utc_now()).replace(hour=0, minute=0, second=0, microsecond=0)
    insert = insert_into(session, UseRow)
    for (participant_id, endpoint), count in sorted(uses.items()):
        row = {"participant_id": participant_id, "endpoint": endpoint, "day_at": day}
        session.execute(
            insert.values(row | {"count": count}).on_conflict_do_update(
                index_elements=["participant_id", "endpoint", "day_at"],
                set_={"count": UseRow.count + count},
            )
        )


@reading
def uses_since(session: Session, since: datetime) -> dict[tuple[UUID, str], int]:
    """The counts of the days from `since` on, added up."""
    found = session.execute(
        select(UseRow.participant_id, UseRow.endpoint, UseRow.count).where(UseRow.day_at >= since)
    )
    total: dict[tuple[UUID, str], int] = {}
    for participant_id, endpoint, count in found:
        key = participant_id, endpoint
        total[key] = total.get(key, 0) + count
    return total


def forget_uses(session: Session, now: datetime) -> int:
    """Delete what is older than 400 days. Returns how many counts went."""
    gone = delete(UseRow).where(UseRow.day_at < now - KEPT).returning(UseRow.day_at)
    return len(session.scalars(gone).all())
