"""What a person sees of each platform: exactly what it told us, and nothing of other cases."""

from datetime import timedelta

import pytest

from ondevice.signals import PDQ
from tests.cases import NOON, agreed, answer, enter, md5, opening, pdq, pull
from webapp.bank.case import add_signals, open_case
from webapp.bank.deletion import confirm_deletions
from webapp.bank.dispute import Outcome, decide, open_list
from webapp.bank.feedback import Verdict
from webapp.bank.follow import hide_detail, see_case
from webapp.bank.participant import add_participant
from webapp.bank.revocation import revoke_participant
from webapp.bank.withdrawal import COOL_OFF, finish_withdrawals, withdraw

HOUR = timedelta(hours=1)
LATE = NOON + timedelta(days=40)


@pytest.fixture
def one(bank):
    """The id of a participant."""
    return bank.run(add_participant, "one", "One").id


def open_for(bank, *signals, now=NOON, **changes):
    return enter(bank, open_case(bank, opening(*signals, participants=["one"], **changes), now=now))


def seen(bank, case_id, now=LATE):
    """The only participant of the case, as its person sees it."""
    (participant,) = bank.run(see_case, case_id, now=now).participants
    return participant


def test_it_waits_until_it_collects_the_codes_and_the_hours_are_counted(bank, one):
    case_id = open_for(bank, pdq(1), pdq(2))
    assert seen(bank, case_id).state == "waiting"
    pull(bank, one, NOON + 3 * HOUR)
    after = seen(bank, case_id)
    assert (after.state, after.told, after.codes) == ("pulled", 2, 2)
    assert (after.pulled_at, after.pulled_after) == (NOON + 3 * HOUR, 3 * HOUR)


def test_images_added_later_are_told_of_as_so_many_of_so_many(bank, one):
    case_id = open_for(bank, pdq(1))
    pull(bank, one, NOON + HOUR)
    bank.run(add_signals, case_id, [pdq(1), pdq(2)], agreed(), now=NOON + 5 * HOUR)
    partly = seen(bank, case_id)
    assert (partly.state, partly.told, partly.codes) == ("pulled", 1, 3)
    pull(bank, one, NOON + 7 * HOUR)
    whole = seen(bank, case_id)
    assert (whole.told, whole.pulled_after) == (3, 2 * HOUR)


def test_a_participant_that_cannot_work_with_the_kind_of_file_says_so(bank):
    bank.run(add_participant, "one", "One", [PDQ])
    assert seen(bank, open_for(bank, md5())).state == "unable"
    mixed = seen(bank, open_for(bank, md5(1), pdq(2)))
    assert (mixed.state, mixed.codes) == ("waiting", 1)


def test_from_match_to_decision_every_time_is_seen(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one, NOON + HOUR)
    told = {}
    for hours, verdict in ((2, Verdict.MATCH), (3, Verdict.UNDER_REVIEW), (9, Verdict.REMOVED)):
        answer(bank, one, verdict, signal, now=NOON + hours * HOUR)
        told[verdict] = seen(bank, case_id).state
    assert list(told.values()) == ["matched", "under-review", "removed"]
    (found,) = seen(bank, case_id).findings
    assert (found.item, found.took, found.is_late) == (1, 7 * HOUR, False)
    times = found.matched_at, found.under_review_at, found.decided_at
    assert times == tuple(NOON + hours * HOUR for hours in (2, 3, 9))


@pytest.mark.parametrize("verdict", [Verdict.REMOVED, Verdict.NOT_VIOLATING])
def test_a_decision_that_comes_alone_is_a_match_and_a_decision(bank, one, verdict):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    answer(bank, one, verdict, signal, now=NOON + HOUR)
    (found,) = seen(bank, case_id).findings
    assert (found.state, found.took) == (str(verdict), timedelta())
    assert found.matched_at == found.decided_at == NOON + HOUR


