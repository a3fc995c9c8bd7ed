"""Choices: which participants a case chose, and so whom its signals are for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ForeignKey, PrimaryKeyConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.participant import ParticipantRow
from webapp.bank.table import Table


class ChoiceRow(Table):
    """A case chose this participant to get its signals."""

    __tablename__ = "case_participant"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)

    __table_args__ = (PrimaryKeyConstraint("case_id", "participant_id"),)


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
