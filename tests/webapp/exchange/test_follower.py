"""Matches follow the bank: what comes, what goes, from whichever worker, and after a restart."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, current_thread, main_thread

import pytest
from sqlalchemy import event, update
from structlog.testing import capture_logs

from tests.cases import md5, opening, pdq
from webapp.bank import demo, retention
from webapp.bank.case import open_case
from webapp.bank.lookup import values_after
from webapp.bank.signal import SignalRow, find_signals
from webapp.bank.table import utc_now
from webapp.bank.verb import reading
from webapp.exchange import follower as follower_module
from webapp.exchange.follower import FORGOTTEN_SECONDS, RECENT_SECONDS, Follower, IndexLoading
from webapp.exchange.pdq_index import Match


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now

    def pass_a_moment(self):
        self.now += RECENT_SECONDS


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def follower(bank, clock):
    return Follower(bank, clock)


def id_of(bank, signal):
    pair = signal.type, signal.value
    return bank.run(find_signals, [pair])[pair].id


def nearby(value, bits):
    return f"{int(value, 16) ^ ((1 << bits) - 1):064x}"


def near_when_loaded(follower, values):
    """The answer, asked for again and again while it is being loaded."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return follower.near(values)
        except IndexLoading:
            time.sleep(0.01)
    raise AssertionError("still loading after a minute")


def test_an_empty_bank_has_no_match(follower):
    assert follower.near([pdq().value]) == [[]]


def test_what_is_near_is_found_with_its_distance(bank, follower):
    image = pdq()
    open_case(bank, opening(image, md5(2)))
    asked = [nearby(image.value, bits) for bits in (0, 31, 32)]
    id_ = id_of(bank, image)
    assert follower.near(asked) == [[Match(id_, 0)], [Match(id_, 31)], []]


def test_a_case_opened_later_is_found_and_gone_when_withdrawn_and_back_when_reopened(
    bank, follower, clock
):
    first, image = pdq(), pdq()
    open_case(bank, opening(first))
    assert follower.near([image.value]) == [[]]

    open_case(bank, opening(image))
    clock.pass_a_moment()
    there = [[Match(id_of(bank, image), 0)]]
    assert follower.near([image.value]) == there

    demo.withdraw_signal(bank, "pdq", image.value)
    clock.pass_a_moment()
    assert follower.near([image.value, first.value]) == [[], [Match(id_of(bank, first), 0)]]

    open_case(bank, opening(image))
    clock.pass_a_moment()
    assert follower.near([image.value]) == there


def test_a_second_case_behind_a_signal_keeps_it(bank, follower, clock):
    image = pdq()
    open_case(bank, opening(image))
    follower.near([image.value])
    open_case(bank, opening(image))
    clock.pass_a_moment()
    assert follower.near([image.value]) == [[Match(id_of(bank, image), 0)]]


def test_the_log_is_read_once_a_second_and_not_more_often(bank, follower, clock):
    image = pdq()
    follower.near([image.value])
    open_case(bank, opening(image))
    clock.now += RECENT_SECONDS / 2
    assert follower.near([image.value]) == [[]]
    clock.now += RECENT_SECONDS / 2
    assert follower.near([image.value]) == [[Match(id_of(bank, image), 0)]]


def test_many_who_ask_at_once_read_the_log_once(bank, follower):
    statements = []

    @event.listens_for(bank.engine, "before_cursor_execute")
    def _note(_connection, _cursor, statement, *_):
        statements.append(statement)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(follower.near, [[pdq().value]] * 8))
    assert sum("FROM change" in statement for statement in statements) == 1


def test_two_workers_on_one_database_give_the_same_answers(bank, another_bank, clock):
    banks = [bank, another_bank()]
    followers = [Follower(each, clock) for each in banks]
    images = [pdq() for _ in range(6)]
    for n, image in enumerate(images):
        open_case(banks[n % 2], opening(image))
        clock.pass_a_moment()
        there = [[Match(id_of(bank, image), 0)]]
        assert [each.near([image.value]) for each in followers] == [there, there]


def test_a_restart_forgets_nothing(bank, another_bank, follower):
    images = [pdq(item) for item in range(1, 20)]
    open_case(bank, opening(*images))
    demo.withdraw_signal(bank, "pdq", images[0].value)
    values = [image.value for image in images]
    before = follower.near(values)
    assert [len(found) for found in before] == [0] + [1] * 18
    assert Follower(another_bank()).near(values) == before


