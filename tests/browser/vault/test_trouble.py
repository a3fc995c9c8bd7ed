"""When something breaks, the person is told what, and keeps what there is."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.vault.texts import ENGLISH

CRASH = "() => { setTimeout(() => { throw new Error('gone wrong') }) }"
HANG = "() => { hash = () => { for (;;) {} } }"
SOON = (
    ("js/vault-parts.js", "[1_000, 4_000, 16_000]", "[10]"),
    ("js/vault-parts.js", "LONG_PAUSE = 30_000", "LONG_PAUSE = 300"),
    ("js/vault-host.js", "HELLO_WITHIN = 5_000", "HELLO_WITHIN = 300"),
    ("js/vault-host.js", "TICK = 5_000", "TICK = 200"),
)


@pytest.fixture
def impatient(vault):
    """The same page, with less patience for what does not come."""
    for name, old, new in SOON:
        vault.site.replace_script(name, old, new)
    return vault


def test_a_worker_that_breaks_is_replaced_and_the_others_go_on(vault, make_photo):
    vault.open().pick(make_photo(1)).wait(1)
    vault.worker().evaluate(CRASH)
    expect(vault.find("#notice")).to_have_text(ENGLISH["restarted"])
    vault.pick(make_photo(2)).wait(2)
    assert vault.states() == ["done", "done"]
    assert len(vault.signals()) == 2


def test_a_worker_that_hangs_loses_one_file_and_that_one_may_be_tried_again(vault, make_photo):
    vault.site.replace_vault("const TICK = 5_000;", "const TICK = 800;")
    vault.open().worker().evaluate(HANG)
    vault.pick(make_photo(1), make_photo(2)).wait(2)
    assert vault.states() == ["refused failed", "done"]
    expect(vault.find("#notice")).to_have_text(ENGLISH["restarted"])
    vault.row(1).locator(".retry").click()
    vault.wait(2)
    assert vault.states() == ["done", "done"]


def test_when_the_spare_breaks_too_it_is_said_and_the_codes_are_kept(vault, make_photo):
    vault.open().pick(make_photo(1)).wait(1)
    vault.worker().evaluate(CRASH)
    vault.pick(make_photo(2)).wait(2)
    vault.worker().evaluate(CRASH)
    vault.problem("crashed")
    expect(vault.find("#notice")).to_have_text(ENGLISH["crashed"])
    expect(vault.find("#files")).to_be_disabled()
    expect(vault.page.locator("[data-action=continue]")).to_be_enabled()
    assert len(vault.signals()) == 2


def crash_frame(vault) -> None:
    """End the process of the frame. It never answers, so it is told through another session."""
    browser = vault.page.context.browser.new_browser_cdp_session()
    targets = browser.send("Target.getTargets")["targetInfos"]
    (frame,) = [info["targetId"] for info in targets if info["url"] == vault.frame.url]
    session = browser.send("Target.attachToTarget", {"targetId": frame, "flatten": False})
    crash = {"sessionId": session["sessionId"], "message": '{"id": 1, "method": "Page.crash"}'}
    browser.send("Target.sendMessageToTarget", crash)


AFTER_A_CRASH = """new Promise((resolve) => {
    const look = () => {
        const told = document.querySelector("[data-vault-problem]:not([hidden])");
        if (!told && performance.now() < 20000) return setTimeout(look, 50);
        const signals = JSON.parse(document.querySelector("input[name=signals]").value);
        const next = document.querySelector("[data-action=continue]");
        resolve([told?.dataset.vaultProblem, signals.length, next.disabled]);
    };
    look();
})"""


def test_when_the_frame_itself_dies_the_codes_are_kept(impatient, make_photo):
    vault = impatient
    vault.open().pick(make_photo(1)).wait(1)
    # Playwright takes the page for dead as well; the browser knows better.
    page = vault.page.context.new_cdp_session(vault.page)
    crash_frame(vault)
    look = {"expression": AFTER_A_CRASH, "awaitPromise": True, "returnByValue": True}
    assert page.send("Runtime.evaluate", look)["result"]["value"] == ["crashed", 1, False]


def test_a_browser_without_webassembly_is_told_so(vault):
    vault.page.add_init_script("delete globalThis.WebAssembly")
    vault.visit().problem("no-wasm")
    assert not [path for path in vault.site.asked if path.startswith("/rt/")]


def test_a_part_that_does_not_come_is_told_and_asked_for_again(impatient):
    missing = impatient.site.path_of("pyodide.mjs")
    impatient.site.trouble[missing] = 404
    impatient.visit().problem("download")
    expect(impatient.page.locator("#vault-place")).to_be_hidden()
    # The network is back: nobody has to load the page again and lose the answers.
    del impatient.site.trouble[missing]
    expect(impatient.find("#files")).to_be_enabled(timeout=60_000)
    expect(impatient.page.locator("[data-vault-problem]:visible")).to_have_count(0)


@pytest.mark.parametrize("bytes_", [b"short", b"x" * 409, b"x" * 5000])
def test_a_part_that_somebody_changed_on_the_way_is_told(impatient, bytes_):
    impatient.site.trouble[impatient.site.path_of("lock.json")] = bytes_
    impatient.visit().problem("tampered")
    assert impatient.workers() == []


def test_a_frame_that_is_refused_is_told(impatient):
    impatient.site.trouble["/vault/self"] = 403
    impatient.visit().problem("refused")


def test_a_start_that_takes_for_ever_is_told(vault):
    vault.site.replace_script("js/vault-host.js", "READY_WITHIN = 90_000", "READY_WITHIN = 500")
    vault.site.replace_part("worker.js", 'postMessage("ready");', "")
    vault.visit().problem("start")
    expect(vault.page.locator("#vault-place")).to_be_hidden()


def test_a_start_that_fails_is_told_at_once(vault):
    vault.site.replace_part("worker.js", 'postMessage("ready");', "throw new Error('no');")
    vault.visit().problem("start")


def test_a_problem_is_told_at_the_step_that_needs_the_vault(impatient):
    impatient.site.step = "who-is-in-it"
    impatient.site.trouble["/vault/self"] = 403
    impatient.visit()
    impatient.page.wait_for_timeout(1_000)
    impatient.page.evaluate(
        "() => { document.getElementById('main').dataset.step = 'choose-files';"
        "document.dispatchEvent(new CustomEvent('step:shown')); }"
    )
    impatient.problem("refused")


def test_a_file_dropped_beside_the_frame_does_not_open_in_the_place_of_the_page(vault):
    stopped = vault.visit().page.evaluate(
        "() => ['dragover', 'drop'].map((name) => !document.body.dispatchEvent("
        "new DragEvent(name, { bubbles: true, cancelable: true })))"
    )
    assert stopped == [True, True]


def test_a_file_that_the_worker_cannot_explain_is_said_to_have_failed(vault, make_photo: Path):
    vault.open().worker().evaluate("() => { hash = () => { throw new Error('odd') } }")
    vault.pick(make_photo()).wait(1)
    assert vault.states() == ["refused failed"]
    expect(vault.row(1).locator(".retry")).to_be_visible()
