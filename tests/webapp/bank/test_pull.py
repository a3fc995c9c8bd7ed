"""Pulls: only who has read everything up to a place has been told of what is there."""

from datetime import timedelta

import pytest
from sqlalchemy import literal, select

from tests.cases import NOON
from webapp.bank.change import START, Place
from webapp.bank.participant import add_participant
from webapp.bank.pull import ever_pulled, reached_by, record_pull, was_told_between, when_told

MINUTE = timedelta(minutes=1)


@pytest.fixture
def one(bank):
    return bank.run(add_participant, "one", "One").id


def passes(bank, participant_id, *stretches):
    """One pass a minute, each from a second to a second."""
    for minutes, (since, through) in enumerate(stretches):
        at = NOON + minutes * MINUTE
        begin, end = Place(since, 0).number, Place(through, 1)
        bank.run(record_pull, participant_id, begin, end, now=at)


def told(bank, participant_id, second):
    """After how many minutes it was told of what is at a second; None if it was not."""
    column = when_told(literal(participant_id), literal(Place(second, 1).number))
    at = bank.run(lambda session: session.scalar(select(column)))
    return at and (at - NOON) // MINUTE


def test_who_never_pulled_was_told_of_nothing(bank, one):
    assert bank.run(reached_by, one) == START.number
    assert told(bank, one, 1) is None


def test_passes_that_go_on_from_each_other_tell_of_everything(bank, one):
    passes(bank, one, (0, 100), (100, 200), (150, 300))
    assert bank.run(reached_by, one) == Place(300, 1).number
    assert [told(bank, one, second) for second in (1, 100, 101, 200, 300, 301)] == [
        0,
        0,
        1,
        1,
        2,
        None,
    ]


def test_a_pass_that_left_something_out_proves_nothing(bank, one):
    passes(bank, one, (0, 100), (101, 200))
    assert bank.run(reached_by, one) == Place(100, 1).number
    assert told(bank, one, 150) is None


def test_what_it_was_told_first_stays_when_it_reads_again(bank, one):
    passes(bank, one, (0, 100), (0, 100), (0, 50))
    assert told(bank, one, 30) == 0


def test_each_participant_has_passes_of_its_own(bank, one):
    two = bank.run(add_participant, "two", "Two").id
    passes(bank, one, (0, 100))
    pulls = [bank.run(lambda s, id_=id_: s.scalar(select(ever_pulled(id_)))) for id_ in (one, two)]
    assert pulls == [True, False]
    assert told(bank, two, 50) is None


@pytest.mark.parametrize(
    ("stretches", "was"), [([(0, 50), (50, 100)], True), ([(0, 100)], False), ([(0, 20)], False)]
)
def test_whether_it_was_told_of_one_place_before_another(bank, one, stretches, was):
    passes(bank, one, *stretches)
    places = [literal(Place(second, 1).number) for second in (30, 70)]
    between = was_told_between(literal(one), *places)
    assert bank.run(lambda session: session.scalar(select(between))) is was
