"""The vault starts nothing but the very bytes that are pinned in it."""

import pytest
from playwright.sync_api import expect

from tests.browser.vault.site import load_site

PARTS = sorted(load_site().parts)
# A page of no good will: it holds the vault and hands in what a test wants.
HAND_IN = """(kind) => new Promise(async (done) => {
    const names = JSON.parse(document.getElementById("vault-place").dataset.parts);
    const parts = {};
    for (const { name, url } of names) parts[name] = await (await fetch(url)).arrayBuffer();
    const bent = {
        view: (bytes) => new Uint8Array(bytes),
        text: () => "text",
        blob: (bytes) => new Blob([bytes]),
        nothing: () => null,
        longer: (bytes) => bytes.slice(0, -1),
    };
    parts["lock.json"] = bent[kind](parts["lock.json"]);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => /^(ready|problem)/.test(data) && done(data);
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.src = "/vault/self";
    addEventListener("message", () => frame.contentWindow.postMessage({ parts }, "*", [port2]));
    document.body.append(frame);
})"""


@pytest.mark.parametrize("name", PARTS)
def test_one_flipped_byte_and_nothing_starts(vault, name):
    flipped = bytearray(vault.site.parts[name])
    flipped[len(flipped) // 2] ^= 1
    # The page is told the flipped digest, so that the vault alone is left to notice.
    vault.site.handed[name] = bytes(flipped)
    vault.visit().problem("tampered")
    assert_nothing_started(vault)


@pytest.mark.parametrize("name", PARTS)
def test_one_missing_part_and_nothing_starts(vault, name):
    vault.site.handed[name] = None
    vault.visit().problem("download")
    assert_nothing_started(vault)


def assert_nothing_started(vault) -> None:
    expect(vault.find("#files")).to_be_disabled()
    expect(vault.page.locator("#vault-place")).to_be_hidden()
    assert vault.workers() == []


def test_a_part_that_is_not_pinned_goes_no_further(vault):
    vault.site.handed["snapshot.bin"] = b"somebody else's memory"
    vault.site.replace_part(
        "worker.js",
        "async function start(parts) {",
        "async function start(parts) { globalThis.names = Object.keys(parts);",
    )
    names = vault.open().worker().evaluate("() => names")
    assert sorted(names) == PARTS


@pytest.mark.parametrize("kind", ["view", "text", "blob", "nothing", "longer"])
def test_a_part_that_is_not_a_plain_buffer_of_those_bytes_is_refused(page, holder, kind):
    for name in ("js/vault-host.js", "js/vault-parts.js"):
        holder.scripts[name] = b""
    page.goto(holder.url)
    expected = "problem tampered" if kind == "longer" else "problem download"
    assert page.evaluate(HAND_IN, kind) == expected
    assert page.workers == []
