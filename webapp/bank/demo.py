"""For trials only: made-up participants, made-up cases, and a withdrawal without its three days."""

import itertools
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Uuid, insert, literal, select
from sqlalchemy.orm import Session

from ondevice.signals import MAX_ITEMS, PDQ, VIDEO_MD5, WHOLE, Signal, TooManyItems
from webapp.bank.bank import Bank
from webapp.bank.case import REVIEW_AFTER, CaseRow, Opening
from webapp.bank.case import open_case as open_real_case
from webapp.bank.change import Place, spread_changes
from webapp.bank.choice import ChoiceRow
from webapp.bank.consent import IN_FORCE, Agreement, ConsentRow, text_digest
from webapp.bank.demo_partner import add_example_partner
from webapp.bank.participant import (
    Participant,
    SlugTaken,
    active_participants,
    add_participant,
    load_participant,
)
from webapp.bank.receipt import Receipt
from webapp.bank.signal import SignalRow, find_signals, new_rows
from webapp.bank.standing import StandingRow
from webapp.bank.table import utc_now
from webapp.bank.verb import keys_of
from webapp.bank.withdrawal import let_go, lock_cases

EXAMPLES = {"example-photos": "Example Photos", "example-videos": "Example Videos"}
SEEDED_OVER = timedelta(days=30)
SIGNALS_AT_ONCE = 10_000
# The types as the exchange's wire spells them.
WIRE_TYPES = {"ImagePDQ": PDQ, "VideoMD5": VIDEO_MD5}
VALUE_BYTES = {PDQ: 32, VIDEO_MD5: 16}
Row = dict[str, Any]


class SignalUnknown(Exception):
    """No case stands behind such a signal."""


def add_examples(bank: Bank) -> None:
    """Two participants that do not exist and a portal, unless they are there already."""
    for slug, name in EXAMPLES.items():
        with suppress(SlugTaken):
            bank.run(add_participant, slug, name)
    bank.run(add_example_partner)


def open_case(bank: Bank, signals: Iterable[str]) -> Receipt:
    """A case behind these signals, each given as `type:value`, for every participant.

    Raises SignalsRefused.
    """
    listed = [text.partition(":") for text in signals]
    return open_real_case(
        bank,
        Opening(
            nonce=secrets.token_hex(16),
            signals=[
                Signal(type_of(wire), value, 100, item, "stored" if type_of(wire) == PDQ else WHOLE)
                for item, (wire, _, value) in enumerate(listed, 1)
            ],
            agreements=_agreements(),
            participants=[found.slug for found in bank.run(active_participants)],
            shows_detail=True,
            even_if_nobody_takes_part=True,
        ),
    )


def withdraw_signal(bank: Bank, type_: str, value: str) -> int:
    """Let every case go of a signal, final at once. Returns how many did. Raises SignalUnknown."""
    return bank.run(_withdraw_signal, (type_of(type_), value))


