"""The wizard, page by page, without JavaScript."""

import json
import re

import pytest

from tests.journey import ANSWERS, Walk, field, shown, signal, solve, step_of
from tests.site import make_app, make_config
from webapp.bank.source import OPENINGS_AN_HOUR
from webapp.case import steps
from webapp.case.draft import LIFETIME_SECONDS

QUESTIONS = [slug for slug in ANSWERS if slug not in ("start", "choose-files")]


def test_the_usual_way_ends_with_a_case_number_and_a_passcode(client):
    receipt = Walk(client).go_to("review").send()
    assert step_of(receipt) == "receipt"
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", shown(receipt, "case-number"))
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", shown(receipt, "passcode"))


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_the_whole_way_works_in_every_language(client, language):
    assert step_of(Walk(client, language).go_to("review").send()) == "receipt"


def test_the_same_draft_sent_twice_shows_the_same_receipt_and_opens_one_case(client):
    walk = Walk(client).go_to("review")
    draft = field(walk.page, "draft")
    first = walk.send()
    again = client.post("/en/case/review", data={"draft": draft, "signals": json.dumps([signal()])})
    for name in ("case-number", "passcode"):
        assert shown(first, name) == shown(again, name)


def test_two_persons_get_two_cases_even_with_the_same_image(client):
    first, second = (Walk(client).go_to("review").send() for _ in range(2))
    assert shown(first, "case-number") != shown(second, "case-number")
    assert shown(first, "passcode") != shown(second, "passcode")


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_question_without_an_answer_is_asked_again_and_says_what_is_missing(client, slug):
    walk = Walk(client).go_to(slug).answer()
    assert walk.step == slug
    assert walk.page.status_code == 422
    assert "govuk-error-summary" in walk.page.text
    assert walk.answer(**ANSWERS[slug]).step != slug


@pytest.mark.parametrize("slug", QUESTIONS)
def test_an_answer_that_is_not_offered_is_not_taken(client, slug):
    made_up = dict.fromkeys(ANSWERS[slug], "made-up")
    assert Walk(client).go_to(slug).answer(**made_up).step == slug


@pytest.mark.parametrize("slug", steps.path()[1:])
def test_back_leads_to_the_question_before_and_keeps_the_answers(client, slug):
    walk = Walk(client).go_to(slug).answer(back="yes")
    assert walk.step == steps.previous_step(slug)
    assert walk.go_to("review").step == "review"


def test_the_answer_given_before_is_still_there_after_back(client):
    walk = Walk(client).go_to("how-old").answer(back="yes")
    assert re.search(r'value="me"[^>]*checked', walk.page.text)


def test_one_sentence_left_out_stops_the_way(client):
    agreed = [s for s in ANSWERS["statements"]["statements"] if s != "share-hashes"]
    assert Walk(client).go_to("statements").answer(statements=agreed).step == "statements"


@pytest.mark.parametrize(
    ("slug", "data", "ending"),
    [
        ("who-is-in-it", {"who": "someone-else"}, "for-supporters"),
        ("how-old", {"age": "under-18"}, "under-18"),
        ("how-old", {"age": "unsure"}, "under-18"),
        ("what-it-shows", {"shows": "something-else"}, "other-ways"),
        ("choose-files", {"no-file": "yes"}, "other-ways"),
    ],
)
def test_an_ending_helps_and_leads_back(client, slug, data, ending):
    walk = Walk(client).go_to(slug).answer(**data)
    assert walk.step == ending
    (country,) = re.findall(r'href="(/en/help/in/tr[^"]*)"', walk.page.text)
    assert country.endswith("under-18") == (ending == "under-18")
    assert 'href="tel:' in client.get(country).text
    draft = field(walk.page, "draft")
    back = client.post(f"/en/case/{slug}", data={"draft": draft, "change": slug})
    assert step_of(back) == slug


def test_nobody_reaches_review_past_the_question_of_age(client):
    walk = Walk(client).go_to("how-old")
    draft = field(walk.page, "draft")
    for slug in ("choose-files", "statements", "review"):
        data = {"draft": draft, "signals": json.dumps([signal()]), **ANSWERS.get(slug, {})}
        assert step_of(client.post(f"/en/case/{slug}", data=data)) == "how-old"


