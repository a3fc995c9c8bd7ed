"""Referrals: what a helpline's worker notes of a caller, so as to go on tomorrow where today ended.

A pseudonym or a reference of the worker's own; nothing here asks for a name, and no case is known
here (see `sharing`). What a worker writes is sealed. Every verb wants the partner, and knows of no
referral of another's.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from webapp.bank.keys import ID_BYTES, NONCE_BYTES
from webapp.bank.table import Table, is_digest, made_id
from webapp.bank.verb import keys_of, reading

# The steps of good practice, in their order. Under 18 leads to other services, and to no hand-over.
STEPS = ("safe-now", "age", "complaint", "evidence", "psychological", "legal", "case-opened")
STATES = ("done", "declined", "not-needed", "other-route")
LONGEST_REFERENCE = 40
LONGEST_NOTE = 500
LONGEST_PLACE = 60
TAG_BYTES = 16


class ReferralUnknown(Exception):
    """The partner has no such referral (any more)."""


def _is_sealed(column: str, characters: int) -> str:
    """The condition that a column holds so many characters at most, of four bytes each, sealed."""
    return f"length({column}) <= {ID_BYTES + NONCE_BYTES + TAG_BYTES + 4 * characters}"


class StepRow(Table):
    """How one step of the checklist stands. A step without a row is still to do."""

    __tablename__ = "referral_step"

    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    on_date: Mapped[date | None]
    sealed_place: Mapped[bytes]

    __table_args__ = (
        CheckConstraint(f"step IN {STEPS}", "step_known"),
        CheckConstraint(f"state IN {STATES}", "state_known"),
        CheckConstraint("state <> 'other-route' OR step = 'age'", "other_route_is_about_age"),
        CheckConstraint(_is_sealed("sealed_place", LONGEST_PLACE), "place_short"),
    )


class FollowUpRow(Table):
    """A day on which somebody should ask how things are."""

    __tablename__ = "referral_follow_up"

    id: Mapped[UUID] = made_id()
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    due_on: Mapped[date]
    done_on: Mapped[date | None]


class ReferralRow(Table):
    """A referral of one partner. `staff_id` is who made it, as long as they are there."""

    __tablename__ = "referral"

    id: Mapped[UUID] = made_id()
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    staff_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("staff.id", ondelete="SET NULL"), index=True
    )
    reference_digest: Mapped[bytes]
    sealed_reference: Mapped[bytes]
    locale: Mapped[str]
    country: Mapped[str]
    sealed_note: Mapped[bytes]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)

    steps: Mapped[list[StepRow]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    follow_ups: Mapped[list[FollowUpRow]] = relationship(
        lazy="selectin", order_by=FollowUpRow.due_on, cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("partner_id", "reference_digest"),
        CheckConstraint(is_digest("reference_digest"), "reference_digest_length"),
        CheckConstraint(_is_sealed("sealed_reference", LONGEST_REFERENCE), "reference_short"),
        CheckConstraint(_is_sealed("sealed_note", LONGEST_NOTE), "note_short"),
        CheckConstraint("length(locale) BETWEEN 2 AND 8", "locale_length"),
        CheckConstraint("length(country) = 2", "country_length"),
        CheckConstraint("closed_at >= opened_at", "closed_after_opened"),
    )


@dataclass(frozen=True)
class Step:
    """How a step stands: one of STATES, or `todo`."""

    state: str = "todo"
    on: date | None = None
    place: str = field(default="", repr=False)


@dataclass(frozen=True)
class FollowUp:
    """A day to ask again, and when that was done."""

    id: UUID
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class Referral:
    """A referral as its own partner's workers may have it. `steps` has every step, in order."""

    id: UUID
    reference: str = field(repr=False)
    locale: str
    country: str
    note: str = field(repr=False)
    staff_id: UUID | None
    opened_at: datetime
    closed_at: datetime | None
    steps: Mapping[str, Step]
    follow_ups: tuple[FollowUp, ...]

    @property
    def next_due(self) -> date | None:
        """The day on which it is to be followed up next, which may have passed."""
        return min((each.due_on for each in self.follow_ups if not each.done_on), default=None)


@dataclass(frozen=True)
class Filter:
    """Which referrals to list. `due_by` is today for what is to be followed up now."""

    is_closed: bool | None = False
    due_by: date | None = None
    staff_id: UUID | None = None
    country: str = ""
    reference: str = ""


@reading
def load_referral(session: Session, partner_id: UUID, referral_id: UUID) -> Referral:
    """The partner's referral. Raises ReferralUnknown."""
    row = session.scalar(own(partner_id).where(ReferralRow.id == referral_id))
    if row is None:
        raise ReferralUnknown
    return _as_referral(session, row)


@reading
def list_referrals(
    session: Session,
    partner_id: UUID,
    wanted: Filter | None = None,
    *,
    limit: int = 100,
    offset: int = 0,
) -> list[Referral]:
    """The partner's referrals that pass the filter (those that are open), the newest first."""
    found = _filtered(session, own(partner_id), wanted or Filter())
    newest = found.order_by(ReferralRow.opened_at.desc(), ReferralRow.id)
    rows = session.scalars(newest.limit(limit).offset(offset))
    return [_as_referral(session, row) for row in rows]


def own(partner_id: UUID) -> Select[ReferralRow]:
    """The referrals of one partner: what every verb begins with."""
    return select(ReferralRow).where(ReferralRow.partner_id == partner_id)


def reference_key(reference: str) -> str:
    """What a reference is found by, however its capitals are typed."""
    return unicodedata.normalize("NFKC", reference).strip().casefold()


def seal_text(session: Session, referral_id: UUID, use: str, text: str) -> bytes:
    """What is kept of a worker's words. It opens in this place of this referral only."""
    return keys_of(session).seal(text.encode(), f"referral {use}:{referral_id.hex}")


def unseal_text(session: Session, referral_id: UUID, use: str, sealed: bytes) -> str:
    """The words again."""
    return keys_of(session).unseal(sealed, f"referral {use}:{referral_id.hex}").decode()


def _filtered(
    session: Session, referrals: Select[ReferralRow], wanted: Filter
) -> Select[ReferralRow]:
    if wanted.is_closed is not None:
        is_open = ReferralRow.closed_at.is_(None)
        referrals = referrals.where(~is_open if wanted.is_closed else is_open)
    if wanted.due_by:
        due = FollowUpRow.done_on.is_(None) & (FollowUpRow.due_on <= wanted.due_by)
        referrals = referrals.where(ReferralRow.follow_ups.any(due))
    if wanted.staff_id:
        referrals = referrals.where(ReferralRow.staff_id == wanted.staff_id)
    if wanted.country:
        referrals = referrals.where(ReferralRow.country == wanted.country)
    if wanted.reference:
        digests = keys_of(session).digests("referral", reference_key(wanted.reference))
        referrals = referrals.where(ReferralRow.reference_digest.in_(digests))
    return referrals


def _as_referral(session: Session, row: ReferralRow) -> Referral:
    known = {
        each.step: Step(
            each.state,
            each.on_date,
            unseal_text(session, row.id, f"place {each.step}", each.sealed_place),
        )
        for each in row.steps
    }
    return Referral(
        id=row.id,
        reference=unseal_text(session, row.id, "reference", row.sealed_reference),
        locale=row.locale,
        country=row.country,
        note=unseal_text(session, row.id, "note", row.sealed_note),
        staff_id=row.staff_id,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        steps={step: known.get(step, Step()) for step in STEPS},
        follow_ups=tuple(FollowUp(f.id, f.due_on, f.done_on) for f in row.follow_ups),
    )
