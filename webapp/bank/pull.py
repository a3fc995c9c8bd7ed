"""Pulls: how far each participant has read the change log, and when.

A pull counts only if it goes on from where the last one ended, or begins at the beginning: then
whoever has passed a place has been told of everything before it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Exists,
    ForeignKey,
    PrimaryKeyConstraint,
    ScalarSelect,
    SQLColumnExpression,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.change import START, Place
from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into, reading


class PullRow(Table):
    """At this time a participant had been told of everything up to this place."""

    __tablename__ = "participant_pull"

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    through: Mapped[int] = mapped_column(BigInteger)
    pulled_at: Mapped[datetime]

    __table_args__ = (PrimaryKeyConstraint("participant_id", "through"),)


@reading
def reached_by(session: Session, participant_id: UUID) -> int:
    """The number of the place up to which this participant has been told of everything."""
    reached = session.connection().execute(_REACHED, {"participant_id": participant_id})
    return reached.scalar() or START.number


# Asked at every poll, so it is put together once, and answered without objects of the ORM.
_REACHED = select(func.max(PullRow.through)).where(
    PullRow.participant_id == bindparam("participant_id")
)


@reading
def last_pull(session: Session, participant_id: UUID) -> tuple[Place, datetime] | None:
    """The place up to which this participant has been told of everything, and since when."""
    row = session.scalars(
        select(PullRow)
        .where(PullRow.participant_id == participant_id)
        .order_by(PullRow.through.desc())
        .limit(1)
    ).first()
    return (Place.of(row.through), row.pulled_at) if row else None


def record_pull(
    session: Session,
    participant_id: UUID,
    since: int,
    through: Place,
    *,
    now: datetime | None = None,
) -> None:
    """Note that a pass which began after place number `since` came to its end at `through`.

    A pass that left something out proves nothing, and is not noted.
    """
    reached = reached_by(session, participant_id)
    if since > reached or through.number <= reached:
        return
    row = {
        "participant_id": participant_id,
        "through": through.number,
        "pulled_at": now or utc_now(),
    }
    session.execute(insert_into(session, PullRow).values(row).on_conflict_do_nothing())


def when_told(
    participant_id: SQLColumnExpression[UUID], place: SQLColumnExpression[int | None]
) -> ScalarSelect[datetime]:
    """When a participant was told of what is at a place: a column for a query around this."""
    return (
        select(PullRow.pulled_at)
        .where(PullRow.participant_id == participant_id, PullRow.through >= place)
        .order_by(PullRow.through)
        .limit(1)
        .scalar_subquery()
    )


def was_told_between(
    participant_id: SQLColumnExpression[UUID],
    place: SQLColumnExpression[int | None],
    before: SQLColumnExpression[int | None],
) -> Exists:
    """True if a participant was told of what is at a place before it was told of a later one."""
    return (
        select(PullRow.through)
        .where(
            PullRow.participant_id == participant_id,
            PullRow.through >= place,
            PullRow.through < before,
        )
        .exists()
    )


def ever_pulled(participant_id: SQLColumnExpression[UUID]) -> Exists:
    """True of a participant that pulls; one that only asks for matches is told of nothing."""
    return select(PullRow.through).where(PullRow.participant_id == participant_id).exists()
