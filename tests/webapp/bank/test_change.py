"""The change log: a reader who has passed a place never misses a change that commits later."""

from datetime import timedelta
from itertools import pairwise
from threading import Event, Thread
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from tests.cases import NOON, opening, pdq
from webapp.bank.case import open_case
from webapp.bank.change import (
    PLACES_IN_A_SECOND,
    START,
    Place,
    changes_after,
    next_places,
    note_reader,
    record_changes,
    spread_changes,
)
from webapp.bank.signal import SignalRow, new_rows

NOON_SECOND = int(NOON.timestamp())


def make_signals(session, count):
    rows = new_rows(session, [("pdq", uuid4().hex * 2) for _ in range(count)])
    session.execute(insert(SignalRow), rows)
    return [row["id"] for row in rows]


def add_changes(session, count, now=NOON):
    ids = make_signals(session, count)
    record_changes(session, ids, now=now)
    return ids


def all_changes(bank, place=START):
    return bank.run(changes_after, place, 1_000_000)


def places(bank):
    return [tuple(found.place) for found in all_changes(bank)]


places_given = st.builds(Place, st.integers(0, 50), st.integers(0, PLACES_IN_A_SECOND))


@given(places_given, st.lists(st.integers(0, 60), max_size=200))
def test_places_only_ever_go_up_and_not_before_what_was_wished(head, wishes):
    given_out = list(next_places(head, wishes))
    assert all(one < other for one, other in pairwise([head, *given_out]))
    assert all(place.second >= wish for place, wish in zip(given_out, wishes, strict=True))
    assert all(1 <= place.sequence <= PLACES_IN_A_SECOND for place in given_out)


def test_the_five_thousandth_place_is_the_last_of_its_second(bank):
    bank.run(add_changes, PLACES_IN_A_SECOND - 1)
    bank.run(add_changes, 1)
    assert places(bank)[-1] == (NOON_SECOND, 5_000)
    bank.run(add_changes, 1)
    assert places(bank)[-1] == (NOON_SECOND + 1, 1)


def test_more_than_one_second_can_hold_flows_into_the_next(bank):
    bank.run(add_changes, 2 * PLACES_IN_A_SECOND + 1)
    found = places(bank)
    for second in range(2):
        held = [sequence for at, sequence in found if at == NOON_SECOND + second]
        assert held == list(range(1, PLACES_IN_A_SECOND + 1))
    assert found[-1] == (NOON_SECOND + 2, 1)
    # The clock says noon still, but what comes next must not go before what is there.
    bank.run(add_changes, 1)
    assert places(bank)[-1] == (NOON_SECOND + 2, 2)


def test_a_clock_that_goes_back_puts_nothing_behind_a_reader(bank):
    bank.run(add_changes, 1)
    (read,) = all_changes(bank)
    late = bank.run(add_changes, 1, now=NOON - timedelta(hours=1))
    assert [found.signal_id for found in all_changes(bank, read.place)] == late


def test_a_signal_that_changes_again_moves_to_the_end(bank):
    first, second = bank.run(add_changes, 2)
    bank.run(record_changes, [first], now=NOON)
    assert [found.signal_id for found in all_changes(bank)] == [second, first]


def test_a_page_ends_where_it_was_told_to_and_the_next_goes_on(bank):
    bank.run(add_changes, 25)
    read, place = [], START
    while page := bank.run(changes_after, place, 10):
        assert len(page) <= 10
        read += page
        place = page[-1].place
    assert read == all_changes(bank) and len(read) == 25


def test_what_is_spread_over_the_past_fills_it_evenly(bank):
    since = NOON - timedelta(seconds=100)
    bank.run(lambda s: spread_changes(s, make_signals(s, 1_000), since, NOON))
    seconds = [second for second, _ in places(bank)]
    assert seconds == sorted(seconds)
    assert {seconds.count(second) for second in set(seconds)} == {10}
    assert (seconds[0], seconds[-1]) == (NOON_SECOND - 100, NOON_SECOND - 1)


def test_what_is_spread_never_goes_before_what_was_given_out(bank):
    bank.run(add_changes, 1)
    (read,) = all_changes(bank)
    since = NOON - timedelta(days=1)
    ids = bank.run(lambda s: (ids := make_signals(s, 50), spread_changes(s, ids, since, NOON))[0])
    assert [found.signal_id for found in all_changes(bank, read.place)] == ids


def test_what_is_spread_never_goes_before_where_a_reader_began(bank):
    bank.run(note_reader, NOON_SECOND, now=NOON)
    since = NOON - timedelta(days=1)
    bank.run(lambda s: spread_changes(s, make_signals(s, 50), since, NOON))
    assert len(all_changes(bank, Place(NOON_SECOND, 0))) == 50


def test_a_reader_from_the_future_does_not_drag_the_log_along(bank):
    bank.run(note_reader, NOON_SECOND + 10_000, now=NOON)
    bank.run(add_changes, 1)
    assert places(bank) == [(NOON_SECOND, 1)]


class Reader(Thread):
    """Follows the log from its start, and notes what it was told, until it is told to stop."""

    def __init__(self, bank):
        super().__init__()
        self.bank, self.told, self.place, self.may_stop = bank, [], START, Event()

    def run(self):
        while True:
            stop_after_this = self.may_stop.is_set()
            while page := self.bank.run(changes_after, self.place, 7):
                self.told += page
                self.place = page[-1].place
            if stop_after_this:
                return


def read_while(bank, writers):
    """Three readers at work while the writers are; returns them when all is written and read."""
    readers = [Reader(bank) for _ in range(3)]
    for thread in [*readers, *writers]:
        thread.start()
    for thread in writers:
        thread.join(120)
    for thread in readers:
        thread.may_stop.set()
        thread.join(120)
    return readers


def test_no_reader_misses_what_several_writers_write(bank, another_bank):
    banks = [bank, another_bank()]

    def write(n):
        for _ in range(8):
            open_case(banks[n % 2], opening(*[pdq(item) for item in range(1, 6)]))

    readers = read_while(bank, [Thread(target=write, args=(n,)) for n in range(4)])
    written = all_changes(bank)
    assert len(written) == 4 * 8 * 5
    for reader in readers:
        assert reader.told == written


def test_no_reader_misses_a_signal_that_changes_while_it_is_read(bank):
    ids = bank.run(add_changes, 30)

    def change_again(of):
        for id_ in of * 3:
            bank.run(record_changes, [id_], now=NOON)

    halves = ids[:15], ids[15:]
    readers = read_while(bank, [Thread(target=change_again, args=(of,)) for of in halves])
    latest = {found.signal_id: found.place for found in all_changes(bank)}
    for reader in readers:
        assert {found.signal_id: found.place for found in reader.told} == latest


def test_a_place_is_not_given_away_while_another_transaction_may_still_fail(bank):
    """The later writer waits for the earlier one; so nothing can turn up behind it."""
    inside, may_go, order = Event(), Event(), []

    def slow(session):
        add_changes(session, 1)
        inside.set()
        assert may_go.wait(30)
        order.append("slow")

    def quick(session):
        ids = make_signals(session, 1)
        record_changes(session, ids, now=NOON)
        order.append("quick")

    first = Thread(target=bank.run, args=(slow,))
    second = Thread(target=bank.run, args=(quick,))
    first.start()
    assert inside.wait(30)
    second.start()
    assert all_changes(bank) == []
    may_go.set()
    first.join(30)
    second.join(30)
    assert order == ["slow", "quick"]
    assert places(bank) == [(NOON_SECOND, 1), (NOON_SECOND, 2)]
