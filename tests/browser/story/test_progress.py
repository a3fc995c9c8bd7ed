"""The page of a case whose platforms are in every state: looked at, reached, printed."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look_at, tab_to
from tests.browser.person import Person
from tests.states import ANSWERS, open_case_in_every_state
from webapp.i18n import LANGUAGES


@pytest.fixture
def receipt(site):
    return open_case_in_every_state(site.bank)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_accessible_on_a_phone(phone, site, receipt, language):
    Person(phone, site.url, language).open_case(receipt.case_number, receipt.passcode)
    expect(phone.locator("[data-participant]")).to_have_count(len(ANSWERS))
    look_at(phone)


def test_the_way_to_help_is_reached_by_keyboard(page, site, receipt):
    person = Person(page, site.url)
    person.open_case(receipt.case_number, receipt.passcode)
    letters = "[data-participant=not-violating] a[href*=letters]"
    tab_to(page, f"document.activeElement.matches({letters!r})")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    person.see("other-ways")


def test_without_javascript_everything_is_there(chromium, site, receipt):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/en/case/follow")
    page.locator("[name=case_number]").fill(receipt.case_number)
    page.locator("[name=passcode]").fill(receipt.passcode)
    page.locator("[data-action=continue]").click()
    for state in ANSWERS:
        expect(page.locator(f"[data-participant={state}]")).to_have_attribute("data-state", state)
    context.close()


def test_on_paper_are_the_platforms_and_no_buttons(page, site, receipt):
    Person(page, site.url).open_case(receipt.case_number, receipt.passcode)
    page.emulate_media(media="print")
    for state in ANSWERS:
        expect(page.locator(f"[data-participant={state}] li[data-mark]").first).to_be_visible()
    for hidden in ("button", "[data-action=leave]", ".sm-footer"):
        assert not any(each.is_visible() for each in page.locator(hidden).all())
