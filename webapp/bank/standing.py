"""Standing: which case stands behind which signal, made of which of the person's files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Update,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ondevice.signals import MAX_ITEMS, MIN_QUALITY, Signal, TooManyItems
from webapp.bank.change import Place
from webapp.bank.signal import find_signals, keep_signals
from webapp.bank.table import Table, only_where


class StandingRow(Table):
    """A case standing behind a signal, which was made of the person's file number `item`.

    With a `withdrawal_id` it is on its way out; with `withdrawn_at` it is over.
    """

    __tablename__ = "case_signal"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    item: Mapped[int]
    variant: Mapped[str]
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), index=True)
    quality: Mapped[int]
    added_at: Mapped[datetime]
    withdrawal_id: Mapped[UUID | None] = mapped_column(ForeignKey("withdrawal.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    # Where in the change log this was told: who has passed that place has been told.
    joined_place: Mapped[int | None] = mapped_column(BigInteger)
    left_place: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        PrimaryKeyConstraint("case_id", "item", "variant", "signal_id"),
        CheckConstraint(f"item BETWEEN 1 AND {MAX_ITEMS}", "item_range"),
        CheckConstraint(f"quality BETWEEN {MIN_QUALITY} AND 100", "quality_range"),
        CheckConstraint(
            "variant IN ('stored', 'upright', 'white', 'black', 'mirror', 'crop', 'whole') "
            "OR (variant LIKE 'frame-%' AND length(variant) < 13)",
            "variant_known",
        ),
        Index("ix_case_signal_over", "signal_id", **only_where("withdrawn_at IS NOT NULL")),
    )


# Neither over nor on its way out.
STAYING = and_(StandingRow.withdrawn_at.is_(None), StandingRow.withdrawal_id.is_(None))


def stand_behind(
    session: Session,
    case_id: UUID,
    signals: Sequence[Signal],
    already: ColumnElement[bool],
    now: datetime,
) -> set[UUID]:
    """Let a case stand behind those signals that it is not behind `already`; it must be locked.

    Returns the ids of the signals that were new to it. Raises TooManyItems.
    """
    fresh = _not_yet_behind(session, case_id, signals, already)
    numbers = _next_items(session, case_id, fresh)
    ids = keep_signals(session, {(s.type, s.value) for s in fresh})
    rows = {
        (numbers[s.item], s.variant, ids[s.type, s.value]): {
            "case_id": case_id,
            "item": numbers[s.item],
            "variant": s.variant,
            "signal_id": ids[s.type, s.value],
            "quality": s.quality,
            "added_at": now,
        }
        for s in fresh
    }
    if rows:
        session.execute(insert(StandingRow), list(rows.values()))
    return set(ids.values())


def note_joined(session: Session, case_id: UUID, places: Mapping[UUID, Place]) -> None:
    """Note where participants are told that the case stands behind these signals now."""
    told = update(StandingRow).where(
        StandingRow.case_id == case_id,
        StandingRow.signal_id == bindparam("which"),
        StandingRow.joined_place.is_(None),
    )
    _note(session, told.values(joined_place=bindparam("place")), places)


def note_left(session: Session, places: Mapping[UUID, Place]) -> None:
    """Note where participants are told that these signals were let go of."""
    told = update(StandingRow).where(
        StandingRow.signal_id == bindparam("which"),
        StandingRow.withdrawn_at.is_not(None),
        StandingRow.left_place.is_(None),
    )
    _note(session, told.values(left_place=bindparam("place")), places)


def _note(session: Session, told: Update, places: Mapping[UUID, Place]) -> None:
    rows = [{"which": id_, "place": place.number} for id_, place in places.items()]
    if rows:
        session.connection().execute(told, rows)


def _not_yet_behind(
    session: Session, case_id: UUID, signals: Sequence[Signal], already: ColumnElement[bool]
) -> list[Signal]:
    behind = set(
        session.scalars(
            select(StandingRow.signal_id).where(StandingRow.case_id == case_id, already)
        )
    )
    kept = find_signals(session, {(s.type, s.value) for s in signals})
    return [s for s in signals if not ((row := kept.get((s.type, s.value))) and row.id in behind)]


def _next_items(session: Session, case_id: UUID, signals: Sequence[Signal]) -> dict[int, int]:
    """The case's own numbers for the items of a submission: they go on from the last one."""
    last = session.scalar(
        select(func.coalesce(func.max(StandingRow.item), 0)).where(StandingRow.case_id == case_id)
    )
    items = sorted({signal.item for signal in signals})
    if (last or 0) + len(items) > MAX_ITEMS:
        raise TooManyItems
    return {item: (last or 0) + n for n, item in enumerate(items, 1)}
