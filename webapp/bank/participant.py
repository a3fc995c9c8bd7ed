"""Participants: the platforms that take part, and which of them a person chose."""

import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from ondevice.signals import TYPES
from webapp.bank.keys import alias
from webapp.bank.table import Table, made_id, utc_now
from webapp.bank.verb import insert_into, keys_of, reading

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 40
LONGEST_NAME = 100


class SlugMalformed(Exception):
    """A slug is 2 to 40 lower-case letters, digits and single hyphens, and begins with a letter."""


class SlugTaken(Exception):
    """There is, or was, a participant of this slug: old cases may have chosen it."""


class NameMalformed(Exception):
    """A name is 1 to 100 characters, on one line."""


class TypeUnknown(Exception):
    """No signal is of this type."""


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

    @property
    def is_active(self) -> bool:
        """Only active participants can be chosen, and get anything."""
        return self.revoked_at is None


class ParticipantTypeRow(Table):
    """A signal type that a participant can work with."""

    __tablename__ = "participant_type"

    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    type: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (CheckConstraint(f"type IN {TYPES}", "type_known"),)


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

    __table_args__ = (
        CheckConstraint(f"length(slug) BETWEEN 2 AND {LONGEST_SLUG}", "slug_length"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", "name_length"),
    )


class ChoiceRow(Table):
    """A case chose this participant to get its signals."""

    __tablename__ = "case_participant"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)

    __table_args__ = (PrimaryKeyConstraint("case_id", "participant_id"),)


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
    now: datetime | None = None,
) -> Participant:
    """Let a platform take part. Raises SlugMalformed, SlugTaken, NameMalformed, TypeUnknown."""
    name, types = name.strip(), sorted(set(types))
    if not SLUG.fullmatch(slug) or not 2 <= len(slug) <= LONGEST_SLUG:
        raise SlugMalformed(slug)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise NameMalformed
    if not types or not set(types) <= set(TYPES):
        raise TypeUnknown(", ".join(types))
    id_ = uuid4()
    row = {"id": id_, "slug": slug, "name": name, "added_at": now or utc_now()}
    row["sealed_case_key"] = keys_of(session).seal(secrets.token_bytes(32), str(id_))
    made = insert_into(session, ParticipantRow).values(row).on_conflict_do_nothing()
    if session.scalar(made.returning(ParticipantRow.id)) is None:
        raise SlugTaken(slug)
    session.execute(
        insert(ParticipantTypeRow), [{"participant_id": id_, "type": type_} for type_ in types]
    )
    return as_participant(session.get_one(ParticipantRow, id_))


def revoke_participant(session: Session, slug: str, *, now: datetime | None = None) -> None:
    """It gets nothing from now on. Cases go on showing that it was chosen, and left.

    Raises ParticipantUnknown.
    """
    row = session.scalar(
        select(ParticipantRow).where(
            ParticipantRow.slug == slug, ParticipantRow.revoked_at.is_(None)
        )
    )
    if row is None:
        raise ParticipantUnknown(slug)
    row.revoked_at = now or utc_now()


def choose_participants(session: Session, case_id: UUID, slugs: Collection[str]) -> int:
    """Note whom a case chose, and return how many: those that do not take part are dropped."""
    chosen = session.scalars(
        select(ParticipantRow.id).where(
            ParticipantRow.slug.in_(slugs), ParticipantRow.revoked_at.is_(None)
        )
    ).all()
    if chosen:
        rows = [{"case_id": case_id, "participant_id": id_} for id_ in chosen]
        session.execute(insert(ChoiceRow), rows)
    return len(chosen)


def case_id_for(session: Session, participant_id: UUID, case_id: UUID) -> UUID:
    """What this participant calls the case. Two of them cannot find out that they mean the same."""
    keys = keys_of(session)
    row = session.get_one(ParticipantRow, participant_id)
    return alias(keys.unseal(row.sealed_case_key, str(row.id)), case_id)


def as_participant(row: ParticipantRow) -> Participant:
    """The row as rooms may have it."""
    types = frozenset(kept.type for kept in row.types)
    return Participant(row.id, row.slug, row.name, types, row.added_at, row.revoked_at)
