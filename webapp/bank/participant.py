"""Participants: the platforms that take part, and what each of them may do."""

import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address, ip_network
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from ondevice.signals import TYPES
from webapp.bank.table import Table, made_id, utc_now
from webapp.bank.verb import insert_into, keys_of, reading

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 40
LONGEST_NAME = 100


class Scope(StrEnum):
    """What a participant may do: pull signals, answer, bring some of its own, ask for matches."""

    PULL = "pull"
    FEEDBACK = "feedback"
    SUBMIT = "submit"
    QUERY = "query"


class SlugMalformed(Exception):
    """A slug is 2 to 40 lower-case letters, digits and single hyphens, and begins with a letter."""


class SlugTaken(Exception):
    """There is, or was, a participant of this slug: old cases may have chosen it."""


class NameMalformed(Exception):
    """A name is 1 to 100 characters, on one line."""


class TypeUnknown(Exception):
    """No signal is of this type."""


class ScopeUnknown(Exception):
    """There is nothing of this name that a participant may do."""


class NetworkMalformed(Exception):
    """A network is an address, or an address with the length of its prefix: 192.0.2.0/24."""


class ParticipantUnknown(Exception):
    """No active participant has this slug."""


@dataclass(frozen=True)
class Participant:
    """A platform that takes part, or took part until `revoked_at`."""

    id: UUID
    slug: str
    name: str
    types: frozenset[str]
    added_at: datetime
    revoked_at: datetime | None = None
    scopes: frozenset[str] = frozenset(Scope)
    networks: frozenset[str] = frozenset()

    @property
    def is_active(self) -> bool:
        """Only active participants can be chosen, and get anything."""
        return self.revoked_at is None

    def may_come_from(self, address: str) -> bool:
        """True without a list of networks, or if the address is in one of them."""
        return not self.networks or any(
            ip_address(address) in ip_network(network) for network in self.networks
        )


class ParticipantTypeRow(Table):
    """A signal type that a participant can work with."""

    __tablename__ = "participant_type"

    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    type: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (CheckConstraint(f"type IN {TYPES}", "type_known"),)


class ParticipantScopeRow(Table):
    """A thing that a participant may do."""

    __tablename__ = "participant_scope"

    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (CheckConstraint(f"scope IN {tuple(map(str, Scope))}", "scope_known"),)


class ParticipantNetworkRow(Table):
    """A network that a participant's servers ask from. Without any, they may ask from anywhere."""

    __tablename__ = "participant_network"

    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    network: Mapped[str] = mapped_column(primary_key=True)


class ParticipantRow(Table):
    """A participant. What it signs in with has tables of its own."""

    __tablename__ = "participant"

    id: Mapped[UUID] = made_id()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # Random, sealed: under it this participant's own ids of cases are made.
    sealed_case_key: Mapped[bytes]
    added_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    types: Mapped[list[ParticipantTypeRow]] = relationship(lazy="selectin")
    scopes: Mapped[list[ParticipantScopeRow]] = relationship(lazy="selectin")
    networks: Mapped[list[ParticipantNetworkRow]] = relationship(lazy="selectin")

    __table_args__ = (
        CheckConstraint(f"length(slug) BETWEEN 2 AND {LONGEST_SLUG}", "slug_length"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", "name_length"),
    )


@reading
def active_participants(session: Session) -> list[Participant]:
    """Those who take part now, by name."""
    return [found for found in list_participants(session) if found.is_active]


@reading
def list_participants(session: Session) -> list[Participant]:
    """All who take part or ever did, by name."""
    rows = session.scalars(select(ParticipantRow).order_by(ParticipantRow.name))
    return [as_participant(row) for row in rows]


def add_participant(
    session: Session,
    slug: str,
    name: str,
    types: Iterable[str] = TYPES,
    *,
    scopes: Iterable[str] = tuple(Scope),
    networks: Iterable[str] = (),
    now: datetime | None = None,
) -> Participant:
    """Let a platform take part.

    Raises SlugMalformed, SlugTaken, NameMalformed, TypeUnknown, ScopeUnknown, NetworkMalformed.
    """
    name = name.strip()
    _check_names(slug, name)
    kept_types = _known(types, TYPES, TypeUnknown)
    kept_scopes = _known(scopes, tuple(Scope), ScopeUnknown)
    kept_networks = sorted({_network(text) for text in networks})
    id_ = uuid4()
    row = {"id": id_, "slug": slug, "name": name, "added_at": now or utc_now()}
    row["sealed_case_key"] = keys_of(session).seal(secrets.token_bytes(32), str(id_))
    made = insert_into(session, ParticipantRow).values(row).on_conflict_do_nothing()
    if session.scalar(made.returning(ParticipantRow.id)) is None:
        raise SlugTaken(slug)
    session.add_all(ParticipantTypeRow(participant_id=id_, type=each) for each in kept_types)
    session.add_all(ParticipantScopeRow(participant_id=id_, scope=each) for each in kept_scopes)
    session.add_all(
        ParticipantNetworkRow(participant_id=id_, network=each) for each in kept_networks
    )
    session.flush()
    return as_participant(session.get_one(ParticipantRow, id_))


def load_participant(session: Session, slug: str) -> ParticipantRow:
    """The active participant of this slug. Raises ParticipantUnknown."""
    row = session.scalar(
        select(ParticipantRow).where(
            ParticipantRow.slug == slug, ParticipantRow.revoked_at.is_(None)
        )
    )
    if row is None:
        raise ParticipantUnknown(slug)
    return row


def as_participant(row: ParticipantRow) -> Participant:
    """The row as rooms may have it."""
    return Participant(
        row.id,
        row.slug,
        row.name,
        frozenset(kept.type for kept in row.types),
        row.added_at,
        row.revoked_at,
        frozenset(kept.scope for kept in row.scopes),
        frozenset(kept.network for kept in row.networks),
    )


def _check_names(slug: str, name: str) -> None:
    if not SLUG.fullmatch(slug) or not 2 <= len(slug) <= LONGEST_SLUG:
        raise SlugMalformed(slug)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise NameMalformed


def _known(given: Iterable[str], known: Collection[str], unknown: type[Exception]) -> list[str]:
    """The words given, each once; at least one, and none that nobody knows."""
    words = sorted(set(given))
    if not words or not set(words) <= set(known):
        raise unknown(", ".join(words))
    return words


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip()))
    except ValueError as error:
        raise NetworkMalformed(text) from error
