"""The feed: what one participant may know of signals, and how they stand for it.

A participant is told of a signal if a case that chose it stands, or stood, behind it, or if another
participant brought it in. So one signal may be active for one and withdrawn for another. Cases have
names of their own for each participant: two of them cannot find out that they mean the same one.

A participant's first pass reads millions of rows, so the questions are put together once, answered
without objects of the ORM, and ids stay as the driver gives them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    bindparam,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.bank.change import START, ChangeRow, Place
from webapp.bank.choice import ChoiceRow
from webapp.bank.feedback import FeedbackRow, Opinion, as_opinion
from webapp.bank.ids import is_one_of
from webapp.bank.keys import alias
from webapp.bank.participant import Participant, ParticipantRow, as_participant
from webapp.bank.signal import SignalRow, seal_context
from webapp.bank.standing import StandingRow
from webapp.bank.submission import SubmissionRow
from webapp.bank.verb import keys_of, reading

Facts = Mapping[str, Any]


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

    def name_of(self, case_id: UUID) -> str:
        """What this participant calls a case."""
        return alias(self.case_key, case_id.bytes)


class Entry(NamedTuple):
    """A signal as one participant may know it, with its latest place in the change log."""

    place: Place
    signal_hex: str
    type: str
    value: str
    status: Status
    cases: Mapping[str, Status]
    opinions: Sequence[Opinion]

    @property
    def signal_id(self) -> UUID:
        """The signal's. Made when it is asked for, which on most pages is never."""
        return UUID(self.signal_hex)

    def __repr__(self) -> str:
        return f"Entry({self.place})"


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
    first = {"second": after.second, "sequence": after.sequence, "size": limit + 1}
    rows = _ask(session, _NEXT, first)
    if not rows:
        return Page([], after, False)
    shown = rows[:limit]
    reached = Place(shown[-1].second, shown[-1].sequence)
    entries = [
        entry
        for entry in _entries(session, reader, shown, types)
        if entry.status is not Status.WITHDRAWN or entry.place > tombstones_after
    ]
    return Page(entries, reached, len(rows) > limit)


@reading
def look_up(
    session: Session, reader: Reader, signal_ids: Sequence[UUID], types: Collection[str]
) -> list[Entry]:
    """What the reader may see of these signals, in no order."""
    rows = _ask(session, _THESE, {"ids": [id_.hex for id_ in signal_ids]})
    return list(_entries(session, reader, rows, types))


def _raw(column: InstrumentedAttribute[UUID]) -> ColumnElement[Any]:
    """An id as it is kept: to make a UUID of each would take half of the time."""
    return type_coerce(column, String)


def _hex(raw: Any) -> str:
    """32 digits, which SQLite keeps, of what PostgreSQL keeps."""
    return raw if isinstance(raw, str) else raw.hex


_HERE = tuple_(ChangeRow.second, ChangeRow.sequence)
_SIGNALS = select(
    ChangeRow.second,
    ChangeRow.sequence,
    _raw(SignalRow.id),
    SignalRow.type,
    SignalRow.sealed_value,
    SignalRow.suspended_at.is_not(None),
    SignalRow.refused_at.is_not(None),
).join(SignalRow, SignalRow.id == ChangeRow.signal_id)
# By their ids: of a stretch of the log PostgreSQL thinks that it is half of the table.
_THESE = _SIGNALS.where(is_one_of(ChangeRow.signal_id))
_NEXT = (
    _SIGNALS.where(tuple_(bindparam("second"), bindparam("sequence")) < _HERE)
    .order_by(ChangeRow.second, ChangeRow.sequence)
    .limit(bindparam("size"))
)
# Not a join: SQLite would begin with all cases that chose the reader.
_CHOSE_READER = (
    select(ChoiceRow.case_id)
    .where(
        ChoiceRow.case_id == StandingRow.case_id,
        ChoiceRow.participant_id == bindparam("reader"),
    )
    .exists()
)
_CASES = select(
    _raw(StandingRow.signal_id), _raw(StandingRow.case_id), StandingRow.withdrawn_at.is_(None)
).where(is_one_of(StandingRow.signal_id), _CHOSE_READER)
_BROUGHT = select(_raw(SubmissionRow.signal_id), SubmissionRow.retracted_at.is_(None)).where(
    is_one_of(SubmissionRow.signal_id)
)
_OPINIONS = (
    select(
        _raw(FeedbackRow.signal_id),
        ParticipantRow.slug,
        FeedbackRow.verdict,
        FeedbackRow.reason,
        FeedbackRow.tags,
        FeedbackRow.given_at,
    )
    .join(ParticipantRow, ParticipantRow.id == FeedbackRow.participant_id)
    .where(is_one_of(FeedbackRow.signal_id), ParticipantRow.revoked_at.is_(None))
    .order_by(FeedbackRow.given_at)
)


def _ask(session: Session, question: Select[Any], facts: Facts) -> Sequence[Row[*tuple[Any, ...]]]:
    return session.connection().execute(question, facts).all()


def _entries(
    session: Session,
    reader: Reader,
    rows: Sequence[Row[*tuple[Any, ...]]],
    types: Collection[str],
) -> Iterator[Entry]:
    wanted = reader.participant.types.intersection(types)
    here = {"ids": [_hex(row[2]) for row in rows]}
    cases = _cases(session, reader, here)
    brought, opinions = _brought(session, here), _opinions(session, here)
    unseal = keys_of(session).unseal
    for second, sequence, raw, type_, sealed, is_suspended, is_refused in rows:
        signal = _hex(raw)
        names = cases.get(signal)
        if type_ not in wanted or not (names or signal in brought):
            continue
        stands = brought.get(signal) or (names and Status.ACTIVE in names.values())
        if is_refused or not stands:
            status = Status.WITHDRAWN
        else:
            status = Status.SUSPENDED if is_suspended else Status.ACTIVE
        value = unseal(sealed, seal_context(type_, signal)).decode()
        yield Entry(
            Place(second, sequence), signal, type_, value, status, names or {},
            opinions.get(signal, ()),
        )  # fmt: skip


def _cases(session: Session, reader: Reader, here: Facts) -> dict[str, dict[str, Status]]:
    """For each signal, the cases that chose this reader. A case has one status: the liveliest."""
    cases: dict[str, dict[str, Status]] = defaultdict(dict)
    for signal, case_id, stands in _ask(session, _CASES, {**here, "reader": reader.id}):
        name = alias(reader.case_key, bytes.fromhex(_hex(case_id)))
        if stands:
            cases[_hex(signal)][name] = Status.ACTIVE
        else:
            cases[_hex(signal)].setdefault(name, Status.WITHDRAWN)
    return cases


def _brought(session: Session, here: Facts) -> dict[str, bool]:
    """For each signal that participants brought in: whether one still stands behind it."""
    brought: dict[str, bool] = {}
    for signal, stands in _ask(session, _BROUGHT, here):
        brought[_hex(signal)] = brought.get(_hex(signal), False) or stands
    return brought


def _opinions(session: Session, here: Facts) -> dict[str, list[Opinion]]:
    opinions: dict[str, list[Opinion]] = defaultdict(list)
    for signal, *given in _ask(session, _OPINIONS, here):
        opinions[_hex(signal)].append(as_opinion(*given))
    return opinions