def seed(bank: Bank, cases: int, signals_per_case: int = 1) -> int:
    """Open so many made-up cases, as if over the last 30 days. Returns how many signals they have.

    Nobody can open them: all share the digest of one passcode that is thrown away here.
    Raises TooManyItems if a case would have more than it may.
    """
    if signals_per_case > MAX_ITEMS:
        raise TooManyItems
    passcode_digest = bank.hasher.hash(bank.keys, secrets.token_hex(16))
    until = utc_now()
    since, step = until - SEEDED_OVER, SEEDED_OVER / cases if cases else SEEDED_OVER
    for batch in itertools.batched(range(cases), max(1, SIGNALS_AT_ONCE // signals_per_case)):
        window = since + step * batch[0], since + step * (batch[-1] + 1)
        bank.run(_seed_batch, len(batch), signals_per_case, passcode_digest, window)
    return cases * signals_per_case


def let_see_everything(session: Session, slug: str) -> None:
    """Let every case that is there choose this participant too: a trial begins in any order."""
    id_ = load_participant(session, slug).id
    every_case = select(CaseRow.id, literal(id_, Uuid()))
    session.execute(insert(ChoiceRow).from_select(["case_id", "participant_id"], every_case))


def type_of(text: str) -> str:
    """Our spelling of a type that may be in the wire's."""
    return WIRE_TYPES.get(text, text)


def _withdraw_signal(session: Session, pair: tuple[str, str]) -> int:
    standing = select(StandingRow.case_id).join(SignalRow, SignalRow.id == StandingRow.signal_id)
    digests = keys_of(session).digests("signal", ":".join(pair))
    behind = standing.where(SignalRow.digest.in_(digests), StandingRow.withdrawn_at.is_(None))
    case_ids = set(session.scalars(behind))
    lock_cases(session, case_ids)
    row = find_signals(session, [pair]).get(pair)
    if not case_ids or row is None:
        raise SignalUnknown
    let_go(session, StandingRow.signal_id == row.id, utc_now())
    return len(case_ids)


def _seed_batch(
    session: Session,
    cases: int,
    signals_per_case: int,
    passcode_digest: str,
    window: tuple[datetime, datetime],
) -> None:
    since, until = window
    opened = [since + (until - since) * n / cases for n in range(cases)]
    case_rows = [_case_row(session, passcode_digest, at) for at in opened]
    types = itertools.islice(itertools.cycle(VALUE_BYTES.items()), cases * signals_per_case)
    pairs = [(type_, secrets.token_hex(length)) for type_, length in types]
    signal_rows = new_rows(session, pairs)
    session.execute(insert(CaseRow), case_rows)
    session.execute(insert(SignalRow), signal_rows)
    session.execute(insert(ConsentRow), _consent_rows(case_rows))
    if choices := _choice_rows(case_rows, active_participants(session)):
        session.execute(insert(ChoiceRow), choices)
    places = spread_changes(session, [row["id"] for row in signal_rows], since, until)
    session.execute(insert(StandingRow), _standing_rows(case_rows, signal_rows, places))


def _case_row(session: Session, passcode_digest: str, at: datetime) -> Row:
    return {
        "id": uuid4(),
        "number_digest": keys_of(session).digest("case number", secrets.token_hex(16)),
        "passcode_digest": passcode_digest,
        "shows_detail": True,
        "opened_at": at,
        "review_due_at": at + REVIEW_AFTER,
    }


def _standing_rows(
    case_rows: Sequence[Row], signal_rows: Sequence[Row], places: Mapping[UUID, Place]
) -> list[Row]:
    """The signals dealt out to the cases, each an item of its own."""
    per_case = len(signal_rows) // len(case_rows)
    return [
        {
            "case_id": case_rows[n // per_case]["id"],
            "item": n % per_case + 1,
            "variant": "stored" if signal["type"] == PDQ else WHOLE,
            "signal_id": signal["id"],
            "quality": 100,
            "added_at": case_rows[n // per_case]["opened_at"],
            "joined_place": places[signal["id"]].number,
        }
        for n, signal in enumerate(signal_rows)
    ]


def _consent_rows(case_rows: Sequence[Row]) -> list[Row]:
    return [
        {
            "case_id": row["id"],
            "statement_id": agreement.id,
            "agreed_at": row["opened_at"],
            "version": agreement.version,
            "locale": agreement.locale,
            "text_digest": agreement.text_digest,
        }
        for row in case_rows
        for agreement in _agreements()
    ]


def _choice_rows(case_rows: Sequence[Row], participants: Sequence[Participant]) -> list[Row]:
    return [
        {"case_id": row["id"], "participant_id": participant.id}
        for row in case_rows
        for participant in participants
    ]


def _agreements() -> list[Agreement]:
    return [
        Agreement(id_, version, "en", text_digest("a trial")) for id_, version in IN_FORCE.items()
    ]
