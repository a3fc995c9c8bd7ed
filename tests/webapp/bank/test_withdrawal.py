"""Withdrawals: three days to change one's mind, everything in sight, and gone when it is final."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.cases import NOON, agreed, enter, opening, pdq
from webapp.bank.case import add_signals, open_case
from webapp.bank.change import START, changes_after
from webapp.bank.follow import see_case
from webapp.bank.signal import SignalRow
from webapp.bank.withdrawal import (
    COOL_OFF,
    TOMBSTONE,
    NothingToWithdraw,
    WithdrawalFinal,
    WithdrawalUnknown,
    cancel_withdrawal,
    contested_withdrawals,
    finish_withdrawals,
    withdraw,
)

FINAL = NOON + COOL_OFF
MOMENT = timedelta(seconds=1)


@pytest.fixture
def opened(bank):
    """Opens a case of these signals; its id."""

    def open_(*signals):
        return enter(bank, open_case(bank, opening(*signals), now=NOON))

    return open_


def signal_rows(bank):
    return bank.run(lambda session: list(session.scalars(select(SignalRow))))


def states(bank, case_id, now=NOON):
    return [signal.state for signal in bank.run(see_case, case_id, now=now).signals]


def changes(bank):
    return bank.run(changes_after, START, 100)


def test_for_three_days_everything_stays_protected(bank, opened):
    case_id = opened(pdq(1), pdq(2))
    before = changes(bank)
    asked = bank.run(withdraw, case_id, now=NOON)
    assert asked.final_at == NOON + timedelta(hours=72)
    assert bank.run(finish_withdrawals, now=FINAL - MOMENT) == 0
    assert states(bank, case_id) == ["leaving", "leaving"]
    assert all(row.withdrawn_at is None for row in signal_rows(bank))
    assert changes(bank) == before


def test_after_three_days_it_is_final_and_every_participant_hears_of_it(bank, opened):
    case_id = opened(pdq(1))
    (before,) = changes(bank)
    bank.run(withdraw, case_id, now=NOON)
    assert bank.run(finish_withdrawals, now=FINAL) == 1
    (row,) = signal_rows(bank)
    assert (row.withdrawn_at, row.shred_after) == (FINAL, FINAL + TOMBSTONE)
    (tombstone,) = bank.run(changes_after, before.place, 100)
    assert tombstone.signal_id == row.id
    seen = bank.run(see_case, case_id, now=FINAL)
    assert seen.withdrawn_at == FINAL
    assert seen.withdrawals[0].is_final and not seen.withdrawals[0].is_pending
    assert bank.run(finish_withdrawals, now=FINAL) == 0


def test_some_can_be_withdrawn_and_the_others_stay(bank, opened):
    case_id = opened(pdq(1), pdq(2), pdq(3))
    assert bank.run(withdraw, case_id, [1, 3], now=NOON).items == 2
    bank.run(finish_withdrawals, now=FINAL)
    assert states(bank, case_id) == ["withdrawn", "active", "withdrawn"]
    assert bank.run(see_case, case_id).withdrawn_at is None


def test_a_signal_stays_as_long_as_one_case_stands_behind_it(bank, opened):
    shared = pdq(1)
    first, last = opened(shared), opened(shared)
    bank.run(withdraw, first, now=NOON)
    bank.run(finish_withdrawals, now=FINAL)
    assert [row.withdrawn_at for row in signal_rows(bank)] == [None]
    bank.run(withdraw, last, now=FINAL)
    bank.run(finish_withdrawals, now=FINAL + COOL_OFF)
    assert [row.withdrawn_at for row in signal_rows(bank)] == [FINAL + COOL_OFF]


def test_a_signal_that_two_files_of_a_case_share_stays_with_the_second(bank, opened):
    value = pdq().value
    case_id = opened(pdq(1, value), pdq(2, value))
    bank.run(withdraw, case_id, [1], now=NOON)
    bank.run(finish_withdrawals, now=FINAL)
    assert states(bank, case_id) == ["withdrawn", "active"]
    assert [row.withdrawn_at for row in signal_rows(bank)] == [None]


def test_called_off_it_is_as_it_was_but_stays_in_sight(bank, opened):
    case_id = opened(pdq(1))
    asked = bank.run(withdraw, case_id, now=NOON)
    bank.run(cancel_withdrawal, case_id, asked.id, now=FINAL - MOMENT)
    assert bank.run(finish_withdrawals, now=FINAL + COOL_OFF) == 0
    assert states(bank, case_id) == ["active"]
    (seen,) = bank.run(see_case, case_id, now=FINAL).withdrawals
    assert (seen.asked_at, seen.cancelled_at) == (NOON, FINAL - MOMENT)
    assert not seen.is_pending and not seen.is_final


def test_what_is_over_cannot_be_called_off_even_before_the_timer_ran(bank, opened):
    case_id = opened(pdq(1))
    asked = bank.run(withdraw, case_id, now=NOON)
    for _ in range(2):
        with pytest.raises(WithdrawalFinal):
            bank.run(cancel_withdrawal, case_id, asked.id, now=FINAL)
        bank.run(finish_withdrawals, now=FINAL)
    again = opened(pdq(1))
    asked = bank.run(withdraw, again, now=NOON)
    bank.run(cancel_withdrawal, again, asked.id, now=NOON)
    with pytest.raises(WithdrawalFinal):
        bank.run(cancel_withdrawal, again, asked.id, now=NOON)


def test_nobody_calls_off_another_cases_withdrawal(bank, opened):
    mine, theirs = opened(pdq(1)), opened(pdq(1))
    asked = bank.run(withdraw, theirs, now=NOON)
    for id_ in (asked.id, uuid4()):
        with pytest.raises(WithdrawalUnknown):
            bank.run(cancel_withdrawal, mine, id_, now=NOON)
    assert states(bank, theirs) == ["leaving"]


def test_what_is_not_there_or_leaving_already_cannot_be_withdrawn(bank, opened):
    case_id = opened(pdq(1))
    with pytest.raises(NothingToWithdraw):
        bank.run(withdraw, case_id, [2], now=NOON)
    with pytest.raises(NothingToWithdraw):
        bank.run(withdraw, case_id, [], now=NOON)
    bank.run(withdraw, case_id, now=NOON)
    with pytest.raises(NothingToWithdraw):
        bank.run(withdraw, case_id, now=NOON)


def test_asked_again_after_it_was_called_off_it_comes_before_the_operator(bank, opened):
    case_id = opened(pdq(1))
    first = bank.run(withdraw, case_id, now=NOON)
    assert not first.is_contested
    bank.run(cancel_withdrawal, case_id, first.id, now=NOON)
    assert bank.run(contested_withdrawals, now=NOON) == []
    second = bank.run(withdraw, case_id, now=NOON)
    assert second.is_contested
    assert bank.run(contested_withdrawals, now=NOON) == [second]
    assert len(bank.run(see_case, case_id).withdrawals) == 2
    bank.run(finish_withdrawals, now=FINAL)
    assert bank.run(contested_withdrawals, now=FINAL) == []


def test_a_signal_that_somebody_brings_back_is_active_again(bank, opened):
    signal = pdq(1)
    case_id = opened(signal)
    bank.run(withdraw, case_id, now=NOON)
    bank.run(finish_withdrawals, now=FINAL)
    tombstone = changes(bank)[-1].place
    assert bank.run(add_signals, case_id, [signal], agreed(), now=FINAL) == 1
    (row,) = signal_rows(bank)
    assert row.withdrawn_at is None and row.shred_after is None
    assert [found.signal_id for found in bank.run(changes_after, tombstone, 9)] == [row.id]
    assert bank.run(see_case, case_id).withdrawn_at is None
