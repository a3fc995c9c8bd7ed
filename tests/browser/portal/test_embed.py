"""The wizard inside a partner's own site, in real Chromium."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from tests.browser.portal.conftest import begin, enter
from tests.browser.portal.ngo import HOSTILE
from tests.browser.recorder import Recorder, secrets_of
from tests.browser.story.test_person import stored_values
from tests.photos import photo, save_jpeg
from webapp.bank import partnership
from webapp.snippet import SANDBOX

LEAVE = "[data-action=leave]"
NEW_TAB = "allow-popups allow-popups-to-escape-sandbox"
STORE = "() => { try { return localStorage.length } catch (error) { return error.name } }"


def test_a_photo_becomes_a_case_on_a_strict_site_without_cookies_and_the_site_hears_nothing(
    strict_page, site, ngo, tmp_path
):
    page, file = strict_page, save_jpeg(tmp_path / "our-balcony.jpg", photo(1))
    ngo.is_strict, ngo.style = True, HOSTILE
    recorder = Recorder().attach(page)
    person = begin(page, ngo)
    assert person.page.evaluate(STORE) == "SecurityError", "what a third party may keep is blocked"
    size = size_of_frame(page)
    person.go_to_choose_files().wait_until_whole()
    before_the_pick = len(recorder.sent)
    person.choose_files([file], done=1)
    assert recorder.sent[before_the_pick:] == []
    person.go_to_review().send()

    assert pdq_from_file(file)[0] in stored_values(site)
    expect(person.page.get_by_text("We are here.")).to_be_visible()
    assert page.evaluate("heard") == []
    assert size_of_frame(page) == size
    assert recorder.find(secrets_of(file)) == []
    ours = re.compile(rf"(blob:)?({re.escape(site.url)}|{re.escape(ngo.url)})/|blob:null/")
    assert [sent.url for sent in recorder.sent if not ours.match(sent.url)] == []
    assert page.context.cookies() == []


def test_the_stylesheet_of_the_site_does_not_reach_into_the_frame(page, ngo):
    ngo.style = HOSTILE
    frame = enter(page, ngo)
    expect(frame.locator("h1")).to_be_visible()
    assert frame.locator("h1").evaluate("h1 => getComputedStyle(h1).color") != "rgb(255, 0, 0)"


def test_the_vault_wears_the_partners_colour(page, ngo, tmp_path):
    person = begin(page, ngo).go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)
    accent = "document.documentElement.style.getPropertyValue('--light-accent')"
    assert person.vault.locator("body").evaluate(f"() => {accent}") == "#1b5e57"


def size_of_frame(page) -> tuple[float, float]:
    box = page.locator("iframe").bounding_box()
    return box["width"], box["height"]


def is_refused(page, ngo, what: str) -> bool:
    """True if the browser shows nothing of ours in a frame of the partner's site."""
    if what == "vault":
        ngo.snippet = f'<iframe sandbox="allow-scripts" src="{ngo.site_url}/vault/ngo"></iframe>'
    refused = []
    page.on("console", lambda line: "frame-ancestors" in line.text and refused.append(line.text))
    page.goto(ngo.url)
    shown = page.frame_locator("iframe").locator("main")
    for _ in range(200):
        if refused or shown.count():
            break
        page.wait_for_timeout(50)
    assert shown.count() == (0 if refused else 1)
    return bool(refused)


@pytest.mark.parametrize("what", ["portal", "vault"])
def test_only_a_listed_site_may_frame_us_until_its_day_and_while_framing_is_on(
    page, site, ngo, what
):
    listed = ngo.url
    assert not is_refused(page, ngo, what)
    ngo.url = listed.replace("localhost", "127.0.0.1")
    assert is_refused(page, ngo, what), "not listed"
    ngo.url = listed
    site.bank.run(partnership.switch_framing, "ngo", is_off=True)
    assert is_refused(page, ngo, what), "switched off"
    site.bank.run(partnership.switch_framing, "ngo", is_off=False)
    assert not is_refused(page, ngo, what)
    late = {"lasts": timedelta(seconds=-1), "with_loopback": True}
    site.bank.run(partnership.let_frame, "ngo", [listed], **late)
    assert is_refused(page, ngo, what), "expired"


def test_the_vault_of_a_partner_is_refused_inside_a_portal_that_another_site_frames(page, ngo):
    """Every page above the vault is checked, not only the one that holds it."""
    ngo.snippet = f'<iframe sandbox="allow-scripts" src="{ngo.site_url}/vault/self"></iframe>'
    assert is_refused(page, ngo, "portal")


def test_a_site_that_must_sandbox_us_can(page, ngo, tmp_path):
    ngo.sandbox = SANDBOX
    person = begin(page, ngo).go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "one.jpg", photo(1))], done=1)


@pytest.mark.parametrize(
    "sandbox",
    ["", "allow-scripts", f"allow-scripts allow-forms {NEW_TAB}", NEW_TAB],
)
def test_a_frame_that_is_held_too_tightly_shows_a_way_into_a_tab_of_its_own(page, ngo, sandbox):
    ngo.sandbox = sandbox
    frame = enter(page, ngo)
    way = frame.get_by_role("link", name="Open it in a tab of its own").first
    expect(way).to_be_visible()
    expect(way.locator("xpath=../..").get_by_text(f"{ngo.site_url}/p/ngo/en/")).to_be_visible()
    if "allow-scripts" in sandbox:
        expect(frame.locator("h1")).to_have_count(0)
    if NEW_TAB in sandbox:
        with page.context.expect_page() as opened:
            way.click()
        expect(opened.value).to_have_url(f"{ngo.site_url}/p/ngo/en/")


def test_in_its_own_tab_the_page_says_nothing_of_frames(page, site, ngo):
    page.goto(f"{site.url}/p/ngo/en/")
    expect(page.get_by_text("Open it in a tab of its own").first).to_be_hidden()


@pytest.mark.parametrize("way", ["click", "escape"])
def test_leave_now_takes_the_whole_tab(page, ngo, elsewhere, way):
    page.goto("about:blank")
    frame = begin(page, ngo).page
    if way == "click":
        frame.locator(LEAVE).click()
    else:
        # A press of any key before it, and the browser lets the frame take the tab.
        frame.locator("h1").press("Shift")
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(elsewhere)
    page.go_back()
    assert page.url == "about:blank"