def test_more_than_48_hours_is_late_decided_or_not(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    answer(bank, one, Verdict.MATCH, signal, now=NOON + HOUR)
    assert not seen(bank, case_id, NOON + 49 * HOUR).finding.is_late
    assert seen(bank, case_id, NOON + 50 * HOUR).finding.is_late
    answer(bank, one, Verdict.REMOVED, signal, now=NOON + 60 * HOUR)
    assert seen(bank, case_id).finding.is_late


@pytest.mark.parametrize(("verdict", "state"), [("error", "error"), ("none", "pulled")])
def test_trouble_is_told_and_silence_is_not_news(bank, one, verdict, state):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    answer(bank, one, Verdict(verdict), signal, now=NOON + HOUR)
    assert seen(bank, case_id).state == state


def test_what_is_open_is_spoken_of_before_what_is_decided(bank, one):
    signals = [pdq(n) for n in range(1, 5)]
    case_id = open_for(bank, *signals)
    pull(bank, one)
    states = []
    for verdict, signal in zip(
        (Verdict.ERROR, Verdict.REMOVED, Verdict.MATCH, Verdict.UNDER_REVIEW), signals, strict=True
    ):
        answer(bank, one, verdict, signal, now=NOON + HOUR)
        states.append(seen(bank, case_id).state)
    assert states == ["error", "removed", "matched", "under-review"]
    assert [found.item for found in seen(bank, case_id).findings] == [1, 2, 3, 4]


def test_who_left_is_left_but_what_it_did_stays_told(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    answer(bank, one, Verdict.REMOVED, signal, now=NOON + HOUR)
    bank.run(revoke_participant, "one")
    assert seen(bank, case_id).state == "left"
    assert [found.state for found in seen(bank, case_id).findings] == ["removed"]


def test_one_that_only_asks_for_matches_never_collects_and_is_still_heard(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    answer(bank, one, Verdict.REMOVED, signal, now=NOON + HOUR)
    assert (seen(bank, case_id).state, seen(bank, case_id).pulled_at) == ("removed", None)


def test_hidden_detail_hides_all_of_it(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one)
    answer(bank, one, Verdict.REMOVED, signal, now=NOON + HOUR)
    bank.run(hide_detail, case_id)
    assert bank.run(see_case, case_id, now=LATE).participants == ()


# What happened to the same image for other people's cases.


@pytest.fixture
def older(bank, one):
    """A signal that an older case brought, and that the participant removed for it."""
    signal = pdq(1)
    open_for(bank, signal)
    pull(bank, one, NOON + HOUR)
    for hours, verdict in ((2, Verdict.MATCH), (3, Verdict.UNDER_REVIEW), (4, Verdict.REMOVED)):
        answer(bank, one, verdict, signal, now=NOON + hours * HOUR)
    return signal


def open_two(bank, older):
    """Two cases opened at one moment: on the signal of the older case, and on a new one."""
    new = pdq(1)
    return new, [open_for(bank, signal, now=NOON + 20 * HOUR) for signal in (older, new)]


def test_who_opens_a_case_on_a_known_image_cannot_tell_that_it_is_known(bank, one, older):
    _, cases = open_two(bank, older)
    shared, fresh = (seen(bank, case_id) for case_id in cases)
    assert shared == fresh
    assert shared.state == "waiting"
    pull(bank, one, NOON + 21 * HOUR)
    shared, fresh = (seen(bank, case_id) for case_id in cases)
    assert shared == fresh
    assert shared.state == "pulled"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_nor_when_it_answers_again_after_that(bank, one, older, verdict):
    new, cases = open_two(bank, older)
    pull(bank, one, NOON + 21 * HOUR)
    answer(bank, one, verdict, older, new, now=NOON + 22 * HOUR)
    shared, fresh = (seen(bank, case_id) for case_id in cases)
    assert shared == fresh


def test_an_answer_before_it_collected_the_codes_of_the_case_is_not_for_it(bank, one, older):
    case_id = open_for(bank, older, now=NOON + 10 * HOUR)
    answer(bank, one, Verdict.MATCH, older, now=NOON + 11 * HOUR)
    pull(bank, one, NOON + 12 * HOUR)
    assert seen(bank, case_id).state == "pulled"


def test_after_taking_it_back_a_case_hears_no_more_of_a_signal_that_others_hold(bank, one, older):
    case_id = open_for(bank, older, now=NOON + 10 * HOUR)
    bank.run(withdraw, case_id, now=NOON + 10 * HOUR)
    bank.run(finish_withdrawals, now=NOON + 10 * HOUR + COOL_OFF)
    pull(bank, one, NOON + 11 * HOUR + COOL_OFF)
    answer(bank, one, Verdict.MATCH, older, now=NOON + 12 * HOUR + COOL_OFF)
    assert (seen(bank, case_id).state, seen(bank, case_id).findings) == ("withdrawn", ())


@pytest.mark.parametrize("outcome", [None, Outcome.REFUSED])
def test_a_doubt_from_before_the_case_is_not_told_and_a_later_one_is(bank, one, older, outcome):
    before = open_for(bank, older)
    answer(bank, one, Verdict.NOT_VIOLATING, older, now=NOON + 5 * HOUR, quorum=1)
    if outcome:
        (dispute,) = bank.run(open_list)
        bank.run(decide, dispute.id, outcome, now=NOON + 6 * HOUR)
    after = open_for(bank, older, now=NOON + 10 * HOUR)
    doubts = [bank.run(see_case, case).signals[0].doubt for case in (before, after)]
    assert doubts == ["refused" if outcome else "suspended", ""]


# What was taken back.


def test_what_was_taken_back_is_told_to_it_and_confirmed_by_it(bank, one):
    signals = [pdq(1), pdq(2), pdq(3)]
    case_id = open_for(bank, *signals)
    pull(bank, one, NOON + HOUR)
    bank.run(withdraw, case_id, [1, 3], now=NOON + HOUR)
    final = NOON + HOUR + COOL_OFF
    assert seen(bank, case_id).farewells == ()
    bank.run(finish_withdrawals, now=final)
    (gone,) = seen(bank, case_id).farewells
    assert (gone.items, gone.withdrawn_at) == ((1, 3), final)
    assert (gone.had_them, gone.told_at, gone.confirmed_at) == (True, None, None)
    pull(bank, one, final + HOUR)
    assert seen(bank, case_id).farewells[0].told_at == final + HOUR
    pairs = [(signal.type, signal.value) for signal in signals]
    bank.run(confirm_deletions, one, pairs[:1], now=final + 2 * HOUR)
    assert seen(bank, case_id).farewells[0].confirmed_at is None
    bank.run(confirm_deletions, one, pairs[2:], now=final + 3 * HOUR)
    assert seen(bank, case_id).farewells[0].confirmed_at == final + 3 * HOUR
    assert (seen(bank, case_id).state, seen(bank, case_id).codes) == ("pulled", 1)


def test_who_never_collected_it_has_nothing_to_drop(bank, one):
    case_id = open_for(bank, pdq(1))
    bank.run(withdraw, case_id, now=NOON)
    bank.run(finish_withdrawals, now=NOON + COOL_OFF)
    pull(bank, one, NOON + COOL_OFF + HOUR)
    (gone,) = seen(bank, case_id).farewells
    assert (gone.had_them, gone.confirmed_at) == (False, None)
    assert seen(bank, case_id).state == "withdrawn"


def test_a_confirmation_from_before_the_withdrawal_does_not_count(bank, one):
    signal = pdq(1)
    case_id = open_for(bank, signal)
    pull(bank, one, NOON + HOUR)
    bank.run(confirm_deletions, one, [(signal.type, signal.value)], now=NOON + 2 * HOUR)
    bank.run(withdraw, case_id, now=NOON + HOUR)
    bank.run(finish_withdrawals, now=NOON + HOUR + COOL_OFF)
    assert seen(bank, case_id).farewells[0].confirmed_at is None
