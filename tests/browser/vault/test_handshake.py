"""How the page and the vault find each other, and what is closed behind them."""

import pytest
from playwright.sync_api import expect

HEARD = "() => { globalThis.heard = []; addEventListener('message', (e) => heard.push(e.data)); }"


def test_the_vault_is_ready_and_offers_one_chooser_for_many_files(vault):
    chooser = vault.open().find("input[type=file]")
    expect(chooser).to_have_count(1)
    assert chooser.get_attribute("multiple") is not None
    assert "image/*,video/*" in (chooser.get_attribute("accept") or "")
    expect(vault.page.locator("[data-vault-problem]:visible")).to_have_count(0)
    expect(vault.page.locator("[data-vault-wait]")).to_be_hidden()


def test_the_frame_is_sealed_and_lives_in_an_origin_of_its_own(vault):
    frame = vault.open().page.locator("iframe[name=vault]")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    assert frame.get_attribute("allow") == ""
    assert vault.frame.evaluate("() => self.origin") == "null"
    assert vault.frame.evaluate("() => { try { return parent.document } catch { return 1 } }") == 1


def test_peer_connections_are_gone_and_stay_gone(vault):
    tried = vault.open().frame.evaluate(
        """() => ["RTCPeerConnection", "webkitRTCPeerConnection"].map((name) => {
            try { delete self[name]; } catch {}
            try { self[name] = 1; } catch {}
            try { Object.defineProperty(self, name, { value: 1 }); } catch {}
            return typeof self[name];
        })"""
    )
    assert tried == ["undefined", "undefined"]


LEAD_ELSEWHERE = {
    "page": "() => { document.querySelector('iframe').src = '/vault/self?secret' }",
    "frame": "() => { setTimeout(() => (location = '/vault/self?secret')) }",
}


def lead_elsewhere(vault, who: str) -> list[str]:
    """The page or the frame itself tries to lead the frame away; what the server was asked for."""
    # Chromium alone honours this header: the lock has to do without it.
    vault.site.dropped = {"Connection-Allowlist"}
    vault.open()
    getattr(vault, who).evaluate(LEAD_ELSEWHERE[who])
    vault.page.wait_for_timeout(500)
    return [path for path in vault.site.asked if "secret" in path]


@pytest.mark.parametrize("who", LEAD_ELSEWHERE)
def test_behind_the_lock_the_frame_goes_nowhere(vault, who):
    assert lead_elsewhere(vault, who) == []


@pytest.mark.parametrize("who", LEAD_ELSEWHERE)
def test_without_the_lock_it_would(vault, who):
    """The test above proves something: it is the lock that stops the frame."""
    vault.site.replace_script("js/vault-host.js", "\"frame-src 'none'; child-src 'none'\"", '""')
    assert lead_elsewhere(vault, who) == ["/vault/self?secret"]


BEGIN_A_SCRIPT = """async () => {
    const code = new Blob(["export const is = 'begun'"], { type: "text/javascript" });
    const begun = await import(URL.createObjectURL(code)).catch(() => ({ is: "refused" }));
    return begun.is;
}"""


def test_once_ready_the_vault_begins_no_script_any_more(vault):
    assert vault.open().frame.evaluate(BEGIN_A_SCRIPT) == "refused"


def test_without_its_own_lock_the_vault_would(vault):
    vault.site.replace_vault("if (!isReady) lock();", "")
    assert vault.open().frame.evaluate(BEGIN_A_SCRIPT) == "begun"


def test_only_the_frame_itself_is_greeted(page, holder):
    """A stranger who says hello is handed nothing, and the frame is not locked for it."""
    holder.replace_vault('parent.postMessage("vault-hello", "*")', "")
    page.goto(holder.url)
    page.evaluate(HEARD)
    page.evaluate("() => postMessage('vault-hello', '*')")
    page.wait_for_timeout(300)
    assert page.evaluate("() => heard") == ["vault-hello"]
    assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 0


def test_the_vault_takes_parts_only_once_and_only_from_the_page_around_it(vault, make_photo):
    vault.open()
    vault.page.evaluate(
        """() => {
            const { port1, port2 } = new MessageChannel();
            globalThis.second = [];
            port1.onmessage = ({ data }) => second.push(data);
            document.querySelector("iframe").contentWindow.postMessage(
                { parts: {}, texts: { choose: "Send us your images" } }, "*", [port2]);
        }"""
    )
    vault.pick(make_photo()).wait(1)
    assert vault.states() == ["done"]
    assert len(vault.signals()) == 1
    assert vault.page.evaluate("() => second") == []
    expect(vault.find("#choose")).to_have_text(vault.site.texts["choose-more"])


def test_texts_are_text_and_colours_are_colours(vault):
    vault.site.texts["choose"] = "<b>Choose</b>"
    vault.site.colours = {
        "light-accent": "#123456",
        "light-ink": "red; background: url(https://elsewhere.example)",
        "background": "#000000",
    }
    vault.open()
    expect(vault.find("#choose")).to_have_text("<b>Choose</b>")
    assert vault.find("#choose b").count() == 0
    style = vault.find("html").get_attribute("style") or ""
    assert "#123456" in style
    assert "url" not in style and "background" not in style


@pytest.mark.parametrize(("lang", "direction"), [("tr", "ltr"), ("ar", "rtl")])
def test_the_vault_speaks_the_language_of_the_page(vault, lang, direction):
    vault.site.lang, vault.site.dir = lang, direction
    html = vault.open().find("html")
    expect(html).to_have_attribute("lang", lang)
    expect(html).to_have_attribute("dir", direction)
