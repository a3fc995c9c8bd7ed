"""The case followed up, without JavaScript."""

import json
import re

import pytest

from tests.journey import ANSWERS, Walk, field, shown, signal, solve, step_of
from webapp.bank import retention
from webapp.bank.source import FREE_GUESSES
from webapp.bank.table import utc_now
from webapp.bank.withdrawal import COOL_OFF

STATEMENTS = ANSWERS["statements"]["statements"]


@pytest.fixture
def opened(client):
    """The number and passcode of a case with two images."""
    receipt = Walk(client).go_to("review").send(signal(), signal("6b" * 32, item=2))
    return shown(receipt, "case-number"), shown(receipt, "passcode")


def look_up(client, number, passcode, address="192.0.2.7", **more):
    data = {"action": "look-up", "case_number": number, "passcode": passcode, **more}
    return client.post("/en/case/follow", data=data, environ_base={"REMOTE_ADDR": address})


def press(client, page, action, **data):
    """Press a button of the opened case."""
    data = {"visit": field(page, "visit"), "action": action, **data}
    return client.post("/en/case/follow", data=data)


def test_number_and_passcode_open_the_case(client, opened):
    page = look_up(client, *opened)
    assert step_of(page) == "case"
    assert page.text.count("data-item=") == 2
    assert page.text.count('data-state="waiting"') == 2


@pytest.mark.parametrize(
    "typed",
    [
        lambda number, passcode: (number.lower(), passcode.replace(" ", "")),
        lambda number, passcode: (number.replace("-", " "), passcode.replace(" ", "-")),
        lambda number, passcode: (f"  {number} ", passcode.translate(ARABIC_DIGITS)),
    ],
)
def test_what_a_person_types_is_understood(client, opened, typed):
    assert step_of(look_up(client, *typed(*opened))) == "case"


ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def test_the_value_of_a_signal_is_never_shown(client, opened):
    page = look_up(client, *opened).text
    assert "5a" * 32 not in page
    assert "5a5a5a…" in page


def test_an_unknown_case_and_a_wrong_passcode_answer_alike(client, opened):
    number, passcode = opened
    wrong = look_up(client, number, "1111 2222 3333 4444")
    receipt = Walk(client).go_to("review").send()
    other = shown(receipt, "case-number")
    mixed = look_up(client, other, passcode)

    def without_what_was_typed(page):
        return re.sub(r'value="[^"]*"', "", page.text)

    assert wrong.status_code == mixed.status_code == 422
    assert without_what_was_typed(wrong) == without_what_was_typed(mixed)


def test_a_slip_in_the_case_number_is_told_as_one(client, opened):
    number, passcode = opened
    page = look_up(client, number[:-1], passcode)
    assert "not a whole case number" in page.text
    assert passcode in page.text


def test_what_was_typed_stays_in_the_form_after_a_mistake(client, opened):
    assert opened[0] in look_up(client, opened[0], "0000").text


def test_withdrawing_waits_three_days_and_can_be_undone(client, opened):
    page = press(client, look_up(client, *opened), "choose-withdrawal")
    assert step_of(page) == "withdraw"
    page = press(client, page, "withdraw", items=["1"])
    assert 'data-withdrawal="pending"' in page.text
    page = press(client, page, "cancel-withdrawal", withdrawal=field(page, "withdrawal"))
    assert 'data-withdrawal="cancelled"' in page.text
    assert 'data-withdrawal="pending"' not in page.text


def test_a_withdrawal_is_final_after_three_days(app, client, opened):
    page = press(client, look_up(client, *opened), "withdraw", items=["1", "2"])
    withdrawal = field(page, "withdrawal")
    retention.run(app.extensions["stillmine"].bank, now=utc_now() + COOL_OFF)
    page = press(client, page, "cancel-withdrawal", withdrawal=withdrawal)
    assert page.status_code == 409
    assert "cannot be undone any more" in page.text


