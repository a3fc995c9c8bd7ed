"""The journey as data: where every answer leads."""

import pytest

from webapp.case import steps

ALL_ANSWERED = {
    "start": "seen",
    "who-is-in-it": "me",
    "how-old": "adult",
    "what-it-shows": "nude",
    "how-it-was-made": "unsure",
    "what-happened": "threat",
    "choose-files": "seen",
    "where": ["example"],
    "statements": ["adult"],
}


def test_the_journey_has_one_order_from_start_to_review():
    walked = ["start"]
    while walked[-1] != "review":
        walked.append(steps.next_step(walked[-1], ALL_ANSWERED))
    assert tuple(walked) == steps.path()


def test_going_back_retraces_the_journey():
    for slug, before in zip(steps.path()[1:], steps.path()[:-1], strict=True):
        assert steps.previous_step(slug) == before
    assert steps.previous_step("start") is None


@pytest.mark.parametrize(
    ("slug", "answer", "ending"),
    [
        ("who-is-in-it", "someone-else", "for-supporters"),
        ("how-old", "under-18", "under-18"),
        ("how-old", "unsure", "under-18"),
        ("what-it-shows", "something-else", "other-ways"),
        ("choose-files", "no-file", "other-ways"),
    ],
)
def test_an_answer_that_ends_the_journey_leads_to_its_ending(slug, answer, ending):
    assert steps.next_step(slug, {slug: answer}) == ending


@pytest.mark.parametrize("answer", ["me", "me-and-others"])
def test_being_in_it_with_others_goes_on(answer):
    assert steps.next_step("who-is-in-it", {"who-is-in-it": answer}) == "how-old"


def test_without_a_participant_nothing_is_asked_about_platforms():
    assert "where" not in steps.path(skip={"where", "sharing"})
    assert steps.next_step("choose-files", ALL_ANSWERED, skip={"where", "sharing"}) == "statements"
    assert steps.previous_step("statements", skip={"where", "sharing"}) == "choose-files"


def test_a_participant_that_leaves_midway_does_not_strand_anyone_at_where():
    assert steps.next_step("where", ALL_ANSWERED, skip={"where", "sharing"}) == "review"


def test_who_was_handed_over_is_asked_about_sharing_before_anything_else():
    assert steps.path(skip=()) == ("sharing", *steps.path())
    assert steps.first_missing(ALL_ANSWERED, skip=()) == "sharing"
    assert steps.next_step("sharing", {"sharing": "alone"}, skip=()) == "start"
    assert steps.previous_step("start", skip=()) == "sharing"
    assert not steps.may_show("start", {}, skip=())
    assert not steps.may_show("sharing", {})


@pytest.mark.parametrize("missing", [s for s in steps.path() if s != "review"])
def test_the_first_missing_answer_is_found_and_closes_every_later_step(missing):
    answers = {slug: answer for slug, answer in ALL_ANSWERED.items() if slug != missing}
    assert steps.first_missing(answers) == missing
    assert steps.may_show(missing, answers)
    assert not steps.may_show("review", answers)


def test_an_answer_that_ends_the_journey_counts_as_missing():
    """Nobody under 18 comes to `review` by sending a later step's form."""
    assert steps.first_missing({**ALL_ANSWERED, "how-old": "under-18"}) == "how-old"


def test_when_all_is_answered_only_review_is_left():
    assert steps.first_missing(ALL_ANSWERED) == "review"
    assert steps.may_show("review", ALL_ANSWERED)


def test_progress_counts_questions_only():
    assert steps.progress("start") == (0, 8)
    assert steps.progress("who-is-in-it") == (1, 8)
    assert steps.progress("statements") == (8, 8)
    assert steps.progress("statements", skip={"where", "sharing"}) == (7, 7)
    assert steps.progress("review") == (0, 8)
    assert steps.progress("sharing", skip=()) == (0, 8)
