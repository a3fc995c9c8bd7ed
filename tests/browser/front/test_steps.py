"""Steps are swapped in place; nothing is sent twice, and nothing is lost with an answer."""

import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.front.trial import Price, Trial

CONTINUE = '[data-action="continue"]'
RETRY = '[data-action="retry"]'
HEADING = "h1"


@pytest.fixture
def start(page: Page, url: str, complaints: list[str]) -> Iterator[Page]:
    """The first step, open; at the end the browser must not have had to block anything."""
    page.goto(f"{url}/en/case")
    yield page
    assert [line for line in complaints if "Failed to load resource" not in line] == []


def test_a_step_takes_the_place_of_the_last_without_a_new_page(start: Page, url: str) -> None:
    start.evaluate("document.getElementById('vault-place').mark = 'same'")
    length = start.evaluate("history.length")
    start.click(CONTINUE)
    expect(start.locator(HEADING)).to_have_text("step two")
    expect(start.locator("main")).to_have_attribute("data-step", "two")
    expect(start.locator(HEADING)).to_be_focused()
    assert start.url == f"{url}/en/case"
    assert start.title() == "Stillmine"
    assert start.evaluate("history.length") == length
    assert start.evaluate("document.getElementById('vault-place').mark") == "same"
    assert start.evaluate("scrollY") == 0


def test_the_address_says_nothing_of_the_step(page: Page, url: str) -> None:
    page.goto(f"{url}/en/case/three")
    expect(page.locator(HEADING)).to_have_text("step three")
    assert page.url == f"{url}/en/case"


def test_others_are_told_of_every_step_and_may_hold_it_back(start: Page, trial: Trial) -> None:
    start.evaluate(
        """() => {
          window.told = [];
          for (const name of ['step:leaving', 'step:shown'])
            document.addEventListener(name, (event) => told.push([name, event.detail.step ?? '']));
          document.addEventListener('step:leaving', (e) => window.hold && e.preventDefault());
        }"""
    )
    start.click(CONTINUE)
    expect(start.locator(HEADING)).to_have_text("step two")
    start.evaluate("window.hold = true")
    start.click(CONTINUE)
    assert start.evaluate("told") == [
        ["step:leaving", ""],
        ["step:shown", "two"],
        ["step:leaving", ""],
    ]
    assert len(trial.posts) == 1


def test_enter_goes_on_and_never_back(start: Page, trial: Trial) -> None:
    start.focus("#how")
    start.keyboard.press("Enter")
    expect(start.locator(HEADING)).to_have_text("step two")
    assert trial.posts == [("one", {"draft": "sealed one", "how": ""})]


def test_the_pressed_button_is_part_of_what_is_sent(start: Page, trial: Trial) -> None:
    start.click("[name=back]")
    expect(start.locator(HEADING)).to_have_text("step two")
    assert trial.posts == [("one", {"draft": "sealed one", "how": "", "back": "yes"})]


def test_an_error_takes_the_focus_and_its_link_leads_to_the_field(start: Page, url: str) -> None:
    length = start.evaluate("history.length")
    start.fill("#how", "error")
    start.click(CONTINUE)
    expect(start.locator("[data-error-summary]")).to_be_focused()
    start.click("[data-error-summary] a")
    expect(start.locator("#how")).to_be_focused()
    assert start.evaluate("history.length") == length
    assert start.url == f"{url}/en/case"


def test_pressing_twice_sends_once_and_says_that_it_takes_a_moment(
    start: Page, trial: Trial
) -> None:
    start.fill("#how", "slow")
    start.dblclick(CONTINUE)
    start.press("#how", "Enter")
    expect(start.locator("[data-status]")).to_have_text("One moment …")
    trial.release.set()
    expect(start.locator(HEADING)).to_have_text("step two")
    expect(start.locator("[data-status]")).to_have_text("")
    assert len(trial.posts) == 1


def test_after_a_lost_answer_everything_stays_and_the_same_is_sent_again(
    start: Page, trial: Trial
) -> None:
    trial.broken = 1
    start.fill("#how", "lost")
    sent: list[str | None] = []
    start.on("request", lambda request: note_post(sent, request))
    start.click(CONTINUE)
    expect(start.locator("[data-lost]")).to_be_focused()
    expect(start.locator("[data-lost]")).to_contain_text("No answer came back.")
    expect(start.locator(HEADING)).to_have_text("step one")
    assert start.input_value("#how") == "lost"
    # What is changed in the meantime waits for its own turn.
    start.fill("#how", "changed")
    start.click(RETRY)
    expect(start.locator(HEADING)).to_have_text("step two")
    expect(start.locator("[data-lost]")).to_have_count(0)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert dict(parse_qsl(sent[0] or ""))["how"] == "lost"


def note_post(sent: list[str | None], request: Request) -> None:
    if request.method == "POST":
        sent.append(request.post_data)


def test_without_a_network_the_page_stays_and_goes_on_when_it_is_back(start: Page) -> None:
    start.context.set_offline(True)
    start.click(CONTINUE)
    expect(start.locator("[data-lost]")).to_be_visible()
    start.click(RETRY)
    expect(start.locator("[data-lost]")).to_be_visible()
    start.context.set_offline(False)
    start.click(RETRY)
    expect(start.locator(HEADING)).to_have_text("step two")


