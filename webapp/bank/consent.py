"""Consent: what a person said is true, in which words, before anything was kept.

The words themselves live with the page that shows them. A case keeps their digest, so that it can
be told years later which text it was, and whether it was changed since.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.table import Table, is_digest
from webapp.bank.verb import insert_into

# The statements in force, each with the version of its words. New words are a new version.
IN_FORCE = {
    "adult": "2026-11",
    "is-me": "2026-11",
    "no-consent": "2026-11",
    "share-hashes": "2026-11",
    "understands-limits": "2026-11",
}


class ConsentMissing(Exception):
    """A statement in force was not agreed to, or in a version that is not in force."""


@dataclass(frozen=True)
class Agreement:
    """One statement, agreed to in the words of one language."""

    id: str
    version: str
    locale: str
    text_digest: bytes


class ConsentRow(Table):
    """A statement that was agreed to when the signals added at `agreed_at` were sent."""

    __tablename__ = "consent"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    statement_id: Mapped[str]
    agreed_at: Mapped[datetime]
    version: Mapped[str]
    locale: Mapped[str]
    text_digest: Mapped[bytes]

    __table_args__ = (
        PrimaryKeyConstraint("case_id", "statement_id", "agreed_at"),
        CheckConstraint(is_digest("text_digest"), "text_digest_length"),
        CheckConstraint("version LIKE '____-__'", "version_shape"),
        CheckConstraint("length(locale) BETWEEN 2 AND 35", "locale_length"),
    )


def text_digest(text: str) -> bytes:
    """The digest of the words as they were shown."""
    return hashlib.sha256(text.encode()).digest()


def check_consent(agreements: Sequence[Agreement]) -> None:
    """Raise ConsentMissing, naming them, unless every statement in force was agreed to."""
    agreed = {(agreement.id, agreement.version) for agreement in agreements}
    if missing := sorted(IN_FORCE.items() - agreed):
        raise ConsentMissing(", ".join(f"{id_}@{version}" for id_, version in missing))


def keep_consent(
    session: Session, case_id: UUID, agreements: Sequence[Agreement], now: datetime
) -> None:
    """Keep what was agreed to; statements that are not in force are nobody's business."""
    rows = {
        agreement.id: {
            "case_id": case_id,
            "statement_id": agreement.id,
            "agreed_at": now,
            "version": agreement.version,
            "locale": agreement.locale,
            "text_digest": agreement.text_digest,
        }
        for agreement in agreements
        if IN_FORCE.get(agreement.id) == agreement.version
    }
    session.execute(insert_into(session, ConsentRow).on_conflict_do_nothing(), list(rows.values()))
