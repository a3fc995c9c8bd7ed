"""The change log: in which order participants hear of what happened to signals.

A place is (second, sequence). Whoever writes locks the head of the log until the transaction is
over, so places become visible in their own order: a reader who has passed a place has missed
nothing before it. A second holds 5,000 places at most, because a participant's poll repeats its
last second.

What a participant is told of a signal is how it stands now, so it has one place only: its latest.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    PrimaryKeyConstraint,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into, reading

PLACES_IN_A_SECOND = 5_000
# A place as one number, for tables that remember places: more than a second can hold.
NUMBERS_IN_A_SECOND = 8_192


class Place(NamedTuple):
    """A place in the log: seconds since 1970, and a number from 1 within that second."""

    second: int
    sequence: int

    @property
    def number(self) -> int:
        """The same as one number; numbers are in the order of the places."""
        return self.second * NUMBERS_IN_A_SECOND + self.sequence

    @classmethod
    def of(cls, number: int) -> "Place":
        """The place that has this number."""
        return cls(*divmod(number, NUMBERS_IN_A_SECOND))


START = Place(0, 0)


class Change(NamedTuple):
    """Something about this signal is new since this place."""

    place: Place
    signal_id: UUID


class HeadRow(Table):
    """The latest place given away. There is one such row, and it is the lock of the log."""

    __tablename__ = "change_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    second: Mapped[int] = mapped_column(BigInteger)
    sequence: Mapped[int]

    __table_args__ = (CheckConstraint("id = 1", "only_one"),)


class ChangeRow(Table):
    """The latest place of a signal."""

    __tablename__ = "change"

    second: Mapped[int] = mapped_column(BigInteger)
    sequence: Mapped[int]
    signal_id: Mapped[UUID] = mapped_column(
        ForeignKey("signal.id", ondelete="CASCADE"), unique=True
    )

    __table_args__ = (
        PrimaryKeyConstraint("second", "sequence"),
        CheckConstraint(f"sequence BETWEEN 1 AND {PLACES_IN_A_SECOND}", "sequence_range"),
    )


def record_changes(
    session: Session, signal_ids: Collection[UUID], *, now: datetime | None = None
) -> dict[UUID, Place]:
    """Give these signals the next places. Do it last: from here on, other writers wait."""
    return _give_places(session, signal_ids, repeat(_second(now)))


def spread_changes(
    session: Session, signal_ids: Sequence[UUID], since: datetime, until: datetime
) -> dict[UUID, Place]:
    """Give places over past seconds, for what comes in by the thousand; never before the head."""
    start, length = _second(since), _second(until) - _second(since)
    count = len(signal_ids)
    return _give_places(session, signal_ids, (start + length * n // count for n in range(count)))


@reading
def load_head(session: Session) -> Place:
    """The latest place that was given away."""
    head = session.execute(select(HeadRow.second, HeadRow.sequence)).one()
    return Place(head.second, head.sequence)


def note_reader(session: Session, second: int, *, now: datetime | None = None) -> None:
    """A reader begins beyond the head: move the head up, so that nothing is ever put behind it."""
    head = _lock_head(session)
    if head.second < (passed := min(second, _second(now))):
        head.second, head.sequence = passed, 0


@reading
def changes_after(session: Session, place: Place, limit: int) -> list[Change]:
    """The changes after a place, in order. Asking on from the last one misses none and ends."""
    found = session.execute(
        select(ChangeRow.second, ChangeRow.sequence, ChangeRow.signal_id)
        .where(tuple_(ChangeRow.second, ChangeRow.sequence) > tuple_(*place))
        .order_by(ChangeRow.second, ChangeRow.sequence)
        .limit(limit)
    )
    return [Change(Place(second, sequence), signal_id) for second, sequence, signal_id in found]


def next_places(head: Place, not_before: Iterable[int]) -> Iterator[Place]:
    """A place for each second wished for, later than every place before it."""
    for wish in not_before:
        if wish > head.second:
            head = Place(wish, 0)
        elif head.sequence >= PLACES_IN_A_SECOND:
            head = Place(head.second + 1, 0)
        head = Place(head.second, head.sequence + 1)
        yield head


def _give_places(
    session: Session, signal_ids: Collection[UUID], not_before: Iterable[int]
) -> dict[UUID, Place]:
    if not signal_ids:
        return {}
    session.flush()
    head = _lock_head(session)
    places = next_places(Place(head.second, head.sequence), not_before)
    given = dict(zip(signal_ids, places, strict=False))
    rows = [place._asdict() | {"signal_id": id_} for id_, place in given.items()]
    insert = insert_into(session, ChangeRow)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["signal_id"],
            set_={"second": insert.excluded.second, "sequence": insert.excluded.sequence},
        ),
        rows,
    )
    head.second, head.sequence = rows[-1]["second"], rows[-1]["sequence"]
    return given


def _lock_head(session: Session) -> HeadRow:
    return session.scalars(
        select(HeadRow).with_for_update().execution_options(populate_existing=True)
    ).one()


def _second(at: datetime | None) -> int:
    return int((at or utc_now()).timestamp())