def test_while_much_is_still_to_be_read_nobody_gets_half_an_answer(bank, follower, monkeypatch):
    monkeypatch.setattr(follower_module, "PAGE", 5)
    images = [pdq(item) for item in range(1, 13)]
    open_case(bank, opening(*images, *[md5(item) for item in range(20, 40)]))
    values = [image.value for image in images]
    with pytest.raises(IndexLoading):
        follower.near(values)
    expected = [[Match(id_of(bank, image), 0)] for image in images]
    assert near_when_loaded(follower, values) == expected


def test_everything_is_read_by_one_thread_whoever_asks_meanwhile(bank, follower, monkeypatch):
    monkeypatch.setattr(follower_module, "PAGE", 2)
    may_go, asked_by = Event(), []

    @reading
    def values_when_told(*given):
        asked_by.append(current_thread())
        assert current_thread() is main_thread() or may_go.wait(60)
        return values_after(*given)

    monkeypatch.setattr(follower_module, "values_after", values_when_told)
    open_case(bank, opening(pdq(1), pdq(2), pdq(3)))
    for _ in range(3):
        with pytest.raises(IndexLoading):
            follower.near([])
    may_go.set()
    assert near_when_loaded(follower, []) == []
    assert len(set(asked_by)) == 2 and asked_by.count(main_thread()) == 1


def test_who_falls_far_behind_reads_on_from_where_it_was(bank, follower, clock, monkeypatch):
    old, images = pdq(), [pdq(item) for item in range(1, 13)]
    open_case(bank, opening(old))
    follower.near([old.value])
    monkeypatch.setattr(follower_module, "PAGE", 5)
    demo.withdraw_signal(bank, "pdq", old.value)
    open_case(bank, opening(*images))
    clock.pass_a_moment()
    with pytest.raises(IndexLoading):
        follower.near([old.value])
    values = [old.value, *(image.value for image in images)]
    expected = [[Match(id_of(bank, image), 0)] for image in images]
    assert near_when_loaded(follower, values) == [[], *expected]


def test_a_worker_that_slept_longer_than_tombstones_stand_forgets_what_is_gone(
    bank, follower, clock
):
    image = pdq()
    open_case(bank, opening(image))
    assert follower.near([image.value]) != [[]]
    demo.withdraw_signal(bank, "pdq", image.value)
    later = timedelta(days=91)
    assert retention.run(bank, now=utc_now() + later).signals_shredded == 1
    clock.now += FORGOTTEN_SECONDS + 1
    assert follower.near([image.value]) == [[]]


def test_a_value_that_cannot_be_opened_stops_the_reading_and_is_told_to_no_log(
    bank, follower, monkeypatch
):
    monkeypatch.setattr(follower_module, "PAGE", 1)
    images = [pdq(), pdq()]
    for image in images:
        open_case(bank, opening(image))
    broken = images[1]
    sealed = bank.run(find_signals, [("pdq", broken.value)])["pdq", broken.value].sealed_value
    change = update(SignalRow).where(SignalRow.id == id_of(bank, broken))
    spoilt = {"sealed_value": sealed[:-1] + bytes([sealed[-1] ^ 1])}
    bank.run(lambda session: session.execute(change.values(spoilt)))
    with capture_logs() as logs:
        with pytest.raises(IndexLoading):
            follower.near([images[0].value])
        follower._reader.join(30)
    assert logs == [
        {"event": "match_index_not_read", "kind": "InvalidTag", "log_level": "error"},
    ]
    bank.run(lambda session: session.execute(change.values(sealed_value=sealed)))
    assert near_when_loaded(follower, [broken.value]) == [[Match(id_of(bank, broken), 0)]]


def test_answers_stay_exact_while_others_open_and_withdraw(bank, another_bank, monkeypatch):
    monkeypatch.setattr(follower_module, "RECENT_SECONDS", 0)
    writers, follower = [bank, another_bank()], Follower(bank)
    stays, goes = [[pdq(item).value for item in range(8)] for _ in range(2)]
    open_case(bank, opening(*[pdq(item, value) for item, value in enumerate(stays, 1)]))
    kept = follower.near(stays)
    assert [len(found) for found in kept] == [1] * len(stays)

    def write(n):
        for value in goes[n::2]:
            open_case(writers[n], opening(pdq(1, value)))
            demo.withdraw_signal(writers[n], "pdq", value)

    def read(_):
        return [follower.near(stays) for _ in range(50)]

    with ThreadPoolExecutor(5) as pool:
        written = [pool.submit(write, n) for n in range(2)]
        for answers in pool.map(read, range(3)):
            assert answers == [kept] * 50
        for each in written:
            each.result(120)
    assert follower.near([*stays, *goes]) == [*kept, *[[]] * len(goes)]