@pytest.mark.parametrize(
    ("code", "words", "may_try_again"),
    [
        (500, "Something broke on our side", True),
        (503, "Many people are here right now", True),
        (429, "Please wait a moment", True),
        (413, "That was too much at once", False),
        (403, "We could not take that", False),
    ],
)
def test_an_error_page_of_the_server_is_shown_beside_the_button_and_the_answers_stay(
    start: Page, trial: Trial, code: int, words: str, may_try_again: bool
) -> None:
    trial.broken = 1
    start.fill("#how", str(code))
    start.click(CONTINUE)
    expect(start.locator("[data-lost]")).to_be_focused()
    expect(start.locator("[data-lost]")).to_contain_text(words)
    expect(start.locator(HEADING)).to_have_text("step one")
    assert start.input_value("#how") == str(code)
    expect(start.locator(RETRY)).to_have_count(int(may_try_again))
    start.click(RETRY if may_try_again else CONTINUE)
    expect(start.locator(HEADING)).to_have_text("step two")


def test_an_answer_that_is_no_step_is_opened_in_the_place_of_the_page(
    start: Page, url: str
) -> None:
    length = start.evaluate("history.length")
    start.fill("#how", "away")
    start.click(CONTINUE)
    start.wait_for_url(f"{url}/en/")
    assert start.evaluate("history.length") == length


def test_a_price_is_paid_by_work_and_the_form_sent_again(start: Page, trial: Trial) -> None:
    start.fill("#how", "price")
    start.click(CONTINUE)
    expect(start.locator(HEADING)).to_have_text("step two")
    first, second = trial.posts
    assert "pow" not in first[1]
    assert second[1]["ticket"] == Price.ticket
    digest = hashlib.sha256(f"{Price.challenge}:{second[1]['pow']}".encode()).digest()
    assert 256 - int.from_bytes(digest).bit_length() >= Price.bits


def test_the_work_says_what_it_does_and_leaves_the_page_alive(start: Page, trial: Trial) -> None:
    trial.price = Price(bits=40)
    start.fill("#how", "price")
    start.click(CONTINUE)
    expect(start.locator("[data-pow-text]")).to_have_text("Your device is working on it.")
    start.fill("#how", "enough")
    start.click(CONTINUE)
    expect(start.locator(HEADING)).to_have_text("step two")


@pytest.mark.parametrize("length", [0, 1, 54, 55, 63, 64, 65, 128, 200])
def test_the_digest_is_sha_256_at_every_length(
    page: Page, url: str, trial: Trial, length: int
) -> None:
    trial.price = Price(challenge="a1" * (length // 2) + "f" * (length % 2), bits=6)
    page.goto(f"{url}/en/case")
    page.fill("#how", "price")
    page.click(CONTINUE)
    expect(page.locator(HEADING)).to_have_text("step two")
    counter = trial.posts[-1][1]["pow"]
    digest = hashlib.sha256(f"{trial.price.challenge}:{counter}".encode()).digest()
    assert digest[0] < 4


def test_printing_is_offered_where_it_can_be_done(start: Page) -> None:
    start.evaluate("window.print = () => { window.printed = true }")
    start.click("[data-print]")
    assert start.evaluate("printed")
    start.click(CONTINUE)
    expect(start.locator("[data-print]")).to_be_visible()


def test_without_scripts_the_steps_are_pages_and_the_price_is_a_wait(
    chromium: Browser, url: str, trial: Trial
) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{url}/en/case")
    page.fill("#how", "price")
    page.click(CONTINUE)
    expect(page.locator("[data-pow-text]")).to_have_text("Please wait 20 seconds.")
    expect(page.locator("[data-print]")).to_be_hidden()
    page.fill("#how", "")
    page.click(CONTINUE)
    expect(page.locator(HEADING)).to_have_text("step two")
    assert [slug for slug, _ in trial.posts] == ["one", "one"]
    page.close()


def test_nothing_can_be_pressed_before_the_scripts_are_there(
    page: Page, url: str, trial: Trial
) -> None:
    trial.scripts_may_come.clear()
    page.goto(f"{url}/en/", wait_until="commit")
    length = page.evaluate("history.length")
    page.wait_for_timeout(500)
    assert page.locator("#next").count() == 0
    trial.scripts_may_come.set()
    page.click("#next")
    expect(page.locator(HEADING)).to_have_text("step one")
    assert page.evaluate("history.length") == length


def test_links_take_the_place_of_the_page_and_parts_of_it_have_no_address(
    page: Page, url: str
) -> None:
    page.goto(f"{url}/en/")
    length = page.evaluate("history.length")
    for link in ("#next", "#out", "#next"):
        page.click(link)
    expect(page.locator(HEADING)).to_have_text("step one")
    page.focus(".govuk-skip-link")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.url == f"{url}/en/case"
    page.click("nav summary")
    page.click("nav [lang=tr]")
    page.wait_for_url(f"{url}/tr/")
    assert page.evaluate("history.length") == length
