"""Leave now: at once, the whole tab, and Back shows none of our pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright, expect

from tests.browser.front.conftest import Elsewhere
from tests.browser.front.trial import Trial

LEAVE = '[data-action="leave"]'
LEAVE_NOW = "document.querySelector('[data-action=leave]').click()"
COMPOSING = "new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true})"
HELD = "new KeyboardEvent('keydown', {key: 'Escape', repeat: true, bubbles: true})"


def press_escape(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Escape")


def walk_about(page: Page, url: str) -> None:
    """Links, swapped steps, a link in place, links again, and into the steps once more."""
    page.goto(f"{url}/en/")
    page.click("#next")
    for step in ("two", "three"):
        page.click('[data-action="continue"]')
        expect(page.locator("h1")).to_have_text(f"step {step}")
    page.click("[name=back]")
    expect(page.locator("h1")).to_have_text("step one")
    page.click("#in-place")
    expect(page.locator("h1")).to_have_text("step three")
    page.click("#out")
    expect(page.locator("h1")).to_have_text("how")
    page.click("#next")
    page.click('[data-action="continue"]')
    expect(page.locator("h1")).to_have_text("step two")


def test_leave_is_the_first_stop_of_the_keyboard_and_the_skip_link_the_second(
    page: Page, url: str
) -> None:
    page.goto(f"{url}/en/case")
    page.keyboard.press("Tab")
    expect(page.locator(LEAVE)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()


@pytest.mark.parametrize("way", ["click", "escape", "event", "enter"])
def test_after_leaving_back_shows_what_was_open_before_us(
    page: Page, url: str, elsewhere: Elsewhere, way: str
) -> None:
    page.goto(f"{elsewhere.url}/before")
    walk_about(page, url)
    if way == "click":
        page.click(LEAVE)
    elif way == "escape":
        press_escape(page)
    elif way == "event":
        page.evaluate("() => { document.dispatchEvent(new CustomEvent('leave:now')) }")
    else:
        page.focus(LEAVE)
        page.keyboard.press("Enter")
    page.wait_for_url(f"{elsewhere.url}/left")
    page.go_back()
    assert page.url == f"{elsewhere.url}/before"
    page.go_forward()
    assert page.url == f"{elsewhere.url}/left"
    assert page.evaluate("history.length") == 3  # about:blank, before, left


def test_the_screen_is_blank_before_the_other_page_answers_and_bye_is_sent(
    page: Page, url: str, trial: Trial, elsewhere: Elsewhere
) -> None:
    trial.leave_url = f"{elsewhere.url}/hang"
    page.goto(f"{url}/en/case")
    with page.expect_request("**/bye"):
        assert page.evaluate(f"{LEAVE_NOW}; document.body.childNodes.length") == 0
    elsewhere.may_answer.set()
    page.wait_for_url(f"{elsewhere.url}/hang")


def test_two_presses_and_a_late_third_do_not_leave(page: Page, url: str) -> None:
    page.goto(f"{url}/en/case")
    press_escape(page, 2)
    page.wait_for_timeout(2100)
    press_escape(page, 1)
    expect(page.locator("h1")).to_have_text("step one")
    press_escape(page, 2)
    expect(page.locator("h1")).to_have_count(0)


@pytest.mark.parametrize("press", [COMPOSING, HELD], ids=["composing", "held"])
def test_escape_that_is_not_three_presses_does_not_leave(page: Page, url: str, press: str) -> None:
    page.goto(f"{url}/en/case")
    page.evaluate(f"() => {{ for (let i = 0; i < 5; i++) document.body.dispatchEvent({press}) }}")
    expect(page.locator("h1")).to_have_text("step one")


def test_leaving_asks_nothing_even_with_something_to_lose(
    page: Page, url: str, elsewhere: Elsewhere
) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{url}/en/case")
    page.fill("#how", "typed")
    page.evaluate("document.documentElement.dataset.unsaved = 'yes'")
    page.click("#out")
    page.wait_for_url("**/how")
    assert asked == ["beforeunload"]
    page.goto(f"{url}/en/case")
    page.fill("#how", "typed")
    page.evaluate("document.documentElement.dataset.unsaved = 'yes'")
    press_escape(page)
    page.wait_for_url(f"{elsewhere.url}/left")
    assert asked == ["beforeunload"]


def frame_of(page: Page, elsewhere: Elsewhere, url: str, sandbox: str = "") -> None:
    page.goto(f"{elsewhere.url}/before")
    page.goto(f"{elsewhere.url}/frame?frame={url}/en/case&sandbox={sandbox}")
    frame = page.frame_locator("iframe")
    frame.locator('[data-action="continue"]').click()
    expect(frame.locator("h1")).to_have_text("step two")


@pytest.mark.parametrize(
    "sandbox",
    ["", "allow-scripts allow-forms allow-same-origin allow-top-navigation-by-user-activation"],
    ids=["plain", "sandboxed"],
)
def test_inside_a_frame_the_whole_tab_leaves(
    page: Page, url: str, elsewhere: Elsewhere, sandbox: str
) -> None:
    frame_of(page, elsewhere, url, sandbox)
    page.frame_locator("iframe").locator(LEAVE).click()
    page.wait_for_url(f"{elsewhere.url}/left")
    page.go_back()
    assert page.url == f"{elsewhere.url}/before"


def test_a_frame_that_may_not_leave_is_blank_but_for_a_way_out(
    page: Page, url: str, elsewhere: Elsewhere
) -> None:
    frame_of(page, elsewhere, url, "allow-scripts allow-forms allow-same-origin")
    frame = page.frame_locator("iframe")
    frame.locator("#how").press("Escape")
    press_escape(page, 2)
    expect(frame.locator("body > *")).to_have_count(1)
    way_out = frame.locator(f"body > {LEAVE}")
    expect(way_out).to_be_focused()
    expect(way_out).to_have_attribute("target", "_top")
    expect(way_out).to_have_attribute("href", f"{elsewhere.url}/left")


def test_without_scripts_the_way_out_is_a_plain_link(
    chromium: Browser, url: str, elsewhere: Elsewhere
) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{url}/en/case")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{elsewhere.url}/left")
    page.close()


@pytest.fixture
def remembering(playwright_here: Playwright) -> Iterator[Page]:
    """A browser that keeps pages alive behind Back, as people's browsers do."""
    browser = playwright_here.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--disable-background-networking"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser.new_page()
    browser.close()


def test_a_left_page_that_the_browser_brings_back_to_life_stays_blank_and_goes_again(
    remembering: Page, url: str, trial: Trial, elsewhere: Elsewhere
) -> None:
    # The way there: leave, and Back before the other page has answered. Our page, blank, is kept.
    page, trial.leave_url = remembering, f"{elsewhere.url}/hang"
    page.goto(f"{elsewhere.url}/before")
    page.goto(f"{url}/en/case?may-keep")
    page.evaluate(f"() => {{ {LEAVE_NOW}; setTimeout(() => history.back(), 300) }}")
    expect(page).to_have_url(f"{elsewhere.url}/before")
    elsewhere.may_answer.set()
    asked_before = trial.paths.count("/en/case")
    page.evaluate("() => { history.forward() }")
    expect(page).to_have_url(f"{elsewhere.url}/hang")
    assert trial.paths.count("/en/case") == asked_before, "the page was loaded anew, not kept"
