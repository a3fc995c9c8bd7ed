"""Credentials: what a participant signs in with. Random, shown once, kept as digests.

There are five, since the exchange's first protocol has one key for each thing that one may do, and
one that names who does it. A new set may overlap with the old one, so that nobody has to change
keys in every data centre at the same second.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.participant import ParticipantRow, load_participant
from webapp.bank.table import Table, is_digest, made_id, utc_now
from webapp.bank.verb import reading

OVERLAP = timedelta(days=7)
KEY_BYTES = 32


class Kind(StrEnum):
    """What a key is for. `subscription` only says who asks; `api` is for the second protocol."""

    SUBSCRIPTION = "subscription"
    FETCH = "fetch"
    FEEDBACK = "feedback"
    SUBMIT = "submit"
    API = "api"


class CredentialRefused(Exception):
    """Unknown, expired, of another participant, or of one that was revoked: told to nobody."""


class CredentialRow(Table):
    """A key, as a digest. It has 256 random bits, so a plain SHA-256 cannot be turned back."""

    __tablename__ = "participant_key"

    id: Mapped[UUID] = made_id()
    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    digest: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(map(str, Kind))}", "kind_known"),
        CheckConstraint(is_digest("digest"), "digest_length"),
    )


def rotate_keys(
    session: Session, slug: str, *, overlap: timedelta = OVERLAP, now: datetime | None = None
) -> dict[Kind, str]:
    """A new key of each kind, in the clear for the only time; the old ones go on for `overlap`.

    Raises ParticipantUnknown.
    """
    now = now or utc_now()
    participant = load_participant(session, slug)
    session.execute(
        update(CredentialRow)
        .where(
            CredentialRow.participant_id == participant.id,
            or_(CredentialRow.expires_at.is_(None), CredentialRow.expires_at > now + overlap),
        )
        .values(expires_at=now + overlap)
    )
    made = {kind: secrets.token_urlsafe(KEY_BYTES) for kind in Kind}
    session.execute(
        insert(CredentialRow),
        [
            {"participant_id": participant.id, "kind": kind, "digest": _digest(key), "made_at": now}
            for kind, key in made.items()
        ],
    )
    return made


@reading
def authenticate(
    session: Session, shown: Mapping[Kind, str], *, now: datetime | None = None
) -> UUID:
    """The id of the one active participant that all of these keys belong to, each of its kind.

    Raises CredentialRefused.
    """
    wanted = {(kind, _digest(key)) for kind, key in shown.items()}
    asked = {"digests": [digest for _, digest in wanted], "now": now or utc_now()}
    found = session.connection().execute(_HOLDERS, asked).all()
    holders = {holder for holder, _, _ in found}
    if len(holders) != 1 or {(kind, digest) for _, kind, digest in found} != wanted:
        raise CredentialRefused
    return holders.pop()


# Asked at every request, so it is put together once.
_HOLDERS = (
    select(CredentialRow.participant_id, CredentialRow.kind, CredentialRow.digest)
    .join(ParticipantRow, ParticipantRow.id == CredentialRow.participant_id)
    .where(
        CredentialRow.digest.in_(bindparam("digests", expanding=True)),
        ParticipantRow.revoked_at.is_(None),
        or_(CredentialRow.expires_at.is_(None), CredentialRow.expires_at > bindparam("now")),
    )
)


@reading
def expiry_of(session: Session, key: str) -> datetime | None:
    """Until when this key of a participant goes on working; None is for ever."""
    return session.scalar(
        select(CredentialRow.expires_at).where(CredentialRow.digest == _digest(key))
    )


def forget_expired(session: Session, now: datetime) -> int:
    """Delete the digests of keys that open nothing any more. Returns how many."""
    gone = session.scalars(select(CredentialRow).where(CredentialRow.expires_at <= now)).all()
    for row in gone:
        session.delete(row)
    return len(gone)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