def test_change_leads_to_the_question_and_straight_back_to_review(client):
    walk = Walk(client).go_to("review").answer(change="where")
    assert walk.step == "where"
    walk.answer(participants=["example-video"])
    assert walk.step == "review"
    assert "Example Video" in walk.page.text
    assert "Example Social" not in walk.page.text


def test_changing_an_answer_to_one_that_ends_the_way_ends_it(client):
    walk = Walk(client).go_to("review").answer(change="how-old")
    assert walk.answer(age="under-18").step == "under-18"


def test_only_the_platforms_chosen_are_on_the_receipt(client):
    walk = Walk(client).go_to("review", where={"participants": ["example-video"]})
    receipt = walk.send().text
    assert 'data-participant="example-video"' in receipt
    assert 'data-participant="example-social"' not in receipt


@pytest.mark.parametrize(
    "signals",
    [
        "[]",
        "no json",
        "{}",
        json.dumps([signal(value="5A" * 32)]),
        json.dumps([signal(quality=49)]),
        json.dumps([signal(item=101)]),
        json.dumps([signal(variant="nose")]),
        json.dumps([signal(name="holiday.jpg")]),
        json.dumps([signal(), signal()]),
    ],
)
def test_signals_that_break_the_grammar_open_no_case_and_lose_no_answer(client, signals):
    walk = Walk(client).go_to("review").answer(signals=signals)
    assert walk.step == "choose-files"
    assert walk.page.status_code == 422
    assert step_of(walk.go_to("review").send()) == "receipt"


def test_a_draft_of_more_than_an_hour_keeps_its_answers_and_asks_for_consent_again(
    client, monkeypatch
):
    walk = Walk(client).go_to("review")
    later(monkeypatch, LIFETIME_SECONDS + 60)
    walk.send()
    assert walk.step == "statements"
    assert "open for more than an hour" in walk.page.text
    assert step_of(walk.go_to("review").send()) == "receipt"


def test_an_old_draft_that_was_sent_opens_no_second_case(client, monkeypatch):
    walk = Walk(client).go_to("review")
    draft = field(walk.page, "draft")
    walk.send()
    later(monkeypatch, LIFETIME_SECONDS + 60)
    again = client.post("/en/case/review", data={"draft": draft, "signals": "[]"})
    assert step_of(again) == "already-sent"
    assert 'data-field="passcode"' not in again.text


def test_a_draft_that_somebody_altered_begins_again(client):
    walk = Walk(client).go_to("how-old")
    draft = field(walk.page, "draft")
    page = client.post("/en/case/how-old", data={"draft": draft[:-2] + "AA", "age": "adult"})
    assert step_of(page) == "start"


def test_a_step_asked_for_by_address_begins_at_the_beginning(client):
    answer = client.get("/en/case/review")
    assert answer.status_code == 303
    assert answer.location == "/en/case"


def test_without_a_participant_nothing_can_be_sent_and_review_says_so(tmp_path):
    client = make_app(make_config(tmp_path), participants={}).test_client(use_cookies=False)
    walk = Walk(client).go_to("review")
    assert 'data-action="send"' not in walk.page.text
    assert "would protect nobody" in walk.page.text
    assert walk.send().status_code == 409
    assert 'data-field="passcode"' not in walk.page.text


def test_a_demonstration_takes_cases_and_says_on_every_page_that_it_protects_nobody(tmp_path):
    app = make_app(make_config(tmp_path, demo=True), participants={})
    walk = Walk(app.test_client(use_cookies=False)).go_to("review")
    assert 'data-banner="protects-nobody"' in walk.page.text
    assert step_of(walk.send()) == "receipt"


def later(monkeypatch, seconds: int) -> None:
    """Let the clock of sealed fields run ahead."""
    from itsdangerous import timed

    now = timed.time.time()
    monkeypatch.setattr(timed.time, "time", lambda: now + seconds)


def test_the_fourth_case_within_an_hour_costs_work_and_is_never_refused(client):
    for _ in range(OPENINGS_AN_HOUR):
        assert step_of(Walk(client).go_to("review").send()) == "receipt"
    walk = Walk(client).go_to("review")
    page = walk.send()
    assert page.status_code == 429
    assert step_of(page) == "review"
    paid = {"ticket": field(page, "ticket"), "pow": str(solve(page))}
    assert step_of(walk.send(**paid)) == "receipt"
