"""Feedback: what each participant found when it compared a signal with what people upload.

The latest verdict of a participant replaces its former one; the times at which it matched, began to
review and decided stay, since the person follows them. A verdict is a report, never an order: no
verdict removes anything anywhere by itself.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.change import record_changes
from webapp.bank.dispute import last_decision, open_disputes
from webapp.bank.knowing import known_signals
from webapp.bank.participant import ParticipantRow
from webapp.bank.signal import Pair, SignalRow
from webapp.bank.table import Table, utc_now

LONGEST_REASON = 200
LONGEST_TAG = 100
MOST_TAGS = 20


class Verdict(StrEnum):
    """What a participant found. `error`: it could not look. `none`: it has nothing to say."""

    MATCH = "match"
    UNDER_REVIEW = "under-review"
    REMOVED = "removed"
    NOT_VIOLATING = "not-violating"
    ERROR = "error"
    NONE = "none"


MATCHES = {Verdict.MATCH, Verdict.UNDER_REVIEW, Verdict.REMOVED, Verdict.NOT_VIOLATING}
DECISIONS = {Verdict.REMOVED, Verdict.NOT_VIOLATING}


@dataclass(frozen=True)
class Feedback:
    """A verdict on the signal of this type and value. `at`: when it was found, now if not said."""

    pair: Pair = field(repr=False)
    verdict: Verdict
    reason: str = ""
    tags: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Opinion:
    """A verdict as other participants see it. `source` is the slug of the one that gave it."""

    source: str
    verdict: Verdict
    reason: str
    tags: tuple[str, ...]
    given_at: datetime


class FeedbackRow(Table):
    """The latest verdict of a participant on a signal, and how it came to it."""

    __tablename__ = "feedback"

    signal_id: Mapped[UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"))
    participant_id: Mapped[UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), index=True
    )
    verdict: Mapped[str]
    reason: Mapped[str]
    tags: Mapped[str]
    given_at: Mapped[datetime]
    matched_at: Mapped[datetime | None]
    under_review_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        PrimaryKeyConstraint("signal_id", "participant_id"),
        CheckConstraint(f"verdict IN {tuple(map(str, Verdict))}", "verdict_known"),
        CheckConstraint(f"length(reason) <= {LONGEST_REASON}", "reason_length"),
        CheckConstraint(f"length(tags) <= {MOST_TAGS * (6 * LONGEST_TAG + 4)}", "tags_length"),
    )


def give_feedback(
    session: Session,
    participant_id: UUID,
    given: Sequence[Feedback],
    quorum: int,
    *,
    now: datetime | None = None,
) -> set[Pair]:
    """Keep these verdicts, and return which signals they were on: those that it may know of.

    They are taken in their order: a later one on a signal replaces an earlier one. `quorum`
    participants that find nothing wrong with a signal suspend it, until the operator decides.
    """
    now = now or utc_now()
    latest = {each.pair: each for each in given}
    signals = known_signals(session, participant_id, latest)
    rows = _rows(session, participant_id, [row.id for row in signals.values()])
    heard = [each for each in given if each.pair in signals]
    changed = {id_ for each in heard if _take(rows[id_ := signals[each.pair].id], each, now)}
    session.add_all(rows.values())
    session.flush()
    doubted = [s.id for p, s in signals.items() if latest[p].verdict is Verdict.NOT_VIOLATING]
    suspended = open_disputes(session, _doubts(session, doubted), quorum, now)
    record_changes(session, changed | suspended, now=now)
    return set(signals)


def as_opinion(slug: str, verdict: str, reason: str, tags: str, given_at: datetime) -> Opinion:
    """What was kept, as other participants may have it."""
    return Opinion(slug, Verdict(verdict), reason, tuple(json.loads(tags)), given_at)


def _rows(
    session: Session, participant_id: UUID, signal_ids: Collection[UUID]
) -> dict[UUID, FeedbackRow]:
    """The participant's row of each signal; a new one where it has not said anything yet."""
    found = session.scalars(
        select(FeedbackRow).where(
            FeedbackRow.participant_id == participant_id, FeedbackRow.signal_id.in_(signal_ids)
        )
    )
    rows = {id_: FeedbackRow(signal_id=id_, participant_id=participant_id) for id_ in signal_ids}
    return rows | {row.signal_id: row for row in found}


def _take(row: FeedbackRow, given: Feedback, now: datetime) -> bool:
    """Put a verdict into its row. True if others see something new."""
    before = row.verdict, row.reason, row.tags
    if given.verdict in MATCHES and given.verdict != row.verdict:
        _note_time(row, given.verdict, min(given.at or now, now))
    row.verdict, row.reason, row.given_at = given.verdict, given.reason, now
    row.tags = json.dumps(sorted(set(given.tags)), ensure_ascii=False)
    return (row.verdict, row.reason, row.tags) != before


def _note_time(row: FeedbackRow, verdict: Verdict, at: datetime) -> None:
    """Note when it came to a verdict that it did not have before.

    The clock runs from the first time that it matched. What matches again after a decision is
    another copy, and starts it anew.
    """
    is_over = row.matched_at is None or (row.decided_at and row.decided_at >= row.matched_at)
    if row.matched_at is None or (is_over and verdict not in DECISIONS):
        row.matched_at = at
    at = max(at, row.matched_at)
    if verdict is Verdict.UNDER_REVIEW:
        row.under_review_at = at
    if verdict in DECISIONS:
        row.decided_at = at


def _doubts(session: Session, signal_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many active participants find nothing wrong, counted anew since the last decision."""
    last = last_decision()
    found = session.execute(
        select(FeedbackRow.signal_id, func.count())
        .join(SignalRow, SignalRow.id == FeedbackRow.signal_id)
        .join(ParticipantRow, ParticipantRow.id == FeedbackRow.participant_id)
        .where(
            FeedbackRow.signal_id.in_(signal_ids),
            FeedbackRow.verdict == Verdict.NOT_VIOLATING,
            ParticipantRow.revoked_at.is_(None),
            or_(last.is_(None), FeedbackRow.given_at > last),
        )
        .group_by(FeedbackRow.signal_id)
    )
    return {row.signal_id: row[1] for row in found}
