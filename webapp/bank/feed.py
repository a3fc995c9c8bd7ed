"""The feed: what one participant may know of signals, and how they stand for it.

A participant is told of a signal if a case that chose it stands, or stood, behind it, or if another
participant brought it in. So one signal may be active for one and withdrawn for another. Cases have
names of their own for each participant: two of them cannot find out that they mean the same one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select, tuple_
from sqlalchemy.orm import Session

from webapp.bank.change import START, ChangeRow, Place
from webapp.bank.choice import ChoiceRow
from webapp.bank.feedback import FeedbackRow, Opinion, as_opinion
from webapp.bank.keys import BankKeys, alias
from webapp.bank.participant import Participant, ParticipantRow, as_participant
from webapp.bank.signal import SignalRow, seal_context
from webapp.bank.standing import StandingRow
from webapp.bank.submission import SubmissionRow
from webapp.bank.verb import keys_of, reading


class Status(StrEnum):
    """How a signal stands. Whoever holds one that is not active acts on it no more."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Reader:
    """A participant, and the key that makes the names under which it knows cases."""

    participant: Participant
    case_key: bytes = field(repr=False)

    @property
    def id(self) -> UUID:
        """The participant's."""
        return self.participant.id

    def name_of(self, case_id: UUID) -> UUID:
        """What this participant calls a case."""
        return alias(self.case_key, case_id)


@dataclass(frozen=True, slots=True)
class Entry:
    """A signal as one participant may know it, with its latest place in the change log."""

    place: Place
    signal_id: UUID
    type: str
    value: str = field(repr=False)
    status: Status
    cases: dict[UUID, Status]
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True)
class Page:
    """A stretch of the change log: what the reader may see of it, and how far it goes."""

    entries: list[Entry]
    reached: Place
    has_more: bool


@reading
def load_reader(session: Session, participant_id: UUID) -> Reader:
    """The reader that a participant is."""
    row = session.get_one(ParticipantRow, participant_id)
    key = keys_of(session).unseal(row.sealed_case_key, str(row.id))
    return Reader(as_participant(row), key)


@reading
def read_changes(
    session: Session,
    reader: Reader,
    after: Place,
    limit: int,
    types: Collection[str],
    *,
    tombstones_after: Place = START,
) -> Page:
    """The next `limit` changes after a place, those that the reader may see of them.

    A page may so be empty and yet have more after it. Withdrawn signals up to `tombstones_after`
    are left out: a reader that begins from nothing has nothing to forget.
    """
    here = tuple_(ChangeRow.second, ChangeRow.sequence)
    rows = session.execute(
        _STANDINGS_OF_CHANGES.where(here > tuple_(*after))
        .order_by(ChangeRow.second, ChangeRow.sequence)
        .limit(limit + 1)
    ).all()
    if not rows:
        return Page([], after, False)
    shown = rows[:limit]
    reached = Place(shown[-1].second, shown[-1].sequence)
    stretch = and_(here > tuple_(*after), here <= tuple_(*reached))
    entries = [
        entry
        for entry in _entries(session, reader, shown, stretch, types)
        if entry.status is not Status.WITHDRAWN or entry.place > tombstones_after
    ]
    return Page(entries, reached, len(rows) > limit)


@reading
def look_up(
    session: Session, reader: Reader, signal_ids: Sequence[UUID], types: Collection[str]
) -> list[Entry]:
    """What the reader may see of these signals, in no order."""
    which = ChangeRow.signal_id.in_(signal_ids)
    rows = session.execute(_STANDINGS_OF_CHANGES.where(which)).all()
    return list(_entries(session, reader, rows, which, types))


_STANDINGS_OF_CHANGES = select(
    ChangeRow.second,
    ChangeRow.sequence,
    SignalRow.id,
    SignalRow.type,
    SignalRow.sealed_value,
    SignalRow.suspended_at,
    SignalRow.refused_at,
).join(SignalRow, SignalRow.id == ChangeRow.signal_id)


def _entries(
    session: Session,
    reader: Reader,
    rows: Sequence[Row[*tuple[Any, ...]]],
    which: ColumnElement[bool],
    types: Collection[str],
) -> Iterator[Entry]:
    wanted = reader.participant.types.intersection(types)
    cases, brought = _cases(session, reader, which), _brought(session, which)
    opinions = _opinions(session, which)
    keys = keys_of(session)
    for row in rows:
        names = cases.get(row.id)
        if row.type not in wanted or not (names or row.id in brought):
            continue
        yield Entry(
            Place(row.second, row.sequence),
            row.id,
            row.type,
            _open(keys, row),
            _status(row, names or {}, brought.get(row.id, False)),
            names or {},
            tuple(opinions.get(row.id, ())),
        )


def _open(keys: BankKeys, row: Row[*tuple[Any, ...]]) -> str:
    return keys.unseal(row.sealed_value, seal_context(row.type, row.id)).decode()


def _status(row: Row[*tuple[Any, ...]], cases: dict[UUID, Status], is_brought: bool) -> Status:
    if row.refused_at or not (is_brought or Status.ACTIVE in cases.values()):
        return Status.WITHDRAWN
    return Status.SUSPENDED if row.suspended_at else Status.ACTIVE


def _cases(
    session: Session, reader: Reader, which: ColumnElement[bool]
) -> dict[UUID, dict[UUID, Status]]:
    """For each signal, the cases that chose this reader. A case has one status: the liveliest."""
    found = session.execute(
        select(StandingRow.signal_id, StandingRow.case_id, StandingRow.withdrawn_at)
        .join(ChangeRow, ChangeRow.signal_id == StandingRow.signal_id)
        .join(ChoiceRow, ChoiceRow.case_id == StandingRow.case_id)
        .where(which, ChoiceRow.participant_id == reader.id)
    )
    cases: dict[UUID, dict[UUID, Status]] = defaultdict(dict)
    for signal_id, case_id, withdrawn_at in found:
        name = reader.name_of(case_id)
        if withdrawn_at is None:
            cases[signal_id][name] = Status.ACTIVE
        else:
            cases[signal_id].setdefault(name, Status.WITHDRAWN)
    return cases


def _brought(session: Session, which: ColumnElement[bool]) -> dict[UUID, bool]:
    """For each signal that participants brought in: whether one still stands behind it."""
    found = session.execute(
        select(SubmissionRow.signal_id, SubmissionRow.retracted_at)
        .join(ChangeRow, ChangeRow.signal_id == SubmissionRow.signal_id)
        .where(which)
    )
    brought: dict[UUID, bool] = {}
    for signal_id, retracted_at in found:
        brought[signal_id] = brought.get(signal_id, False) or retracted_at is None
    return brought


def _opinions(session: Session, which: ColumnElement[bool]) -> dict[UUID, list[Opinion]]:
    found = session.execute(
        select(FeedbackRow, ParticipantRow.slug)
        .join(ChangeRow, ChangeRow.signal_id == FeedbackRow.signal_id)
        .join(ParticipantRow, ParticipantRow.id == FeedbackRow.participant_id)
        .where(which, ParticipantRow.revoked_at.is_(None))
        .order_by(FeedbackRow.given_at)
    )
    opinions: dict[UUID, list[Opinion]] = defaultdict(list)
    for row, slug in found:
        opinions[row.signal_id].append(as_opinion(row, slug))
    return opinions
