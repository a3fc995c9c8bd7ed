"""The look, measured: on a phone, from right to left, at night, on paper, and for every reader."""

import json
from typing import Any

import brotli
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.front.assets import ROOT, Asset
from tests.browser.front.trial import Trial
from tests.browser.front.words import LANGUAGES

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
PAGES = ("style", "case", "", "missing")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEST_SHEET = 14_000
TARGET = 48


def open_page(page: Page, address: str) -> None:
    """Opens a page that is meant to be there, or the error page that is meant to be one."""
    answer = page.goto(address)
    assert answer
    assert answer.status == (404 if address.endswith("/missing") else 200)


def violations(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then((result) => result.violations)", RULES
    )
    return [{one["id"]: [node["html"][:200] for node in one["nodes"]]} for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_by_day_or_night_in_either_direction(
    chromium: Browser, url: str, lang: str, scheme: Any
) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    for name in PAGES:
        open_page(page, f"{url}/{lang}/{name}")
        assert violations(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 800})
    open_page(page, f"{url}/{lang}/style")
    for details in page.locator("details").all():
        details.evaluate("part => { part.open = true }")
    assert violations(page) == []
    page.close()


def test_axe_finds_nothing_after_an_error_a_lost_answer_and_a_price(
    page: Page, url: str, trial: Trial
) -> None:
    open_page(page, f"{url}/en/case")
    page.fill("#how", "error")
    page.click('[data-action="continue"]')
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert violations(page) == []
    trial.broken = 1
    page.fill("#how", "503")
    page.click('[data-action="continue"]')
    expect(page.locator("[data-lost]")).to_be_focused()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_scrolls_sideways(page: Page, url: str, lang: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    for name in PAGES:
        open_page(page, f"{url}/{lang}/{name}")
        # The page clips what would stick out, so every part is asked for itself.
        out = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter((part) => {
              const box = part.getBoundingClientRect();
              const isHidden = part.closest('.govuk-visually-hidden, .govuk-skip-link');
              return !isHidden && box.width && (box.left < -1 || box.right > innerWidth + 1);
            }).map((part) => part.outerHTML.slice(0, 120))"""
        )
        assert out == [], name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_read_from_left_to_right_in_every_language(
    page: Page, url: str, lang: str
) -> None:
    open_page(page, f"{url}/{lang}/style")
    for field in ("case-number", "passcode"):
        places = page.evaluate(
            """(field) => {
              const text = document.querySelector(`[data-field="${field}"]`).firstChild;
              return [...text.data].flatMap((letter, n) => {
                if (letter === ' ') return [];
                const range = new Range();
                range.setStart(text, n);
                range.setEnd(text, n + 1);
                return [range.getBoundingClientRect().left];
              });
            }""",
            field,
        )
        assert places == sorted(places), field


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_pressed_is_large_enough_for_a_thumb(page: Page, url: str, lang: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    open_page(page, f"{url}/{lang}/style")
    small = page.evaluate(
        """(least) => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
          .filter((part) => !part.closest('p.govuk-body, .govuk-error-summary, .govuk-skip-link'))
          .filter((part) => !part.matches('.govuk-skip-link'))
          .map((part) => part.matches('.govuk-radios__input, .govuk-checkboxes__input')
            ? part.parentElement : part)
          .filter((part) => part.getBoundingClientRect().height < least)
          .map((part) => part.outerHTML.slice(0, 120))""",
        TARGET,
    )
    assert small == []


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 600), (320, 256)])
def test_what_has_the_focus_shows_a_ring_and_is_never_covered(
    page: Page, url: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, f"{url}/en/style")
    page.keyboard.press("Tab")
    for backwards in (False, True):
        stops: list[str] = []
        for _ in range(80):
            seen = page.evaluate(FOCUS)
            if seen is None:
                break
            stops.append(seen["what"])
            assert seen["ring"], seen
            assert seen["shown"], seen
            page.keyboard.press("Shift+Tab" if backwards else "Tab")
        assert len(stops) > (25 if backwards else 20), stops
        if not backwards:
            page.keyboard.press("Shift+Tab")


FOCUS = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const card = part.closest('.govuk-radios__item, .govuk-checkboxes__item') ?? part;
  const style = getComputedStyle(card);
  const box = card.getBoundingClientRect();
  const top = part.closest('.sm-bar') ? 0
    : document.querySelector('.sm-bar').getBoundingClientRect().bottom;
  return {
    what: part.outerHTML.slice(0, 120),
    ring: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3,
    shown: Math.min(box.bottom, innerHeight) - Math.max(box.top, top)
      >= Math.min(box.height, 48) - 1,
  };
}"""


def test_the_way_out_stays_in_sight_however_far_one_scrolls(page: Page, url: str) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        open_page(page, f"{url}/en/style")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator('[data-action="leave"]')).to_be_in_viewport(ratio=1)


