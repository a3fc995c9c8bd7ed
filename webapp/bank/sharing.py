"""Sharing: a case tied to a worker's referral, because the caller agreed, for as long as they like.

The one row that leads from a case to a partner. It is made in the transaction that opens the case.
Ending it takes the case out of the row at once: from then on nothing in the database leads from the
referral to the case, and the worker sees the day on which it ended and nothing more.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.handover import use_handover
from webapp.bank.partner import PartnerRow
from webapp.bank.referral import ReferralRow
from webapp.bank.table import Table, made_id, utc_now


class SharingRow(Table):
    """A case that a referral's worker may see the state of; without one, a sharing that ended."""

    __tablename__ = "sharing"

    id: Mapped[UUID] = made_id()
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    case_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), unique=True
    )
    agreed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(case_id IS NULL) = (ended_at IS NOT NULL)", "ended_without_case"),
    )


@dataclass(frozen=True)
class Sharing:
    """Who sees how a case stands, and since when."""

    organisation: str
    agreed_at: datetime


def share_case(session: Session, case_id: UUID, handover_id: UUID, now: datetime) -> None:
    """Tie a new case to the hand-over's referral and use the hand-over up.

    A hand-over that is over ties nothing, and the case opens all the same.
    """
    referral_id = use_handover(session, handover_id, now)
    if referral_id:
        session.add(SharingRow(referral_id=referral_id, case_id=case_id, agreed_at=now))
        session.flush()


def end_sharing(session: Session, case_id: UUID, *, now: datetime | None = None) -> None:
    """The person ends it, at once and for good. Twice does no harm."""
    session.execute(
        update(SharingRow)
        .where(SharingRow.case_id == case_id)
        .values(case_id=None, ended_at=now or utc_now())
    )


def find_sharing(session: Session, case_id: UUID) -> Sharing | None:
    """With whom the case is shared, if it is."""
    found = session.execute(
        select(PartnerRow.name, SharingRow.agreed_at)
        .join(ReferralRow, ReferralRow.partner_id == PartnerRow.id)
        .join(SharingRow, SharingRow.referral_id == ReferralRow.id)
        .where(SharingRow.case_id == case_id)
    ).first()
    return Sharing(found.name, found.agreed_at) if found else None
