"""Deletion receipts: outstanding is what a platform must still have and must not have any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cases import NOON, agreed, answer, enter, opening, pdq, pull
from webapp.bank.case import add_signals, open_case
from webapp.bank.deletion import confirm_deletions, count_outstanding, outstanding
from webapp.bank.dispute import Outcome, decide, open_list
from webapp.bank.feed import Status, load_reader, look_up
from webapp.bank.feedback import Verdict
from webapp.bank.participant import add_participant
from webapp.bank.signal import SignalRow
from webapp.bank.submission import submit_signals
from webapp.bank.withdrawal import COOL_OFF, finish_withdrawals, withdraw

HOUR = timedelta(hours=1)
FINAL = NOON + COOL_OFF


@pytest.fixture
def one(bank):
    return bank.run(add_participant, "one", "One").id


@pytest.fixture
def two(bank):
    return bank.run(add_participant, "two", "Two").id


def open_for(bank, *signals, slugs=("one",), now=NOON):
    return enter(bank, open_case(bank, opening(*signals, participants=slugs), now=now))


def take_back(bank, case_id, items=None, now=NOON):
    bank.run(withdraw, case_id, items, now=now)
    bank.run(finish_withdrawals, now=now + COOL_OFF)


def left(bank, participant_id):
    """How many are outstanding; the two verbs agree."""
    count = bank.run(count_outstanding, participant_id)
    assert len(bank.run(outstanding, participant_id, 100)) == count
    return count


def confirm(bank, participant_id, *signals, now):
    pairs = [(signal.type, signal.value) for signal in signals]
    return bank.run(confirm_deletions, participant_id, pairs, now=now)


def status_for(bank, participant_id):
    """How the only signal there is stands for a participant."""
    ids = bank.run(lambda session: list(session.scalars(select(SignalRow.id))))
    (entry,) = bank.run(look_up, bank.run(load_reader, participant_id), ids, ["pdq"])
    return entry.status


def test_what_was_collected_and_taken_back_is_outstanding_until_it_is_confirmed(bank, one):
    signals = pdq(1), pdq(2), pdq(3)
    case_id = open_for(bank, *signals)
    pull(bank, one)
    assert left(bank, one) == 0
    take_back(bank, case_id, [1, 2])
    assert left(bank, one) == 2
    assert len(confirm(bank, one, signals[0], now=FINAL)) == 1
    assert left(bank, one) == 1
    confirm(bank, one, signals[1], now=FINAL + HOUR)
    assert left(bank, one) == 0


def test_the_oldest_comes_first_and_no_more_than_asked_for(bank, one):
    cases = [open_for(bank, pdq(1)) for _ in range(3)]
    pull(bank, one)
    for hours, case_id in enumerate(reversed(cases)):
        take_back(bank, case_id, now=NOON + hours * HOUR)
    everything = bank.run(outstanding, one, 100)
    assert bank.run(outstanding, one, 2) == everything[:2]
    reader = bank.run(load_reader, one)
    ends = {e.signal_id: e.place for e in bank.run(look_up, reader, everything, ["pdq"])}
    assert [ends[id_] for id_ in everything] == sorted(ends.values())


def test_who_never_collected_it_or_was_not_chosen_has_nothing_to_drop(bank, one, two):
    case_id = open_for(bank, pdq(1))
    pull(bank, two)
    take_back(bank, case_id)
    assert (left(bank, one), left(bank, two)) == (0, 0)


def test_a_signal_that_another_case_holds_is_not_to_be_dropped(bank, one, two):
    shared = pdq(1)
    case_id, _ = open_for(bank, shared, slugs=("one", "two")), open_for(bank, shared)
    for participant_id in (one, two):
        pull(bank, participant_id)
    take_back(bank, case_id)
    assert (left(bank, one), left(bank, two)) == (0, 1)


def test_a_case_that_joins_after_the_last_pull_holds_it_too(bank, one):
    shared = pdq(1)
    case_id = open_for(bank, shared)
    pull(bank, one)
    take_back(bank, case_id)
    open_for(bank, shared, now=FINAL + HOUR)
    assert left(bank, one) == 0


def test_a_signal_that_a_participant_brought_too_is_not_to_be_dropped(bank, one, two):
    shared = pdq(1)
    case_id = open_for(bank, shared)
    bank.run(submit_signals, two, {(shared.type, shared.value)}, now=NOON)
    pull(bank, one)
    take_back(bank, case_id)
    assert (status_for(bank, one), left(bank, one)) == (Status.ACTIVE, 0)


def test_brought_back_and_taken_back_again_the_confirmation_is_stale(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    take_back(bank, case_id)
    confirm(bank, one, signal, now=FINAL)
    bank.run(add_signals, case_id, [signal], agreed(), now=FINAL + HOUR)
    pull(bank, one, FINAL + 2 * HOUR)
    assert left(bank, one) == 0
    take_back(bank, case_id, now=FINAL + 2 * HOUR)
    assert left(bank, one) == 1
    confirm(bank, one, signal, now=FINAL + COOL_OFF + 3 * HOUR)
    assert left(bank, one) == 0


def test_brought_back_and_taken_back_unseen_the_confirmation_still_holds(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    take_back(bank, case_id)
    confirm(bank, one, signal, now=FINAL)
    bank.run(add_signals, case_id, [signal], agreed(), now=FINAL + HOUR)
    take_back(bank, case_id, now=FINAL + HOUR)
    assert left(bank, one) == 0


def test_a_signal_that_people_here_refused_is_to_be_dropped(bank, one):
    signal = pdq(1)
    open_for(bank, signal)
    pull(bank, one)
    answer(bank, one, Verdict.NOT_VIOLATING, signal, now=NOON, quorum=1)
    assert left(bank, one) == 0
    bank.run(decide, bank.run(open_list)[0].id, Outcome.REFUSED, now=NOON + HOUR)
    assert left(bank, one) == 1
    confirm(bank, one, signal, now=NOON + 2 * HOUR)
    assert left(bank, one) == 0


def test_nobody_confirms_what_they_may_not_know_of(bank, one, two):
    signal = pdq(1)
    open_for(bank, signal)
    assert confirm(bank, two, signal, pdq(1), now=NOON) == set()


def test_what_a_participant_drops_it_takes_back_too(bank, one, two):
    own = pdq(1)
    bank.run(submit_signals, one, {(own.type, own.value)}, now=NOON)
    confirm(bank, one, own, now=NOON + HOUR)
    assert status_for(bank, two) is Status.WITHDRAWN
