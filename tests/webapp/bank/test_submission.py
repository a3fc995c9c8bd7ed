"""Signals that participants bring: held by whoever stands behind them, and gone with the last."""

import pytest
from sqlalchemy import select

from tests.cases import NOON, enter, opening, pdq
from webapp.bank import submission
from webapp.bank.case import open_case
from webapp.bank.change import START
from webapp.bank.feed import Status, load_reader, read_changes
from webapp.bank.participant import add_participant
from webapp.bank.revocation import revoke_participant
from webapp.bank.signal import SignalRow, find_signals
from webapp.bank.submission import TooManySubmissions, retract_signals, submit_signals
from webapp.bank.withdrawal import COOL_OFF, TOMBSTONE, finish_withdrawals, withdraw

FINAL = NOON + COOL_OFF


@pytest.fixture
def one(bank):
    return bank.run(add_participant, "one", "One").id


@pytest.fixture
def two(bank):
    return bank.run(add_participant, "two", "Two").id


def submit(bank, participant_id, *signals, now=NOON):
    return bank.run(submit_signals, participant_id, {(s.type, s.value) for s in signals}, now=now)


def retract(bank, participant_id, signal, now=NOON):
    def verb(session):
        ids = [row.id for row in find_signals(session, [(signal.type, signal.value)]).values()]
        return retract_signals(session, participant_id, ids, now + TOMBSTONE, now)

    return len(bank.run(verb))


def statuses(bank, reader_id):
    page = bank.run(read_changes, bank.run(load_reader, reader_id), START, 100, ["pdq"])
    return [(entry.status, entry.cases) for entry in page.entries]


def the_signal(bank):
    return bank.run(lambda session: session.scalars(select(SignalRow)).one())


def test_it_is_told_to_every_participant_and_without_a_case(bank, one, two):
    assert submit(bank, one, pdq(1)) == 1
    assert statuses(bank, two) == statuses(bank, one) == [(Status.ACTIVE, {})]


def test_brought_twice_by_one_it_is_new_once(bank, one, two):
    signal = pdq(1)
    assert [submit(bank, one, signal, pdq(1)), submit(bank, one, signal)] == [2, 0]
    assert submit(bank, two, signal) == 1


def test_taken_back_by_the_last_it_is_withdrawn_and_brought_again_it_is_active(bank, one, two):
    signal = pdq(1)
    submit(bank, one, signal)
    submit(bank, two, signal)
    assert [retract(bank, one, signal), retract(bank, one, signal)] == [1, 0]
    assert the_signal(bank).withdrawn_at is None
    retract(bank, two, signal)
    row = the_signal(bank)
    assert (row.withdrawn_at, row.shred_after) == (NOON, NOON + TOMBSTONE)
    assert statuses(bank, one) == [(Status.WITHDRAWN, {})]
    assert submit(bank, one, signal) == 1
    assert statuses(bank, two) == [(Status.ACTIVE, {})]


def test_when_the_last_case_leaves_a_participant_still_holds_it(bank, one, two):
    signal = pdq(1)
    case_id = enter(bank, open_case(bank, opening(signal, participants=["two"]), now=NOON))
    submit(bank, one, signal)
    bank.run(withdraw, case_id, now=NOON)
    bank.run(finish_withdrawals, now=FINAL)
    assert the_signal(bank).withdrawn_at is None
    ((status, cases),) = statuses(bank, two)
    assert (status, list(cases.values())) == (Status.ACTIVE, [Status.WITHDRAWN])
    assert statuses(bank, one) == [(Status.ACTIVE, {})]


def test_when_the_participant_takes_it_back_a_case_still_holds_it(bank, one):
    signal = pdq(1)
    open_case(bank, opening(signal, participants=["one"]), now=NOON)
    submit(bank, one, signal)
    retract(bank, one, signal)
    assert the_signal(bank).withdrawn_at is None
    assert [status for status, _ in statuses(bank, one)] == [Status.ACTIVE]


def test_who_is_revoked_takes_what_it_brought_along(bank, one, two):
    shared, own = pdq(1), pdq(1)
    submit(bank, one, shared, own)
    submit(bank, two, shared)
    bank.run(revoke_participant, "one", now=FINAL)
    assert {status for status, _ in statuses(bank, two)} == {Status.ACTIVE, Status.WITHDRAWN}
    ended = bank.run(lambda session: session.scalars(select(SignalRow.withdrawn_at)).all())
    assert sorted(ended, key=str) == [FINAL, None]


def test_one_participant_may_not_fill_the_bank(bank, one, monkeypatch):
    monkeypatch.setattr(submission, "MOST_A_PARTICIPANT", 3)
    first = pdq(1)
    submit(bank, one, first, pdq(1), pdq(1))
    with pytest.raises(TooManySubmissions):
        submit(bank, one, pdq(1))
    assert submit(bank, one, first) == 0
    retract(bank, one, first)
    assert submit(bank, one, pdq(1)) == 1
