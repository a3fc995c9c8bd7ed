"""Signals: a type and a value, kept once, however many cases stand behind it.

The value is sealed; it is found again by a keyed digest, so that a copy of the database without the
keys holds no value, and cannot even be asked whether it holds one.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ondevice.signals import TYPES
from webapp.bank.table import Table, is_digest, made_id, only_where
from webapp.bank.verb import insert_into, keys_of

FINGERPRINT_DIGITS = 6

# The type and the value.
Pair = tuple[str, str]


class SignalRow(Table):
    """A signal. Without `withdrawn_at` it is active: at least one case stands behind it."""

    __tablename__ = "signal"

    id: Mapped[UUID] = made_id()
    type: Mapped[str]
    digest: Mapped[bytes] = mapped_column(unique=True)
    sealed_value: Mapped[bytes]
    withdrawn_at: Mapped[datetime | None]
    shred_after: Mapped[datetime | None] = mapped_column(index=True)
    # Several platforms found nothing wrong with it: nobody is to act on it until people decide.
    suspended_at: Mapped[datetime | None]
    # They decided that it protects nobody: it is withdrawn for everybody, whoever brings it again.
    refused_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"type IN {TYPES}", "type_known"),
        CheckConstraint(is_digest("digest"), "digest_length"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (shred_after IS NULL)", "shredded_only_if_withdrawn"
        ),
        Index("ix_signal_refused", "id", **only_where("refused_at IS NOT NULL")),
    )


def find_signals(session: Session, pairs: Collection[Pair]) -> dict[Pair, SignalRow]:
    """Those of these signals that the bank has, locked until the transaction ends."""
    keys = keys_of(session)
    wanted = {digest: pair for pair in pairs for digest in keys.digests("signal", ":".join(pair))}
    rows = session.scalars(
        select(SignalRow)
        .where(SignalRow.digest.in_(wanted))
        .order_by(SignalRow.digest)  # always in one order: two cases never wait for each other
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {wanted[row.digest]: row for row in rows}


def keep_signals(session: Session, pairs: Collection[Pair]) -> dict[Pair, UUID]:
    """The ids of these signals: joined where the bank has them, kept anew where it does not.

    One that was withdrawn is active again: somebody stands behind it now.
    """
    found = find_signals(session, pairs)
    missing = [pair for pair in pairs if pair not in found]
    if missing:
        rows = new_rows(session, missing)
        # Another case may be bringing in the same signal at this very moment.
        session.execute(insert_into(session, SignalRow).on_conflict_do_nothing(), rows)
        found |= find_signals(session, missing)
    for row in found.values():
        row.withdrawn_at = row.shred_after = None
    return {pair: row.id for pair, row in found.items()}


def new_rows(session: Session, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Rows ready to insert, sealed and digested, in the order in which they are locked."""
    keys = keys_of(session)
    digests = sorted((keys.digest("signal", ":".join(pair)), pair) for pair in pairs)
    return [
        {
            "id": (id_ := uuid4()),
            "type": type_,
            "digest": digest,
            "sealed_value": keys.seal(value.encode(), seal_context(type_, id_.hex)),
        }
        for digest, (type_, value) in digests
    ]


def seal_context(type_: str, signal_hex: str) -> str:
    """A sealed value opens only in its own row: it cannot be passed off as another signal's."""
    return (
        f"{type_}:{signal_hex[:8]}-{signal_hex[8:12]}-{signal_hex[12:16]}-{signal_hex[16:20]}"
        f"-{signal_hex[20:]}"
    )


def value_of(session: Session, row: SignalRow) -> str:
    """The value in the clear. It goes to participants, and to nobody else."""
    return keys_of(session).unseal(row.sealed_value, seal_context(row.type, row.id.hex)).decode()


def fingerprint_of(session: Session, row: SignalRow) -> str:
    """The first 6 hexadecimal digits: enough to tell one's own apart, too few to be of use."""
    return value_of(session, row).lstrip('["')[:FINGERPRINT_DIGITS]
