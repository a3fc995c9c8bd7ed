"""Uses are counted by day and endpoint, and forgotten after 400 days."""

from datetime import timedelta

from tests.cases import NOON
from webapp.bank.participant import add_participant
from webapp.bank.use import KEPT, count_uses, forget_uses, uses_since

DAY = timedelta(days=1)


def test_counts_of_a_day_add_up_and_days_are_told_apart(bank):
    ids = [bank.run(add_participant, slug, slug.title()).id for slug in ("one", "two")]
    fetch, answer = (ids[0], "v1.fetch_hashes"), (ids[1], "v1.submit_feedback")
    bank.run(count_uses, {fetch: 3, answer: 1}, now=NOON)
    bank.run(count_uses, {fetch: 4}, now=NOON + timedelta(hours=11))
    bank.run(count_uses, {fetch: 5}, now=NOON + DAY)
    assert bank.run(uses_since, NOON - DAY) == {fetch: 12, answer: 1}
    assert bank.run(uses_since, NOON) == {fetch: 5}


def test_they_are_forgotten_when_they_are_old(bank):
    fetch = bank.run(add_participant, "one", "One").id, "v1.fetch_hashes"
    bank.run(count_uses, {fetch: 1}, now=NOON)
    bank.run(count_uses, {fetch: 2}, now=NOON + 2 * DAY)
    assert bank.run(forget_uses, NOON + KEPT - DAY) == 0
    assert bank.run(forget_uses, NOON + KEPT) == 1
    assert bank.run(uses_since, NOON - DAY) == {fetch: 2}
