"""Revocation: a participant takes part no more."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.bank.change import record_changes
from webapp.bank.participant import load_participant
from webapp.bank.signal import SignalRow
from webapp.bank.submission import SubmissionRow, retract_signals
from webapp.bank.table import utc_now
from webapp.bank.withdrawal import TOMBSTONE


def revoke_participant(session: Session, slug: str, *, now: datetime | None = None) -> None:
    """It gets nothing from now on, and nobody stands behind what it had brought in.

    Cases go on showing that it was chosen, and left. Raises ParticipantUnknown.
    """
    now = now or utc_now()
    participant = load_participant(session, slug)
    participant.revoked_at = now
    brought = select(SubmissionRow.signal_id).where(SubmissionRow.participant_id == participant.id)
    locked = session.scalars(
        select(SignalRow.id)
        .where(SignalRow.id.in_(brought))
        .order_by(SignalRow.digest)
        .with_for_update()
    ).all()
    mine = retract_signals(session, participant.id, locked, now + TOMBSTONE, now)
    record_changes(session, mine, now=now)
