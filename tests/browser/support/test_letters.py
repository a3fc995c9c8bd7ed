"""What is typed into the letters stays on the device, and is gone when the page is left."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.recorder import Recorder
from webapp.support.letters import FIELDS, LETTERS

TYPED = {name: f"Typed-{name}-Çiğdem-7319" for name in FIELDS}
PLACE = {
    "url": "https://bad.example/our-photo-8842",
    "account": "@account-8843",
    "when": "24 Nov 2026 21:14",
    "file": "screenshot-8844.png",
}
SECRETS = [text.encode() for text in (*TYPED.values(), *PLACE.values())]


def open_letter(page: Page, url: str, letter: str = "", language: str = "en") -> Page:
    page.goto(f"{url}/{language}/help/letters{f'/{letter}' if letter else ''}")
    expect(page.locator("[data-out=print]")).to_be_visible()
    return page


def fill_in(page: Page) -> None:
    """Everything that this letter asks for, and one place."""
    for name, text in PLACE.items():
        page.locator(f"[data-place-field={name}]").first.fill(text)
    for name, text in TYPED.items():
        fields = page.locator(f"[data-field-name={name}]")
        if fields.is_visible():
            fields.fill(text)


def shown(page: Page) -> str:
    return page.locator("[data-paper]:visible").inner_text()


@pytest.mark.parametrize("slug", LETTERS)
def test_a_letter_holds_what_was_typed_in_both_languages(page, site, slug):
    open_letter(page, site.url, slug)
    fill_in(page)
    for language in ("en", "tr"):
        page.locator(f"[data-show-language={language}]").click()
        text = shown(page)
        for name in LETTERS[slug].fields:
            assert TYPED[name] in text, name
        assert PLACE["url"] in text
        assert PLACE["account"] in text
        # What the screenshots are called is nobody's business but the person's.
        assert PLACE["file"] not in text
        assert "……" not in text.replace("İmza: ……………………", "").replace("Signature: ……………………", "")


@pytest.mark.parametrize("slug", ["", *LETTERS])
def test_nothing_that_is_typed_leaves_the_device(page, site, slug, tmp_path):
    recorder = Recorder().attach(page)
    open_letter(page, site.url, slug)
    before = len(recorder.sent)
    fill_in(page)
    page.locator("[data-add-place]").click()
    page.locator("[data-place-field=url]").last.fill(PLACE["url"])
    page.locator("[data-place-field=url]").last.press("Enter")
    page.locator("[data-out=copy]").click()
    with page.expect_download() as saved:
        page.locator("[data-out=save]").click()
    saved.value.save_as(tmp_path / "saved.txt")
    page.emulate_media(media="print")
    page.pdf()
    assert PLACE["url"] in (tmp_path / "saved.txt").read_text("utf-8")
    assert [s.url for s in recorder.sent[before:] if not s.url.startswith("blob:")] == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-action=leave]").evaluate("(link) => link.click()")
    page.wait_for_url(lambda url: not url.startswith(site.url))
    assert recorder.find(SECRETS) == []


def test_the_search_would_find_what_leaks(page, site):
    recorder = Recorder().attach(page)
    page.goto(f"{site.url}/en/help")
    page.evaluate("(text) => fetch('/bye?' + encodeURIComponent(text))", TYPED["name"])
    assert recorder.find(SECRETS)


LEAKS = {
    "fetch": "fetch('/bye?' + text).catch(() => {})",
    "beacon": "navigator.sendBeacon('/bye', text)",
    "image": "new Image().src = '/bye?' + text",
    "form": """{ const form = document.createElement('form'); form.action = '/bye';
        const field = document.createElement('input'); field.name = 'a'; field.value = text;
        form.append(field); document.body.append(form); form.submit(); }""",
    "socket": "try { new WebSocket('ws://' + location.host + '/' + text) } catch {}",
    "frame": """{ const frame = document.createElement('iframe');
        frame.src = '/bye?' + text; document.body.append(frame); }""",
    "style": """{ const link = document.createElement('link'); link.rel = 'preload';
        link.as = 'fetch'; link.href = '/bye?' + text; document.head.append(link); }""",
}


@pytest.mark.parametrize("way", LEAKS)
def test_what_could_send_is_closed_by_the_browser(page, site, way):
    """Even to a script of ours that wanted to. Asked of the server, and not of the browser."""
    arrived: list[str] = []
    application = site.server.app

    def listening(environ, start):
        arrived.append(environ["PATH_INFO"] + "?" + environ.get("QUERY_STRING", ""))
        return application(environ, start)

    site.server.app = listening
    open_letter(page, site.url)
    arrived.clear()
    page.evaluate(f"(text) => {{ {LEAKS[way]} }}", "leak-5521")
    page.wait_for_timeout(500)
    assert arrived == []
    page.goto(f"{site.url}/en/how?heard")
    assert any("heard" in request for request in arrived), "the listener hears"


def test_what_was_typed_is_gone_after_leaving_and_coming_back(page, site):
    page.on("dialog", lambda dialog: dialog.accept())
    open_letter(page, site.url, "platform")
    fill_in(page)
    page.reload()
    expect(page.locator("[data-out=print]")).to_be_visible()
    assert page.locator("[data-field-name=name]").input_value() == ""
    fill_in(page)
    page.goto(f"{site.url}/en/how")
    page.go_back()
    expect(page.locator("[data-out=print]")).to_be_visible()
    assert page.locator("[data-field-name=name]").input_value() == ""
    assert TYPED["name"] not in page.content()


def test_nothing_is_kept_in_the_browser(page, site):
    open_letter(page, site.url, "platform")
    fill_in(page)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie.length, "
        "(await indexedDB.databases()).length, history.state]"
    )
    assert kept == [0, 0, 0, 0, None]


def test_the_browser_asks_before_a_typed_letter_is_lost(page, site):
    warned: list[str] = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    open_letter(page, site.url, "platform")
    page.reload()
    assert warned == []
    page.locator("[data-field-name=name]").press_sequentially("A")
    page.reload()
    assert warned == ["beforeunload"]


def test_the_list_of_places_grows_and_shrinks(page, site):
    open_letter(page, site.url)
    page.locator("[data-place-field=url]").fill("https://one.example")
    page.locator("[data-add-place]").click()
    page.locator("[data-place-field=url]").last.fill("https://two.example")
    page.locator("[data-place-field=file]").last.fill("two.png")
    rows = page.locator("[data-fill-log] tr")
    expect(rows).to_have_count(2)
    assert "two.png" in rows.nth(1).inner_text()
    page.locator("[data-remove-place]").first.click()
    expect(rows).to_have_count(1)
    assert "https://two.example" in rows.first.inner_text()


def test_another_letter_takes_over_what_was_typed(page, site):
    open_letter(page, site.url, "platform")
    fill_in(page)
    page.locator("[data-show-paper=tr-134]").click()
    assert TYPED["name"] in shown(page)
    assert "Suç duyurusu" in shown(page), "it is in the language that it has to be sent in"
    assert page.url.endswith("/letters/platform")


def test_what_is_typed_is_text_and_never_markup(page, site):
    open_letter(page, site.url, "platform")
    page.locator("[data-field-name=name]").fill("<img src=x onerror=alert(1)>")
    assert page.locator("[data-paper] img").count() == 0
    assert "<img src=x" in shown(page)


def test_on_paper_stands_the_letter_and_nothing_else(page, site):
    open_letter(page, site.url, "tr-134", "tr")
    fill_in(page)
    page.emulate_media(media="print")
    visible = page.locator("body").inner_text()
    assert "Suç duyurusu dilekçesi" in visible
    for words in ("Stillmine", "Hemen çık", "Yazdır", "Kanıt listesi", "mevzuat.gov.tr"):
        assert words not in visible


def test_without_javascript_the_letter_asked_for_can_be_read_and_printed(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/tr/help/letters")
    page.locator("[data-show-paper=tr-134]").click()
    assert page.url.endswith("/letters/tr-134")
    expect(page.locator("[data-paper=tr-134][data-language=tr]")).to_be_visible()
    assert page.locator("[data-out]:visible").count() == 0
    context.close()


def test_the_scripts_of_the_letters_hold_no_words():
    folder = Path(__file__).parents[3] / "static" / "js"
    for name in ("papers", "places", "paper-out"):
        code = (folder / f"{name}.js").read_text("utf-8")
        lines = [line for line in code.splitlines() if not line.strip().startswith("//")]
        assert 'textContent = "' not in "\n".join(lines)
        assert "fetch(" not in code
        assert "XMLHttpRequest" not in code
