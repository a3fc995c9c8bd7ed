"""Verdicts: the latest counts, the first of a kind keeps its time, and nobody answers blindly."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cases import NOON, answer, opening, pdq
from webapp.bank.case import open_case
from webapp.bank.change import START, changes_after
from webapp.bank.feedback import Feedback, FeedbackRow, Verdict, give_feedback
from webapp.bank.participant import add_participant

HOUR = timedelta(hours=1)


@pytest.fixture
def one(bank):
    return bank.run(add_participant, "one", "One").id


@pytest.fixture
def signal(bank, one):
    """A signal of a case that chose the participant."""
    made = pdq(1)
    open_case(bank, opening(made, participants=["one"]), now=NOON)
    return made


def times(bank):
    """Match, review and decision, in hours after noon."""
    row = bank.run(lambda session: session.scalars(select(FeedbackRow)).one())
    kept = row.matched_at, row.under_review_at, row.decided_at
    return tuple(at and (at - NOON) / HOUR for at in kept)


def tell(bank, participant_id, signal, *verdicts):
    """One verdict an hour, beginning an hour after noon."""
    for hours, verdict in enumerate(verdicts, 1):
        answer(bank, participant_id, Verdict(verdict), signal, now=NOON + hours * HOUR)
    return times(bank)


@pytest.mark.parametrize(
    ("verdicts", "kept"),
    [
        (["match", "under-review", "removed"], (1, 2, 3)),
        (["removed"], (1, None, 1)),
        (["match", "match", "removed"], (1, None, 3)),
        (["under-review", "under-review", "not-violating"], (1, 1, 3)),
        (["match", "error", "none", "removed"], (1, None, 4)),
        (["match", "removed", "removed"], (1, None, 2)),
        (["match", "removed", "not-violating"], (1, None, 3)),
        (["match", "removed", "match", "removed"], (3, None, 4)),
        (["removed", "under-review"], (2, 2, 1)),
    ],
)
def test_the_clock_runs_from_the_first_match_to_the_decision(bank, one, signal, verdicts, kept):
    assert tell(bank, one, signal, *verdicts) == kept


def test_a_time_that_is_told_is_kept_but_none_that_is_yet_to_come(bank, one, signal):
    pair = signal.type, signal.value
    for hours in (1, 9):
        told = Feedback(pair, Verdict(["match", "removed"][hours > 1]), at=NOON + hours * HOUR)
        bank.run(give_feedback, one, [told], 9, now=NOON + 5 * HOUR)
    assert times(bank) == (1, None, 5)


def test_what_is_told_at_once_keeps_the_time_of_each(bank, one, signal):
    pair = signal.type, signal.value
    told = [
        Feedback(pair, Verdict(verdict), at=NOON + hours * HOUR)
        for hours, verdict in enumerate(("match", "under-review", "removed"), 1)
    ]
    assert bank.run(give_feedback, one, told, 9, now=NOON + 5 * HOUR) == {pair}
    assert times(bank) == (1, 2, 3)


def test_the_same_verdict_again_is_no_news(bank, one, signal):
    answer(bank, one, Verdict.REMOVED, signal, now=NOON)
    before = bank.run(changes_after, START, 9)
    answer(bank, one, Verdict.REMOVED, signal, now=NOON + HOUR)
    assert bank.run(changes_after, START, 9) == before


def test_nobody_answers_on_what_no_case_of_theirs_brought(bank, one, signal):
    stranger = bank.run(add_participant, "two", "Two").id
    pairs = [(signal.type, signal.value), ("pdq", "0b" * 32)]
    given = [Feedback(pair, Verdict.NOT_VIOLATING) for pair in pairs]
    assert bank.run(give_feedback, stranger, given, 1) == set()
    assert bank.run(give_feedback, one, given, 9) == {pairs[0]}