def test_paper_holds_what_must_be_kept_and_nothing_that_says_where_it_is_from(
    page: Page, url: str
) -> None:
    open_page(page, f"{url}/en/style")
    page.emulate_media(media="print", color_scheme="dark")
    for kept in ('[data-field="case-number"]', '[data-field="passcode"]', ".sm-print-only"):
        expect(page.locator(kept)).to_be_visible()
    for left_out in (
        "h1",
        "h2",
        ".govuk-list",
        ".sm-platforms",
        ".sm-bar",
        ".sm-languages",
        ".sm-banner",
        ".sm-footer",
        ".govuk-button",
    ):
        expect(page.locator(left_out).first).to_be_hidden()
    written = page.evaluate(
        """() => [...document.querySelectorAll('a')]
          .map((link) => getComputedStyle(link, '::after').content).filter((c) => c !== 'none')"""
    )
    assert written == []
    colours = page.evaluate(
        """() => [getComputedStyle(document.querySelector('[data-field=passcode]')).color,
          getComputedStyle(document.documentElement).backgroundColor]"""
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate("getComputedStyle(document.body).paddingTop") != "0px"


def test_forced_colours_leave_the_answers_to_be_told_apart(chromium: Browser, url: str) -> None:
    page = chromium.new_page(forced_colors="active")
    open_page(page, f"{url}/en/style")
    for part in ("::before", "::after"):
        style = page.evaluate(
            """(part) => {
              const style = getComputedStyle(document.querySelector('[for=who]'), part);
              return [style.borderTopStyle, style.borderTopWidth, style.opacity];
            }""",
            part,
        )
        assert style[0] == "solid"
        assert style[1] != "0px"
        assert style[2] == "1"
    page.close()


def test_motion_is_for_those_who_want_it(chromium: Browser, url: str) -> None:
    page = chromium.new_page(reduced_motion="reduce")
    open_page(page, f"{url}/en/style")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')]
          .map((part) => getComputedStyle(part))
          .filter((style) => parseFloat(style.transitionDuration) || style.animationName !== 'none')
          .length"""
    )
    assert moving == 0
    page.close()


def test_every_page_keeps_its_words_to_itself(page: Page, url: str) -> None:
    for name in PAGES:
        open_page(page, f"{url}/en/{name}")
        html = page.content()
        assert page.title() == "Stillmine"
        assert page.evaluate("document.documentElement.translate") is False
        assert page.locator("[style], [onclick], script:not([integrity]), style").count() == 0
        assert page.locator(
            'input:not([type="radio"], [type="checkbox"], [type="hidden"])'
        ).evaluate_all("all => all.every((one) => one.autocomplete === 'off' && !one.spellcheck)")
        assert 'name="referrer" content="no-referrer"' in html
    robots = 'meta[name="robots"]'
    expect(page.locator(robots)).to_have_count(0)
    open_page(page, f"{url}/en/case")
    expect(page.locator(robots)).to_have_attribute("content", "noindex, nofollow, noarchive")


def test_the_banner_is_there_only_on_a_copy_that_protects_nobody(page: Page, url: str) -> None:
    open_page(page, f"{url}/en/")
    expect(page.locator("[data-banner]")).to_contain_text("This copy protects nobody")
    open_page(page, f"{url}/en/?quiet")
    expect(page.locator("[data-banner]")).to_have_count(0)


def test_the_style_sheet_is_small_loads_nothing_and_wears_no_crown(
    assets: dict[str, Asset],
) -> None:
    for name in ("site.css", "site-rtl.css"):
        sheet = assets[name].content
        assert len(brotli.compress(sheet)) <= LARGEST_SHEET
        for word in (b"url(", b"@font-face", b"@import", b"GDS Transport", b"govuk-footer"):
            assert word not in sheet, word


def test_the_page_is_the_same_in_every_language(page: Page, url: str) -> None:
    shapes = set()
    for lang in LANGUAGES:
        open_page(page, f"{url}/{lang}/style")
        shapes.add(
            json.dumps(page.evaluate("[...document.querySelectorAll('*')].map((p) => p.tagName)"))
        )
        assert page.evaluate("document.documentElement.dir") == LANGUAGES[lang][1]
        assert page.locator(f"nav [lang={lang}]").get_attribute("aria-current") == "true"
    assert len(shapes) == 1
