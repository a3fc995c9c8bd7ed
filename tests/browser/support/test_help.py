"""Help in three presses, on a small phone and a slow network, with JavaScript and without."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import look_at
from tests.chromium import PHONE
from webapp.support.guides import GUIDES

MOST_BYTES = 50_000
# What Chromium's own tools call slow 3G.
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * 1024 / 8,
    "uploadThroughput": 400 * 1024 / 8,
}
PATHS = ["", "/in/tr", "/in/tr/now", "/in/tr/under-18", "/in/zz", "/in/ng", "/in/ng/now"]
PATHS += ["/to/now", "/to/under-18", "/to/legal", "/guides", "/platforms", "/for-sites"]
PATHS += ["/widget/tr", "/letters", "/letters/tr-134", "/letters/us-take-it-down"]
PATHS += [f"/guides/{slug}" for slug in GUIDES]


@dataclass
class Meter:
    """Counts what comes over the wire, as the browser's own network layer counts it."""

    kinds: dict[str, int] = field(default_factory=dict)

    def attach(self, page: Page, *, slow: bool) -> "Meter":
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        if slow:
            session.send("Network.emulateNetworkConditions", SLOW)
        session.on("Network.loadingFinished", self._note)
        return self

    def _note(self, event: dict[str, object]) -> None:
        self.kinds[str(event["requestId"])] = int(str(event["encodedDataLength"]).split(".")[0])

    @property
    def bytes(self) -> int:
        return sum(self.kinds.values())


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_a_helpline_in_turkey_is_three_presses_and_50_kb_away(chromium, site, scripts):
    context = chromium.new_context(viewport=PHONE, locale="tr-TR", java_script_enabled=scripts)
    page = context.new_page()
    meter = Meter().attach(page, slow=True)
    page.goto(f"{site.url}/tr/")
    page.locator("[data-action=help]").click()  # the first press
    page.get_by_role("link", name="Türkiye", exact=True).click()  # the second
    call = page.locator("[data-resource=tr-tkdf] .sm-call").first
    expect(call).to_be_visible()
    assert call.get_attribute("href") == "tel:+902126569696"  # the third dials
    assert call.bounding_box()["height"] >= 48
    page.wait_for_load_state("networkidle")
    assert 10_000 < meter.bytes < MOST_BYTES
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_who_is_not_safe_is_three_presses_from_the_emergency_number(chromium, site, scripts):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site.url}/tr/help")
    page.locator("[data-action=now]").click()
    page.get_by_role("link", name="Türkiye", exact=True).click()
    first = page.locator("main .sm-call").first
    assert first.get_attribute("href") == "tel:112"
    box = first.bounding_box()
    assert box["y"] + box["height"] < PHONE["height"], "it is on the first screen"
    context.close()


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_every_page_of_help_is_accessible_on_a_phone(phone, site, language):
    for path in PATHS:
        phone.goto(f"{site.url}/{language}/help{path}")
        look_at(phone)


def test_what_a_search_finds_is_accessible_too(phone, site):
    phone.goto(f"{site.url}/ar/help")
    for words in ("ابتزاز", "tkdf avukat", "qxzqxz"):
        phone.locator("[name=q]").fill(words)
        phone.locator("[data-action=search]").click()
        expect(phone.locator("#found")).to_be_visible()
        look_at(phone)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_a_search_works_and_leaves_no_word_in_the_address(chromium, site, scripts):
    context = chromium.new_context(viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site.url}/tr/help")
    page.locator("[name=q]").fill("santaj")
    page.locator("[name=q]").press("Enter")
    expect(page.locator("[data-hit='guide:blackmail'] a")).to_be_visible()
    assert page.url == f"{site.url}/tr/help"
    page.locator("[data-hit='guide:blackmail'] a").click()
    expect(page.locator("[data-guide=blackmail]")).to_be_visible()
    context.close()


def test_after_a_whole_visit_back_shows_none_of_our_pages(page, site, elsewhere):
    page.goto("about:blank")
    page.goto(f"{site.url}/en/")
    page.locator("[data-action=help]").click()
    page.locator("[name=q]").fill("lawyer")
    page.locator("[data-action=search]").click()
    expect(page.locator("#found")).to_be_visible()
    page.locator(".sm-countries a").first.click()
    expect(page.locator("[data-resource]").first).to_be_visible()
    page.locator("[data-action=leave]").click()
    page.wait_for_url(elsewhere)
    page.go_back()
    page.wait_for_timeout(300)
    assert site.url not in page.url


def test_the_wizards_ending_hands_over_to_the_country(page, site):
    page.goto(f"{site.url}/tr/case/under-18")
    page.get_by_role("link", name="Birleşik Krallık", exact=True).click()
    first = page.locator("[data-resource]").first
    assert first.get_attribute("data-resource") == "gb-report-remove"
    expect(first.locator("a[href^='https://']")).to_be_visible()


def test_the_widget_shows_in_a_frame_of_another_site(page, site, elsewhere):
    page.goto(elsewhere)
    page.set_content(f'<iframe src="{site.url}/tr/help/widget/tr" width=360 height=600></iframe>')
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-resource=tr-tkdf] .sm-call").first).to_be_visible()


def test_another_site_may_read_the_data(page, site, elsewhere):
    page.goto(elsewhere)
    rows = page.evaluate(
        "async (url) => (await (await fetch(url)).json()).resources.length",
        f"{site.url}/help/resources.json?country=tr",
    )
    assert rows > 4
