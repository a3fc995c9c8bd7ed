"""Statistics: right, and silent about what could point at somebody."""

from datetime import timedelta

import pytest

from tests.cases import NOON, answer, enter, md5, opening, pdq, pull
from webapp.bank.case import open_case
from webapp.bank.feedback import Verdict
from webapp.bank.participant import add_participant
from webapp.bank.stats import Hours, hours, make_stats, withheld
from webapp.bank.withdrawal import COOL_OFF, finish_withdrawals, withdraw

HOUR = timedelta(hours=1)


def test_from_one_to_nine_nothing_is_told():
    told = {n: withheld(n) for n in (0, 1, 9, 10, 1_000)}
    assert told == {0: 0, 1: None, 9: None, 10: 10, 1_000: 1_000}


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ([HOUR] * 9, Hours(None, None)),
        ([HOUR * n for n in range(1, 11)], Hours(5.0, 10.0)),
        ([HOUR * n for n in range(100, 0, -1)], Hours(50.0, 95.0)),
    ],
)
def test_half_and_all_but_a_twentieth_are_faster_than_this(times, told):
    assert hours(times) == told


def test_an_empty_bank_has_nothing_to_tell(bank):
    stats = bank.run(make_stats)
    assert (stats.cases_opened, stats.matches, stats.signals, stats.participants) == (0, 0, {}, ())


@pytest.fixture
def busy(bank):
    """Twelve cases of a photo and a video, collected after an hour; the ids of the cases.

    Eleven photos match after two hours; ten of them are removed three hours later, one is not.
    """
    one = bank.run(add_participant, "one", "One").id
    bank.run(add_participant, "two", "Two")
    photos = [pdq(1) for _ in range(12)]
    ids = [
        enter(bank, open_case(bank, opening(photo, md5(2), participants=["one"]), now=NOON))
        for photo in photos
    ]
    pull(bank, one, NOON + HOUR)
    answer(bank, one, Verdict.MATCH, *photos[:11], now=NOON + 2 * HOUR)
    answer(bank, one, Verdict.REMOVED, *photos[:10], now=NOON + 5 * HOUR)
    answer(bank, one, Verdict.NOT_VIOLATING, photos[10], now=NOON + 5 * HOUR)
    return ids


def test_cases_signals_and_answers_are_counted(bank, busy):
    stats = bank.run(make_stats)
    assert (stats.cases_opened, stats.cases_active, stats.cases_withdrawn) == (12, 12, 0)
    assert stats.signals == {"pdq": 12, "video_md5": 12}
    assert (stats.matches, stats.removed, stats.not_violating) == (11, 10, None)


def test_each_participant_is_timed(bank, busy):
    one, two = bank.run(make_stats).participants
    assert (one.slug, one.to_pull, one.to_decide) == ("one", Hours(1.0, 1.0), Hours(3.0, 3.0))
    assert (two.slug, two.to_pull, two.to_decide) == ("two", Hours(None, None), Hours(None, None))


@pytest.mark.parametrize(("gone", "told"), [(1, (12, None, None)), (12, (12, 0, 12))])
def test_what_could_be_worked_out_from_the_sum_is_withheld_too(bank, busy, gone, told):
    for case_id in busy[:gone]:
        bank.run(withdraw, case_id, now=NOON)
    bank.run(finish_withdrawals, now=NOON + COOL_OFF)
    stats = bank.run(make_stats)
    assert (stats.cases_opened, stats.cases_active, stats.cases_withdrawn) == told
    outstanding = {each.slug: each.deletions_outstanding for each in stats.participants}
    assert outstanding == {"one": None if gone == 1 else 24, "two": 0}
