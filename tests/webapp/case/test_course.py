"""What each platform did, in words: on the page, without JavaScript, in every language."""

import re
from datetime import timedelta

import pytest

from tests.cases import enter
from tests.site import make_app, make_config
from tests.states import ANSWERS, open_case_in_every_state
from webapp.bank.follow import see_case
from webapp.case.course import course, span

HOUR = timedelta(hours=1)


@pytest.fixture
def app(tmp_path):
    return make_app(make_config(tmp_path), {})


@pytest.fixture
def receipt(app):
    return open_case_in_every_state(app.extensions["stillmine"].bank)


@pytest.fixture
def look_up(client, receipt):
    """The page of the case in a language."""

    def look_up_in(language="en"):
        asked = {"case_number": receipt.case_number, "passcode": receipt.passcode}
        data = {"action": "look-up", **asked}
        return client.post(f"/{language}/case/follow", data=data).text

    return look_up_in


def cards(page):
    """The text of each platform's card, by slug."""
    found = re.findall(r'<article[^>]*data-participant="([^"]+)"(.*?)</article>', page, re.DOTALL)
    return {slug: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card)) for slug, card in found}


WORDS = {
    "waiting": "It has not collected your codes yet.",
    "pulled": "It has your codes. It has not told us of a copy so far.",
    "matched": "It found an image that looks like yours.",
    "under-review": "It says that people there look at it.",
    "removed": "It told us that it removed the image it found.",
    "not-violating": "It decided that the image it found does not break its rules.",
    "error": "It told us that it could not look, because of a technical problem.",
    "left": "It does not take part any more",
}


def test_every_state_has_a_card_that_says_it_in_plain_words(look_up):
    page = look_up()
    assert set(WORDS) == set(ANSWERS)
    told = cards(page)
    assert {state for state in WORDS if WORDS[state] not in told[state]} == set()
    assert re.findall(r'data-participant="([^"]+)" data-state="([^"]+)"', page) == [
        (state, state) for state in sorted(WORDS)
    ]


def test_who_decided_against_the_person_comes_with_what_can_be_done(look_up):
    told = cards(look_up())
    assert [slug for slug, card in told.items() if "often called “appeal”" in card] == [
        "not-violating"
    ]


def test_the_hours_are_told_and_those_above_48_are_marked(look_up):
    told = cards(look_up())
    assert "Time after you sent them: 3 hours." in told["pulled"]
    assert "Time after the image was found: 4 hours." in told["removed"]
    assert "Time after the image was found: 86 hours." in told["not-violating"]
    late = {slug for slug, card in told.items() if "more than 48 hours" in card}
    assert late == {"matched", "under-review", "not-violating"}


def test_how_far_a_withdrawal_has_come_is_told_for_each(look_up):
    page = look_up()
    states = dict(
        re.findall(
            r'data-participant="([^"]+)"(?:(?!</article>).)*data-farewell="([^"]+)"', page, re.S
        )
    )
    assert states == dict.fromkeys(WORDS, "untold") | {
        "waiting": "never-had",
        "removed": "confirmed",
        "not-violating": "told",
    }
    told = cards(page)
    assert "It confirmed on" in told["removed"]
    assert "It was not told, because it does not take part any more." in told["left"]


def test_paused_and_refused_codes_are_told_even_without_names(app, client, look_up):
    page = look_up()
    visit = re.search(r'name="visit" value="([^"]+)"', page)[1]
    hidden = client.post("/en/case/follow", data={"visit": visit, "action": "hide-detail"}).text
    for shown in (page, hidden):
        assert re.findall(r'data-doubt="([^"]+)"', shown) == ["refused", "suspended"]
        assert "Some of your codes are paused." in shown
        assert "Some of your codes are not used any more." in shown
    assert "data-participant" not in hidden
    assert not any(words in hidden for words in (*WORDS.values(), "Platform ", "48 hours"))


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_nothing_says_that_an_image_is_gone_everywhere(look_up, language):
    page = look_up(language).lower()
    assert not any(word in page for word in ("everywhere", "her yerden", "كل مكان"))


def test_the_steps_tell_what_was_passed_over(app, receipt):
    bank = app.extensions["stillmine"].bank
    seen = bank.run(see_case, enter(bank, receipt)).participants
    with app.test_request_context("/en/case"):
        marks = {each.slug: [step.mark for step in course(each)] for each in seen}
    assert marks == {
        "waiting": ["todo", "todo", "todo", "todo"],
        "pulled": ["done", "todo", "todo", "todo"],
        "error": ["done", "todo", "todo", "todo"],
        "matched": ["done", "done", "todo", "todo"],
        "under-review": ["done", "done", "now", "todo"],
        "removed": ["done", "done", "done", "done"],
        "not-violating": ["done", "done", "untold", "done"],
        "left": ["done"],
    }


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (HOUR / 2, "less than an hour"),
        (HOUR, "1 hour"),
        (HOUR * 47.9, "47 hours"),
        (HOUR * 96, "96 hours"),
        (HOUR * 97, "4 days"),
    ],
)
def test_hours_are_counted_as_the_law_counts_and_days_when_they_are_many(app, time, words):
    with app.test_request_context("/en/case"):
        assert span(time) == words