def test_withdrawing_nothing_is_told(client, opened):
    page = press(client, look_up(client, *opened), "withdraw")
    assert "Nothing was withdrawn" in page.text


def test_images_are_added_with_the_same_sentences(client, opened):
    page = press(client, look_up(client, *opened), "choose-more")
    assert step_of(page) == "add-images"
    new = json.dumps([signal("7c" * 32)])
    page = press(client, page, "add-images", signals=new, statements=STATEMENTS)
    assert step_of(page) == "case"
    assert page.text.count("data-item=") == 3


def test_images_are_not_added_without_the_sentences(client, opened):
    page = press(client, look_up(client, *opened), "choose-more")
    new = json.dumps([signal("7c" * 32)])
    page = press(client, page, "add-images", signals=new, statements=STATEMENTS[1:])
    assert step_of(page) == "add-images"
    assert look_up(client, *opened).text.count("data-item=") == 2


def test_the_hundred_and_first_image_is_refused_and_nothing_is_lost(client, opened):
    page = look_up(client, *opened)
    many = [signal(f"{n:064x}", item=n) for n in range(1, 100)]
    page = press(client, page, "add-images", signals=json.dumps(many), statements=STATEMENTS)
    assert "A case can hold 100 images" in page.text
    page = press(client, page, "add-images", signals=json.dumps(many[:98]), statements=STATEMENTS)
    assert page.text.count("data-item=") == 100


def test_the_names_of_the_platforms_can_be_left_out_for_good(client, opened):
    page = press(client, look_up(client, *opened), "hide-detail")
    assert "data-participant=" not in page.text
    assert "data-participant=" not in look_up(client, *opened).text


def test_a_visit_that_is_not_ours_asks_for_the_passcode_again(client, opened):
    visit = field(look_up(client, *opened), "visit")
    for forged in ("", visit[:-2] + "AA", field(Walk(client).page, "draft")):
        page = client.post("/en/case/follow", data={"visit": forged, "action": "withdraw"})
        assert step_of(page) == "follow"


def test_a_source_that_guesses_pays_and_the_owner_does_not(client, opened):
    number, passcode = opened
    for _ in range(FREE_GUESSES):
        assert look_up(client, number, "1111 2222 3333 4444", "198.51.100.9").status_code == 422
    page = look_up(client, number, "1111 2222 3333 4444", "198.51.100.9")
    assert page.status_code == 429
    assert "data-pow" in page.text
    assert step_of(look_up(client, number, passcode, "203.0.113.20")) == "case"


def test_who_pays_gets_in_even_from_the_guessing_source(client, opened):
    """The abuser may share the owner's Wi-Fi: it is dearer there, but never shut."""
    number, passcode = opened
    for _ in range(FREE_GUESSES):
        look_up(client, number, "1111 2222 3333 4444")
    page = look_up(client, number, passcode)
    assert page.status_code == 429
    ticket = field(page, "ticket")
    unpaid = look_up(client, number, passcode, ticket=ticket, pow="0")
    assert unpaid.status_code == 429
    paid = look_up(client, number, passcode, ticket=ticket, pow=str(solve(page)))
    assert step_of(paid) == "case"


def test_a_price_paid_once_does_not_buy_another_guess(client, opened):
    number, passcode = opened
    for _ in range(FREE_GUESSES):
        look_up(client, number, "1111 2222 3333 4444")
    page = look_up(client, number, "1111 2222 3333 4444")
    paid = {"ticket": field(page, "ticket"), "pow": str(solve(page))}
    assert look_up(client, number, "1111 2222 3333 4444", **paid).status_code == 422
    assert look_up(client, number, passcode, **paid).status_code == 429


def test_the_two_things_asked_for_are_marked_for_tests_of_any_kind(client):
    page = client.get("/en/case/follow").text
    assert page.count('data-field="case-number"') == page.count('data-field="passcode"') == 1
