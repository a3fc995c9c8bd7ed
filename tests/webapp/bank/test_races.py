"""Several at once: one draft gives one case, one signal is kept once, none leaves too early."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from tests.cases import NOON, agreed, enter, opening, pdq
from tests.referrals import open_desk
from webapp.bank.case import CaseRow, add_signals, open_case
from webapp.bank.change import START, changes_after
from webapp.bank.follow import see_case
from webapp.bank.retention import shred_signals
from webapp.bank.sharing import SharingRow
from webapp.bank.signal import SignalRow
from webapp.bank.standing import StandingRow
from webapp.bank.withdrawal import COOL_OFF, TOMBSTONE, finish_withdrawals, withdraw

LATER = NOON + COOL_OFF + timedelta(minutes=1)


def all_at_once(*deeds):
    """Do all of these at the same moment, each in a thread of its own; what they returned."""
    together = Barrier(len(deeds))

    def do(deed):
        together.wait(30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds, timeout=120))


def count(bank, table):
    return bank.run(lambda session: session.scalar(select(func.count()).select_from(table)))


@pytest.fixture
def banks(bank, another_bank):
    """Two workers on one database."""
    return [bank, another_bank()]


def test_one_draft_sent_by_several_at_once_opens_one_case(banks):
    sent = opening(pdq(1), pdq(2))
    deeds = [lambda bank=bank: open_case(bank, sent) for bank in banks * 4]
    receipts = all_at_once(*deeds)
    assert len(set(receipts)) == 1
    assert count(banks[0], CaseRow) == 1
    assert count(banks[0], StandingRow) == count(banks[0], SignalRow) == 2
    assert len(banks[0].run(see_case, enter(banks[0], receipts[0])).statements) == 5


def test_two_cases_that_come_with_one_hand_over_at_once_are_shared_once(banks):
    desk = open_desk(banks[0])
    handover = desk.invitation(desk.hand_over())
    deeds = [
        lambda bank=bank: open_case(bank, opening(handover=handover), now=NOON)
        for bank in banks * 3
    ]
    receipts = all_at_once(*deeds)
    assert sorted(each.shared_with for each in receipts) == [""] * 5 + ["The NGO"]
    assert count(banks[0], SharingRow) == 1


def test_cases_that_bring_the_same_signals_in_any_order_share_them(banks):
    signals = [pdq(n) for n in range(1, 9)]
    orders = [signals, signals[::-1], signals[4:] + signals[:4]] * 2
    deeds = [
        lambda bank=bank, order=order: open_case(bank, opening(*order))
        for bank, order in zip(banks * 3, orders, strict=True)
    ]
    assert len(set(all_at_once(*deeds))) == 6
    assert count(banks[0], SignalRow) == 8
    assert count(banks[0], StandingRow) == 48
    assert len(banks[0].run(changes_after, START, 100)) == 8


def test_additions_at_once_never_share_an_item_number(banks):
    case_id = enter(banks[0], open_case(banks[0], opening(pdq(1))))
    all_at_once(
        *[
            lambda bank=bank: bank.run(add_signals, case_id, [pdq(1), pdq(2)], agreed())
            for bank in banks * 3
        ]
    )
    seen = banks[0].run(see_case, case_id)
    assert [signal.item for signal in seen.signals] == list(range(1, 14))


def one_inside_the_other(banks, first, second):
    """Start the second verb while the first is done but not committed; then let both end."""
    inside, second_is_done = Event(), Event()

    def hold_open(session):
        first(session)
        inside.set()
        second_is_done.wait(1)  # it should not be able to get this far

    def follow():
        assert inside.wait(30)
        banks[1].run(second)
        second_is_done.set()

    with ThreadPoolExecutor(2) as pool:
        for deed in [pool.submit(banks[0].run, hold_open), pool.submit(follow)]:
            deed.result(60)


@pytest.mark.parametrize("leaving_comes_first", [True, False])
def test_a_signal_that_is_joined_while_its_last_case_leaves_stays_active(
    banks, leaving_comes_first
):
    signal = pdq(1)
    leaving = enter(banks[0], open_case(banks[0], opening(signal), now=NOON))
    joining = enter(banks[0], open_case(banks[0], opening(pdq(1)), now=NOON))
    banks[0].run(withdraw, leaving, now=NOON)
    deeds = [
        lambda session: finish_withdrawals(session, now=LATER),
        lambda session: add_signals(session, joining, [signal], agreed(), now=LATER),
    ]
    one_inside_the_other(banks, *(deeds if leaving_comes_first else deeds[::-1]))
    assert [s.state for s in banks[0].run(see_case, leaving).signals] == ["withdrawn"]
    for kept in banks[0].run(lambda session: session.scalars(select(SignalRow)).all()):
        assert kept.withdrawn_at is None and kept.shred_after is None


def test_a_signal_that_is_joined_while_it_is_shredded_is_kept_anew(banks):
    signal = pdq(1)
    leaving = enter(banks[0], open_case(banks[0], opening(signal), now=NOON))
    joining = enter(banks[0], open_case(banks[0], opening(pdq(1)), now=NOON))
    banks[0].run(withdraw, leaving, now=NOON)
    banks[0].run(finish_withdrawals, now=LATER)
    one_inside_the_other(
        banks,
        lambda session: shred_signals(session, LATER + TOMBSTONE),
        lambda session: add_signals(session, joining, [signal], agreed(), now=LATER),
    )
    seen = banks[0].run(see_case, joining)
    assert [(s.fingerprint, s.state) for s in seen.signals][1] == (signal.value[:6], "active")
    assert count(banks[0], SignalRow) == 2


def test_cases_that_leave_at_once_take_their_signal_with_them(banks):
    signal = pdq(1)
    for _ in range(4):
        case_id = enter(banks[0], open_case(banks[0], opening(signal), now=NOON))
        banks[0].run(withdraw, case_id, now=NOON)
    all_at_once(*[lambda bank=bank: bank.run(finish_withdrawals, now=LATER) for bank in banks * 2])
    kept = banks[0].run(lambda session: session.scalars(select(SignalRow)).one())
    assert kept.withdrawn_at == LATER
