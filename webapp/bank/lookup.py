"""Looking up signals by their values. Neither verb says who may know: the feed decides that."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, select, tuple_
from sqlalchemy.orm import Session

from webapp.bank.change import ChangeRow, Place
from webapp.bank.signal import Pair, SignalRow, seal_context
from webapp.bank.verb import keys_of, reading


class Latest(NamedTuple):
    """How a signal stands at its place: its value in the clear if it is active, None if not."""

    place: Place
    signal_id: UUID
    value: str | None

    def __repr__(self) -> str:
        return f"Latest({self.place})"


@reading
def find_active(session: Session, pairs: Collection[Pair]) -> dict[Pair, UUID]:
    """The ids of those of these signals that the bank has, and that are active."""
    keys = keys_of(session)
    wanted = {digest: pair for pair in pairs for digest in keys.digests("signal", ":".join(pair))}
    found = session.execute(
        select(SignalRow.digest, SignalRow.id).where(
            SignalRow.digest.in_(wanted), SignalRow.withdrawn_at.is_(None)
        )
    )
    return {wanted[digest]: id_ for digest, id_ in found}


@reading
def values_after(session: Session, place: Place, limit: int, type_: str) -> list[Latest]:
    """What changed after a place, in order, with the values of this type.

    Signals of other types come as if they were gone: a reader must know that it has passed them, or
    it would ask for them again and again.
    """
    unseal = keys_of(session).unseal
    is_wanted = and_(SignalRow.type == type_, SignalRow.withdrawn_at.is_(None))
    found = session.execute(
        select(
            ChangeRow.second,
            ChangeRow.sequence,
            ChangeRow.signal_id,
            case((is_wanted, SignalRow.sealed_value)),
        )
        .join(SignalRow, SignalRow.id == ChangeRow.signal_id)
        .where(tuple_(ChangeRow.second, ChangeRow.sequence) > tuple_(*place))
        .order_by(ChangeRow.second, ChangeRow.sequence)
        .limit(limit)
    )
    return [
        Latest(
            Place(second, sequence),
            id_,
            unseal(sealed, seal_context(type_, id_.hex)).decode() if sealed else None,
        )
        for second, sequence, id_, sealed in found
    ]
