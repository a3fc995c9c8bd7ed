"""The portal looked at inside the frame: by a checker, on a small phone, by keyboard alone."""

import pytest
from playwright.sync_api import Page

from tests.browser.looking import look_at
from tests.browser.person import Person
from tests.browser.portal.conftest import enter
from tests.browser.portal.ngo import Ngo
from tests.photos import photo, save_jpeg
from webapp.bank import partnership
from webapp.i18n import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_accessible_in_the_frame(
    phone, site, ngo, tmp_path, language, scheme
):
    phone.emulate_media(color_scheme=scheme)
    for kind in ("intro", "closing", "hours"):
        site.bank.run(partnership.set_text, "ngo", language, kind, "One.\n\nTwo.")
    ngo.snippet = ngo.snippet.replace("/en/", f"/{language}/")
    frame = enter(phone, ngo)
    look_at(frame)
    frame.locator("[data-action=begin]").click()
    person = Person(frame, site.url, language)
    person.see("start")
    look_at(frame)
    person.go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    look_at(frame)
    person.go_to_review()
    person.send()
    look_at(frame)


def test_the_way_out_is_the_first_stop_inside_the_frame_and_begin_can_be_pressed(
    page: Page, ngo: Ngo
):
    frame = enter(page, ngo)
    page.keyboard.press("Tab")
    assert frame.evaluate("document.activeElement.dataset.action") == "leave"
    for _ in range(20):
        if frame.evaluate("document.activeElement.dataset.action") == "begin":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    Person(frame, ngo.site_url).see("start")
