"""Every page, looked at as people will: by a checker, on a small phone, by keyboard alone."""

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import look_at, tab_to
from tests.browser.person import ANSWERS, READY_WITHIN_MS, Person
from tests.photos import photo, save_jpeg
from tests.site import Site
from webapp.i18n import LANGUAGES

PAGES = ["", "how", "privacy", "check", "case", "case/follow"]
PAGES += ["case/under-18", "case/for-supporters", "case/other-ways", "nowhere"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_that_has_an_address_is_accessible_on_a_phone(phone, site, language):
    for path in PAGES:
        phone.goto(f"{site.url}/{language}/{path}")
        look_at(phone)


# The longest words, both directions, the deepest lines; every language is looked at above.
@pytest.mark.parametrize("language", ["en", "tr", "ar", "de", "hi", "ur"])
def test_every_step_is_accessible_on_a_phone(phone, site, tmp_path, language):
    person = Person(phone, site.url, language).arrive()
    person.go_on("who-is-in-it")
    steps = [*ANSWERS, "choose-files"]
    for step, following in itertools.pairwise(steps):
        # Once without an answer, so that the words of the mistake are looked at too.
        phone.locator("[data-action=continue]").click()
        expect(phone.locator(".govuk-error-summary")).to_be_visible()
        look_at(phone)
        person.choose(ANSWERS[step])
        person.go_on(following)
        look_at(phone)
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    look_at(phone)
    person.go_to_review()
    look_at(phone)
    number, passcode = person.send()
    look_at(phone)
    person.open_case(number, passcode)
    look_at(phone)
    for name, value, following in (
        ("action", "choose-withdrawal", "withdraw"),
        ("action", "withdraw", "case"),
        ("action", "choose-more", "add-images"),
    ):
        phone.locator(f"button[name={name}][value={value}]").click()
        person.see(following)
        look_at(phone)


def test_the_whole_wizard_works_by_keyboard_alone(page, site, tmp_path):
    file = save_jpeg(tmp_path / "one.jpg", photo(1))
    person = Person(page, site.url).arrive()
    press_on(page, "[data-action=continue]")
    for step, answer in ANSWERS.items():
        person.see(step)
        press_on(page, f"input[value='{answer}']", "Space")
        press_on(page, "[data-action=continue]")
    person.see("choose-files")
    picker = person.vault.locator("input[type=file]")
    expect(picker).to_be_enabled(timeout=READY_WITHIN_MS)
    with page.expect_file_chooser() as chooser:
        tab_to(page, "document.activeElement.name === 'vault'")
        page.keyboard.press("Enter")
    chooser.value.set_files(str(file))
    expect(person.vault.locator("[data-file-state=done]")).to_have_count(1, timeout=20_000)
    press_on(page, "[data-action=continue]")
    person.see("where")
    press_on(page, "[data-action=continue]")
    person.see("statements")
    for box in page.locator("input[name=statements]").all():
        press_on(page, f"#{box.get_attribute('id')}", "Space")
    press_on(page, "[data-action=continue]")
    person.see("review")
    press_on(page, "[data-action=send]")
    person.see("receipt")


def press_on(page: Page, selector: str, key: str = "Enter") -> None:
    """Tab to the element, as a person without a mouse does, and press the key."""
    page.locator(selector).first.wait_for()
    tab_to(page, f"document.activeElement.matches({selector!r})")
    page.keyboard.press(key)


def test_leave_now_is_the_first_thing_the_keyboard_reaches(page, site):
    for path in ("", "case", "case/follow"):
        page.goto(f"{site.url}/en/{path}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.action") == "leave"


@pytest.mark.parametrize("way", ["click", "escape"])
def test_after_leaving_the_back_button_shows_none_of_our_pages(page, site, elsewhere, way):
    page.goto("about:blank")
    page.goto(f"{site.url}/en/")
    page.locator("[data-action=begin]").click()
    person = Person(page, site.url)
    person.see("start")
    person.go_to_choose_files()
    if way == "click":
        page.locator("[data-action=leave]").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(elsewhere)
    page.go_back()
    page.wait_for_timeout(300)
    assert site.url not in page.url


def test_the_address_and_the_title_say_nothing_while_the_steps_change(page, site):
    person = Person(page, site.url).arrive()
    titles = {page.title()}
    person.go_to_choose_files()
    assert page.url == f"{site.url}/en/case"
    assert titles | {page.title()} == {"Stillmine"}


def test_a_reload_warns_when_there_is_something_to_lose(page, site, tmp_path):
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    person = Person(page, site.url).arrive().go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    page.reload()
    assert warned == ["beforeunload"]
    person.see("start")


def test_a_lost_answer_is_sent_again_and_opens_one_case(page, site, tmp_path):
    person = Person(page, site.url).arrive().go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    person.go_to_review()
    receipts = []

    def lose_the_first_answer(route):
        answer = route.fetch()
        receipts.append(answer.text())
        if len(receipts) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/case/review", lose_the_first_answer)
    page.locator("[data-action=send]").click()
    page.locator("[data-action=retry]").click()
    person.see("receipt")
    number = page.locator("[data-field=case-number]").inner_text()
    assert all(number in receipt for receipt in receipts)
    assert len(receipts) == 2


def test_nothing_is_kept_in_the_browser(page, site, tmp_path):
    person = Person(page, site.url).arrive().go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    person.go_to_review().send()
    assert page.context.cookies() == []
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, "
        "(await indexedDB.databases()).length, (await caches.keys()).length, "
        "(await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert kept == [0, 0, 0, 0, 0]


def test_without_javascript_the_way_leads_to_words_that_say_what_to_do(chromium, site: Site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    person = Person(page, site.url).arrive().go_to_choose_files()
    # Chromium shows them where scripting is off in its settings, but not for a test's switch.
    assert "needs JavaScript" in (page.locator("noscript").text_content() or "")
    page.locator("[name=no-file]").click()
    person.see("other-ways")
    context.close()
