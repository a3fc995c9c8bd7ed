"""Knowing: which signals a participant may know of, to answer on them.

Those of cases that chose it, and those that participants brought in; also when they were withdrawn.
A signal that it may not know of is as if the bank had none: nobody can find out by answering.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.bank.choice import ChoiceRow
from webapp.bank.signal import Pair, SignalRow, find_signals
from webapp.bank.standing import StandingRow
from webapp.bank.submission import SubmissionRow


def known_signals(
    session: Session, participant_id: UUID, pairs: Collection[Pair]
) -> dict[Pair, SignalRow]:
    """Those of these signals that the participant may know of, locked."""
    found = find_signals(session, pairs)
    ids = [row.id for row in found.values()]
    chosen = (
        select(StandingRow.signal_id)
        .join(ChoiceRow, ChoiceRow.case_id == StandingRow.case_id)
        .where(StandingRow.signal_id.in_(ids), ChoiceRow.participant_id == participant_id)
    )
    brought = select(SubmissionRow.signal_id).where(SubmissionRow.signal_id.in_(ids))
    known = set(session.scalars(chosen)) | set(session.scalars(brought))
    return {pair: row for pair, row in found.items() if row.id in known}
