"""Disputes: a quorum suspends, people decide, and what they decided holds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.cases import NOON, answer, opening, pdq
from webapp.bank.case import open_case
from webapp.bank.change import START, load_head
from webapp.bank.dispute import DisputeUnknown, Outcome, decide, open_list
from webapp.bank.feed import Status, load_reader, read_changes
from webapp.bank.feedback import Verdict
from webapp.bank.participant import add_participant
from webapp.bank.revocation import revoke_participant
from webapp.bank.signal import SignalRow
from webapp.bank.submission import submit_signals

HOUR = timedelta(hours=1)
SLUGS = ["one", "two", "three"]


@pytest.fixture
def platforms(bank):
    """The ids of three participants."""
    return [bank.run(add_participant, slug, slug.title()).id for slug in SLUGS]


@pytest.fixture
def signal(bank, platforms):
    """A signal of a case for all three."""
    made = pdq(1)
    open_case(bank, opening(made, participants=SLUGS), now=NOON)
    return made


def doubt(bank, platforms, signal, hours, quorum=2):
    for platform in platforms:
        now = NOON + hours * HOUR
        answer(bank, platform, Verdict.NOT_VIOLATING, signal, now=now, quorum=quorum)


def news(bank, reader_id, after=START):
    """What the reader is told after a place: the status of each signal."""
    reader = bank.run(load_reader, reader_id)
    page = bank.run(read_changes, reader, after, 100, ["pdq"])
    return [entry.status for entry in page.entries]


def test_one_too_few_change_nothing_and_a_quorum_suspends(bank, platforms, signal):
    doubt(bank, platforms[:1], signal, 1)
    assert (bank.run(open_list), news(bank, platforms[2])) == ([], [Status.ACTIVE])
    before = bank.run(load_head)
    doubt(bank, platforms[1:2], signal, 2)
    assert news(bank, platforms[2], before) == [Status.SUSPENDED]
    (found,) = bank.run(open_list)
    assert (found.type, found.votes, found.cases) == ("pdq", 2, 1)
    assert found.opened_at == NOON + 2 * HOUR
    doubt(bank, platforms[2:], signal, 3)
    assert len(bank.run(open_list)) == 1


def test_one_participant_is_not_a_quorum_however_often_it_says_so(bank, platforms, signal):
    for hours in (1, 2, 3):
        doubt(bank, platforms[:1], signal, hours)
    assert bank.run(open_list) == []


def test_who_changed_its_mind_or_left_does_not_count(bank, platforms, signal):
    doubt(bank, platforms[:2], signal, 1, quorum=3)
    answer(bank, platforms[0], Verdict.REMOVED, signal, now=NOON + 2 * HOUR)
    bank.run(revoke_participant, "two")
    doubt(bank, platforms[2:], signal, 3)
    assert bank.run(open_list) == []


def test_restored_it_is_active_and_the_verdicts_before_count_no_longer(bank, platforms, signal):
    doubt(bank, platforms[:2], signal, 1)
    (found,) = bank.run(open_list)
    before = bank.run(load_head)
    bank.run(decide, found.id, Outcome.RESTORED, now=NOON + 2 * HOUR)
    assert news(bank, platforms[2], before) == [Status.ACTIVE]
    doubt(bank, platforms[2:], signal, 3)
    assert bank.run(open_list) == []


def test_after_that_the_same_words_said_again_count_and_are_told(bank, platforms, signal):
    doubt(bank, platforms[:2], signal, 1)
    bank.run(decide, bank.run(open_list)[0].id, Outcome.RESTORED, now=NOON + 2 * HOUR)
    before = bank.run(load_head)
    doubt(bank, platforms[:2], signal, 3)
    assert news(bank, platforms[2], before) == [Status.SUSPENDED]
    assert len(bank.run(open_list)) == 1


def test_refused_it_is_gone_for_all_and_stays_so_whoever_brings_it(bank, platforms, signal):
    doubt(bank, platforms[:2], signal, 1)
    (found,) = bank.run(open_list)
    before = bank.run(load_head)
    bank.run(decide, found.id, Outcome.REFUSED, now=NOON + 2 * HOUR)
    assert news(bank, platforms[2], before) == [Status.WITHDRAWN]
    open_case(bank, opening(signal, participants=SLUGS), now=NOON + 3 * HOUR)
    bank.run(submit_signals, platforms[0], {(signal.type, signal.value)}, now=NOON + 3 * HOUR)
    assert news(bank, platforms[2]) == [Status.WITHDRAWN]
    doubt(bank, platforms, signal, 4)
    assert bank.run(open_list) == []


def test_a_dispute_is_decided_once(bank, platforms, signal):
    doubt(bank, platforms[:2], signal, 1)
    (found,) = bank.run(open_list)
    bank.run(decide, found.id, Outcome.RESTORED, now=NOON + 2 * HOUR)
    for id_ in (found.id, uuid4()):
        with pytest.raises(DisputeUnknown):
            bank.run(decide, id_, Outcome.REFUSED)
    assert bank.run(lambda s: s.scalars(select(SignalRow)).one()).refused_at is None


def test_the_queue_has_the_oldest_first(bank, platforms, signal):
    later = pdq(1)
    open_case(bank, opening(later, participants=SLUGS), now=NOON)
    doubt(bank, platforms[:2], later, 5)
    doubt(bank, platforms[:2], signal, 1)
    opened = [found.opened_at for found in bank.run(open_list)]
    assert opened == [NOON + HOUR, NOON + 5 * HOUR]
