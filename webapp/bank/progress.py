"""Progress: what each participant that a case chose did with its signals, as the person may see it.

A signal may be shared with older cases, and nobody may learn from a case of their own that the same
image was reported before. So a case sees only what a participant told us after it had heard of this
very case, and nothing any more once the case took the signal back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from webapp.bank.choice import ChoiceRow
from webapp.bank.deletion import DeletionRow
from webapp.bank.feedback import FeedbackRow
from webapp.bank.finding import Finding, as_finding, first_of
from webapp.bank.participant import ParticipantRow, ParticipantTypeRow
from webapp.bank.pull import ever_pulled, was_told_between, when_told
from webapp.bank.signal import SignalRow
from webapp.bank.standing import StandingRow

Rows = Sequence[Row[*tuple[Any, ...]]]


class State(StrEnum):
    """Where a participant stands that has found nothing so far, or does not look any more."""

    LEFT = "left"
    UNABLE = "unable"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    PULLED = "pulled"


@dataclass(frozen=True)
class Farewell:
    """Files that were taken back at one moment: when a participant was told, and if it let go.

    `had_them` is False for one that never collected them, and so has nothing to drop.
    """

    items: tuple[int, ...]
    withdrawn_at: datetime
    had_them: bool
    told_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True)
class SeenParticipant:
    """A participant that the case chose, and what it did.

    Of `codes` signals that are not taken back it has collected `told`, the last of them at
    `pulled_at`, `pulled_after` they were sent.
    """

    slug: str
    name: str
    is_active: bool
    can_look: bool = True
    codes: int = 0
    told: int = 0
    pulled_at: datetime | None = None
    pulled_after: timedelta | None = None
    findings: tuple[Finding, ...] = ()
    farewells: tuple[Farewell, ...] = ()

    @property
    def finding(self) -> Finding | None:
        """The one to speak of first: what is still open before what is decided."""
        return first_of(self.findings)

    @property
    def state(self) -> str:
        """In one word: a State, or how its first finding stands."""
        if not self.is_active:
            return State.LEFT
        if not self.can_look:
            return State.UNABLE
        if not self.codes:
            return State.WITHDRAWN
        if self.finding:
            return self.finding.state
        return State.PULLED if self.told else State.WAITING


def see_participants(session: Session, case_id: UUID, now: datetime) -> tuple[SeenParticipant, ...]:
    """What every participant that the case chose did, by name."""
    chosen = session.scalars(
        select(ParticipantRow)
        .join(ChoiceRow, ChoiceRow.participant_id == ParticipantRow.id)
        .where(ChoiceRow.case_id == case_id)
        .order_by(ParticipantRow.name)
    )
    tracks: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(_TRACKS.where(ChoiceRow.case_id == case_id)):
        tracks[row.participant_id].append(row)
    return tuple(_seen(row, tracks[row.id], now) for row in chosen)


# For each participant and each signal of a case that it can work with: what happened to it.
_TRACKS = (
    select(
        ChoiceRow.participant_id,
        StandingRow.item,
        StandingRow.added_at,
        StandingRow.withdrawn_at,
        when_told(ChoiceRow.participant_id, StandingRow.joined_place).label("told_at"),
        when_told(ChoiceRow.participant_id, StandingRow.left_place).label("told_of_end_at"),
        was_told_between(
            ChoiceRow.participant_id, StandingRow.joined_place, StandingRow.left_place
        ).label("had_it"),
        ever_pulled(ChoiceRow.participant_id).label("pulls"),
        DeletionRow.confirmed_at,
        FeedbackRow,
    )
    .join(StandingRow, StandingRow.case_id == ChoiceRow.case_id)
    .join(SignalRow, SignalRow.id == StandingRow.signal_id)
    .join(
        ParticipantTypeRow,
        and_(
            ParticipantTypeRow.participant_id == ChoiceRow.participant_id,
            ParticipantTypeRow.type == SignalRow.type,
        ),
    )
    .outerjoin(
        FeedbackRow,
        and_(
            FeedbackRow.participant_id == ChoiceRow.participant_id,
            FeedbackRow.signal_id == StandingRow.signal_id,
        ),
    )
    .outerjoin(
        DeletionRow,
        and_(
            DeletionRow.participant_id == ChoiceRow.participant_id,
            DeletionRow.signal_id == StandingRow.signal_id,
        ),
    )
    .order_by(StandingRow.withdrawn_at, StandingRow.item)
)


def _seen(participant: ParticipantRow, tracks: Rows, now: datetime) -> SeenParticipant:
    standing = [row for row in tracks if row.withdrawn_at is None]
    told = [row for row in standing if row.told_at]
    last = max(told, key=lambda row: row.told_at, default=None)
    return SeenParticipant(
        slug=participant.slug,
        name=participant.name,
        is_active=participant.revoked_at is None,
        can_look=bool(tracks),
        codes=len(standing),
        told=len(told),
        pulled_at=last.told_at if last else None,
        pulled_after=last.told_at - last.added_at if last else None,
        findings=tuple(_findings(standing, now)),
        farewells=tuple(_farewells(row for row in tracks if row.withdrawn_at)),
    )


def _findings(standing: Rows, now: datetime) -> Iterator[Finding]:
    """What it found, one finding for each file: that of the signal to speak of first."""
    for item, rows in groupby(standing, key=lambda row: row.item):
        found = [
            as_finding(item, row.FeedbackRow, row.told_at if row.pulls else row.added_at, now)
            for row in rows
        ]
        if first := first_of([finding for finding in found if finding]):
            yield first


def _farewells(withdrawn: Iterator[Row[*tuple[Any, ...]]]) -> Iterator[Farewell]:
    for withdrawn_at, group in groupby(withdrawn, key=lambda row: row.withdrawn_at):
        rows = list(group)
        told = [row.told_of_end_at for row in rows]
        dropped = [row.confirmed_at for row in rows if row.had_it]
        is_confirmed = all(at and at >= withdrawn_at for at in dropped)
        yield Farewell(
            items=tuple(sorted({row.item for row in rows})),
            withdrawn_at=withdrawn_at,
            had_them=bool(dropped),
            told_at=max(told) if all(told) else None,
            confirmed_at=max(dropped) if dropped and is_confirmed else None,
        )
