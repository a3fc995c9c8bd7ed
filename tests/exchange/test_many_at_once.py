"""Many writers and readers at once, on both databases: every reader ends with the bank's state."""

import math
import random
import time
from contextlib import suppress
from dataclasses import replace
from threading import Event, Thread
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select

from tests.cases import opening, pdq
from tests.databases import SECRETS
from tests.site import make_config
from webapp.app import create_app
from webapp.bank import demo
from webapp.bank.case import open_case
from webapp.bank.change import PLACES_IN_A_SECOND, START
from webapp.bank.choice import ChoiceRow
from webapp.bank.credential import rotate_keys
from webapp.bank.feed import load_reader, read_changes
from webapp.bank.participant import add_participant
from webapp.bank.signal import SignalRow, value_of
from webapp.bank.standing import StandingRow
from webapp.bank.submission import submit_signals
from webapp.bank.table import utc_now

WRITERS, TURNS = 8, 10
LATEST_SECONDS = 0.03
# So few that the writers are in each other's way all the time.
POOL = [pdq(n) for n in range(1, 21)]
WIRE_STATUSES = {"active": "Active", "withdrawn": "Withdrawn"}
State = dict[str, tuple[str, int]]


class Seconds:
    """Polls the first protocol as its client does, and stops in the middle now and then."""

    def __init__(self, client, keys, size=7, stops=False):
        self.client, self.size, self.checkpoint = client, size, 100_000
        self.stops_after = random.Random(7).randrange if stops else lambda _: math.inf
        self.headers = {
            "Ocp-Apim-Subscription-Key": keys["subscription"],
            "x-functions-key": keys["fetch"],
        }
        self.state: State = {}

    def poll(self, *, to_the_end=False):
        """A pass, to its end or as far as this one gets. The token is not kept for the next."""
        self.read_pages(math.inf if to_the_end else self.stops_after(4))

    def read_pages(self, most):
        asked, pages, has_more = {"startTimestamp": self.checkpoint, "pageSize": self.size}, 0, True
        while has_more and pages < most:
            answer = self.client.get("/v1/FetchHashes", query_string=asked, headers=self.headers)
            page = answer.json
            assert answer.status_code == 200, page
            assert page["nextSetTimestamp"] >= self.checkpoint, "checkpoint time rewound"
            for record in page["hashRecords"]:
                kept = record["hashStatus"], len(record["caseNumbers"])
                self.state[record["hashValue"]] = kept
            has_more, asked["nextPageToken"] = page["hasMoreRecords"], page["nextPageToken"]
            self.checkpoint, pages = page["nextSetTimestamp"], pages + 1
        return has_more


class Places:
    """Follows the log by its places, each once."""

    def __init__(self, bank, reader):
        self.bank, self.reader, self.place = bank, reader, START
        self.state: State = {}

    def poll(self, *, to_the_end=False):
        has_more = True
        while has_more:
            page = self.bank.run(read_changes, self.reader, self.place, 7, ["pdq"])
            assert all(entry.place > self.place for entry in page.entries)
            for entry in page.entries:
                self.state[entry.value] = WIRE_STATUSES[entry.status], len(entry.cases)
            self.place, has_more = page.reached, page.has_more


class Following(Thread):
    """A reader at work until it is told to stop; then it reads to the end once more."""

    def __init__(self, reader):
        super().__init__()
        self.reader, self.may_stop, self.error = reader, Event(), None

    def run(self):
        try:
            while not self.may_stop.wait(0.01):
                self.reader.poll()
            self.reader.poll(to_the_end=True)
        except BaseException as error:
            self.error = error


def write(bank, seed):
    """Open cases behind a few of the pool's signals, and let go of some.

    Each is late with its commit: what took its place too early is overtaken, and then missed.
    """
    dice = random.Random(seed)
    event.listen(bank.engine, "commit", lambda _: time.sleep(dice.uniform(0, LATEST_SECONDS)))
    for turn in range(TURNS):
        # The last changes only once: nothing that comes later can make good that it was missed.
        few = [*dice.sample(POOL, 3), pdq(1_000 + seed * TURNS + turn)]
        signals = [replace(s, item=n) for n, s in enumerate(few, 1)]
        chosen = dice.choice([["acme"], ["bolt"], ["acme", "bolt"]])
        open_case(bank, opening(*signals, participants=chosen))
        gone = dice.choice(POOL)
        with suppress(demo.SignalUnknown):
            demo.withdraw_signal(bank, gone.type, gone.value)


def truth(session, participant_id) -> State:
    """What a participant has to know in the end, asked without the change log."""
    case = StandingRow.case_id.distinct()
    found = session.execute(
        select(SignalRow, func.count(case), func.count(case).filter(
            StandingRow.withdrawn_at.is_(None)
        ))
        .join(StandingRow, StandingRow.signal_id == SignalRow.id)
        .join(ChoiceRow, ChoiceRow.case_id == StandingRow.case_id)
        .where(ChoiceRow.participant_id == participant_id)
        .group_by(SignalRow.id)
    )  # fmt: skip
    return {
        value_of(session, signal): ("Active" if standing else "Withdrawn", cases)
        for signal, cases, standing in found
    }


@pytest.fixture
def exchange(database_url, tmp_path):
    """The app over the test's database, with the tests' keys."""
    config = make_config(tmp_path, database_url=database_url, secrets=SECRETS)
    app = create_app(config)
    yield app
    app.extensions["stillmine-gate"]._usage.write()  # not at the end of all, there is no database
    app.extensions["stillmine"].bank.close()


def test_eight_writers_and_three_readers_end_in_one_state(bank, another_bank, exchange):
    added = {slug: bank.run(add_participant, slug, slug.title()).id for slug in ("acme", "bolt")}
    keys = bank.run(rotate_keys, "acme")
    readers = [
        Following(Seconds(exchange.test_client(), keys)),
        Following(Seconds(exchange.test_client(), keys, stops=True)),
        Following(Places(another_bank(), bank.run(load_reader, added["acme"]))),
    ]
    writers = [Thread(target=write, args=(another_bank(), seed)) for seed in range(WRITERS)]
    for thread in [*readers, *writers]:
        thread.start()
    for thread in writers:
        thread.join(120)
        assert not thread.is_alive()
    for thread in readers:
        thread.may_stop.set()
        thread.join(120)
        assert thread.error is None
    known = bank.run(truth, added["acme"])
    assert {status for status, _ in known.values()} == {"Active", "Withdrawn"}
    for thread in readers:
        assert thread.reader.state == known


def test_more_than_one_second_can_hold_reaches_a_reader_that_stops_often(bank, exchange):
    """Two seconds' fill and more go into the seconds after: ahead of the clock, and none is lost.

    A page as large as a second can be is stopped after at the worst place, its last record.
    """
    id_ = bank.run(add_participant, "acme", "Acme").id
    keys = bank.run(rotate_keys, "acme")
    reader = Seconds(exchange.test_client(), keys, size=PLACES_IN_A_SECOND)
    now, count = utc_now(), 2 * PLACES_IN_A_SECOND + 1
    values = [uuid4().hex * 2 for _ in range(count + 1)]
    bank.run(submit_signals, id_, [("pdq", value) for value in values[:-1]], now=now)
    passes = 0
    while reader.read_pages(2):
        passes += 1
        assert passes < 5
    assert set(reader.state) == set(values[:-1])
    assert reader.checkpoint == int(now.timestamp()) + 2
    # The clock is behind what was given out; what comes now must still come after it.
    bank.run(submit_signals, id_, [("pdq", values[-1])], now=now)
    reader.poll()
    assert set(reader.state) == set(values)
