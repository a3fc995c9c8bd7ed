"""Figures of a quarter: nobody who is one of a few can be found in them, nor worked out of them."""

import csv
import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases import opening
from tests.referrals import open_desk
from webapp.bank.case import open_case
from webapp.bank.referral_stats import (
    OTHERS,
    QuarterUnknown,
    gathered,
    make_quarter,
    write_quarter,
)
from webapp.bank.referring import close_referral, mark_step
from webapp.bank.stats import SMALLEST_CELL

OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk(bank):
    return open_desk(bank)


def open_many(desk, count, begin=0, now=OCTOBER, **facts):
    return [desk.open(f"{begin + n}", now=now, **facts) for n in range(count)]


def quarter(desk):
    return desk.run(make_quarter, 2026, 4)


def test_a_quarter_counts_what_was_opened_in_it_by_this_partner(desk):
    last = NEW_YEAR - timedelta(seconds=1)
    open_many(desk, 12)
    open_many(desk, 10, 100, now=last, country="DE", locale="ar")
    desk.open("late", now=NEW_YEAR)
    desk.open("early", now=OCTOBER - timedelta(seconds=1))
    open_many(open_desk(desk.bank, "other"), 20)
    found = quarter(desk)
    assert found.opened == 22
    assert found.countries == {"TR": 12, "DE": 10}
    assert found.languages == {"tr": 12, "ar": 10}
    assert (found.closed, found.shared, found.steps["legal"]) == (0, 0, 0)


def test_few_referrals_are_told_of_by_no_figure(desk):
    for each in open_many(desk, 9):
        desk.run(close_referral, each, now=OCTOBER)
    found = quarter(desk)
    assert (found.opened, found.closed, found.countries, found.languages) == (None, None, {}, {})


@pytest.mark.parametrize(("done", "told"), [(0, 0), (1, None), (9, None), (10, 10), (11, None)])
def test_few_who_did_and_few_who_did_not_are_withheld(desk, done, told):
    ids = open_many(desk, 20)
    for each in ids[:done]:
        desk.run(mark_step, each, "legal", "done")
        desk.run(close_referral, each, now=OCTOBER)
    found = quarter(desk)
    assert (found.steps["legal"], found.closed) == (told, told)


def test_a_step_that_was_declined_is_not_done(desk):
    for each in open_many(desk, 20):
        desk.run(mark_step, each, "legal", "declined")
    assert quarter(desk).steps["legal"] == 0


def test_shared_counts_referrals_and_not_cases(desk):
    for each in open_many(desk, 10):
        for _ in range(2):
            handover = desk.invitation(desk.hand_over(each, OCTOBER), OCTOBER)
            open_case(desk.bank, opening(handover=handover), now=OCTOBER)
    assert quarter(desk).shared == 10


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, {}),
        ({"TR": 9}, {}),
        ({"TR": 10}, {"TR": 10}),
        ({"TR": 5, "DE": 4}, {}),
        ({"TR": 9, "DE": 1}, {OTHERS: 10}),
        ({"TR": 50, "DE": 12, "FR": 1}, {"TR": 50, OTHERS: 13}),
        ({"TR": 50, "DE": 6, "FR": 5}, {"TR": 50, OTHERS: 11}),
        ({"TR": 50, "FR": 1}, {OTHERS: 51}),
    ],
)
def test_small_ones_are_put_together(counts, told):
    assert gathered(counts) == told


def test_whatever_the_counts_no_small_one_can_be_told_from_the_sum():
    dice = random.Random(5)
    for _ in range(2_000):
        counts = {str(n): dice.choice([1, 2, 9, 10, 30]) for n in range(dice.randint(0, 6))}
        told = gathered(counts)
        assert all(count >= SMALLEST_CELL for count in told.values())
        left = sum(counts.values()) - sum(told.values())
        assert left == 0 or (told == {} and left < SMALLEST_CELL)


def test_as_csv_it_has_a_line_for_each_figure(desk):
    open_many(desk, 12)
    lines = list(csv.DictReader(write_quarter(quarter(desk)).splitlines()))
    assert lines[0] == {
        "quarter": "2026-Q4",
        "what": "referrals",
        "which": "opened",
        "count": "12",
    }
    assert {line["count"] for line in lines} == {"12", "0"}
    for each in open_many(desk, 3, 50, country="DE"):
        desk.run(close_referral, each, now=OCTOBER)
    told = {
        (line["what"], line["which"]): line["count"]
        for line in csv.DictReader(write_quarter(quarter(desk)).splitlines())
    }
    assert told["referrals", "closed"] == "withheld"
    assert told["country", OTHERS] == "15"


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 5), (26, 1)])
def test_there_is_no_such_quarter(desk, year, number):
    with pytest.raises(QuarterUnknown):
        desk.run(make_quarter, year, number)
