"""A deed is done once for each key, by whichever worker, for a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from tests.cases import NOON
from tests.databases import SECRETS
from webapp.bank import retention
from webapp.bank.idempotency import KEPT, KeyReused, do_once
from webapp.bank.keys import BankKeys
from webapp.bank.participant import add_participant
from webapp.bank.submission import SubmissionRow, submit_signals


@pytest.fixture
def me(bank):
    return bank.run(add_participant, "one", "One").id


class Deed:
    """Counts how often it was done."""

    def __init__(self):
        self.times = 0

    def __call__(self, _session):
        self.times += 1
        return f"done {self.times}"


def test_the_second_time_brings_the_first_answer(bank, me):
    deed = Deed()
    for _ in range(2):
        assert bank.run(do_once, me, "key", "request", deed) == "done 1"
    assert deed.times == 1


def test_another_request_with_the_same_key_is_refused(bank, me):
    bank.run(do_once, me, "key", "request", Deed())
    with pytest.raises(KeyReused):
        bank.run(do_once, me, "key", "another", Deed())


def test_a_day_later_the_key_is_free_and_nothing_is_left(bank, me):
    bank.run(do_once, me, "key", "request", Deed(), now=NOON)
    almost = NOON + KEPT - timedelta(seconds=1)
    assert retention.run(bank, now=almost).answers_forgotten == 0
    bank.run(do_once, me, "key", "another", Deed(), now=NOON + KEPT)
    assert retention.run(bank, now=NOON + KEPT).answers_forgotten == 0
    assert retention.run(bank, now=NOON + 2 * KEPT).answers_forgotten == 1


def test_a_deed_that_fails_is_forgotten_with_its_key(bank, me):
    def fail(_session):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        bank.run(do_once, me, "key", "request", fail)
    assert bank.run(do_once, me, "key", "another", Deed()) == "done 1"


def test_an_answer_is_found_again_after_the_pepper_was_rotated(bank, another_bank, me, tmp_path):
    deed = Deed()
    bank.run(do_once, me, "key", "request", deed)
    newer = f"{'newer' * 8},{SECRETS['STILLMINE_PEPPER']}"
    rotated = another_bank(BankKeys.from_secrets(SECRETS | {"STILLMINE_PEPPER": newer}, tmp_path))
    assert rotated.run(do_once, me, "key", "request", deed) == "done 1"


def test_of_many_at_the_same_moment_one_does_it(bank, another_bank, me):
    workers = [another_bank() for _ in range(6)]
    at_once = Barrier(len(workers))
    pair = ("pdq", "a" * 64)

    def submit(worker):
        at_once.wait(30)
        return worker.run(
            do_once, me, "key", "request", lambda s: str(submit_signals(s, me, [pair]))
        )

    with ThreadPoolExecutor(len(workers)) as pool:
        assert set(pool.map(submit, workers)) == {"1"}
    assert len(bank.run(lambda session: session.query(SubmissionRow).all())) == 1
