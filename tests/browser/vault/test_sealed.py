"""Once the files are picked nothing is asked of the network, and nothing has to be."""

from tests.browser.recorder import Recorder
from tests.browser.vault.frame import Vault
from tests.chromium import ARGUMENTS


def listen(vault) -> list[str]:
    """Every request of the page, the frame and their workers, as the browser itself reports it."""
    heard: list[str] = []
    for target in (vault.page, vault.frame):
        session = vault.page.context.new_cdp_session(target)
        session.on("Network.requestWillBeSent", lambda event: heard.append(event["request"]["url"]))
        session.on("Network.webSocketCreated", lambda event: heard.append(event["url"]))
        session.send("Network.enable")
    vault.page.context.on("request", lambda request: heard.append(request.url))
    return heard


def test_nothing_is_asked_for_after_the_files_are_picked(vault, make_photo):
    vault.open().wait_until_whole()
    heard, asked = listen(vault), len(vault.site.asked)
    vault.pick(*(make_photo(seed) for seed in range(4))).wait(4)
    vault.row(2).locator(".preview").click()
    vault.row(3).locator(".remove").click()
    vault.page.wait_for_timeout(300)
    assert heard == []
    assert vault.site.asked[asked:] == []
    # And that would have been heard:
    vault.page.evaluate("() => fetch('/bye')")
    assert heard


def test_with_the_server_gone_and_the_network_off_the_codes_are_made_all_the_same(
    vault, make_photo
):
    vault.open()
    vault.site.is_up.clear()
    vault.page.context.set_offline(True)
    vault.pick(make_photo(1), make_photo(2)).wait(2)
    assert vault.frame.evaluate("() => navigator.onLine") is False
    assert vault.states() == ["done", "done"]
    assert len(vault.signals()) == 2


def test_a_second_visit_takes_the_parts_from_the_browsers_own_cache(
    playwright_here, holder, tmp_path
):
    """In an ordinary profile, as people have: a private window has little room for a cache."""
    browser = playwright_here.chromium.launch_persistent_context(
        tmp_path, executable_path="/usr/bin/chromium", args=list(ARGUMENTS)
    )
    vault = Vault(browser.new_page(), holder).open().wait_until_whole()
    assert parts_asked(vault) == len(holder.parts | holder.later)
    holder.asked.clear()
    vault.page.goto("about:blank")
    vault.open().wait_until_whole()
    browser.close()
    assert parts_asked(vault) == 0


def parts_asked(vault) -> int:
    return sum(path.startswith("/rt/") for path in vault.site.asked)


def test_the_parts_are_fetched_in_the_background_from_the_first_step_on(vault, make_photo):
    vault.site.step = "start"
    recorder = Recorder().attach(vault.page)
    vault.visit()
    vault.find("#files:enabled").wait_for(state="attached", timeout=60_000)
    assert {sent.url.rsplit("/")[-1] for sent in recorder.sent} >= set(vault.site.parts)
    assert vault.page.locator("#vault-place").is_hidden()


def test_nothing_of_the_visit_stays_in_the_browsers_stores(vault, make_photo):
    vault.open().pick(make_photo()).wait(1)
    kept = vault.page.evaluate(
        "async () => [document.cookie, localStorage.length, sessionStorage.length,"
        "(await caches.keys()).length, (await indexedDB.databases()).length,"
        "(await navigator.serviceWorker.getRegistrations()).length, history.length]"
    )
    assert kept[:-1] == ["", 0, 0, 0, 0, 0]
    assert vault.page.context.cookies() == []


SIZE_OF_FORM = """(count) => {
    const tell = (line) =>
        document.dispatchEvent(new CustomEvent("vault:line", { detail: { line } }));
    for (let item = 1; item <= count; item += 1)
        tell(`file ${item} done pdq stored ${50 + item} ${"5a".repeat(32)}`);
    return String(new URLSearchParams(new FormData(document.getElementById("step-form")))).length;
}"""


def test_one_image_and_fifty_are_sent_in_as_many_bytes(vault):
    """Who watches the line sees sizes, and would know how many images there are."""
    vault.visit().page.wait_for_load_state()
    sizes = [vault.page.evaluate(SIZE_OF_FORM, count) for count in (1, 2, 50)]
    assert len(vault.signals()) == 50
    assert len(set(sizes)) == 1


SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 2_500_000,
    "uploadThroughput": 50_000,
}
# The values that the bar had until the frame was shown, or a problem was told.
WATCH = """() => new Promise((resolve) => {
    const seen = [];
    const look = setInterval(() => {
        const told = document.querySelector("[data-vault-problem]:not([hidden])");
        if (document.querySelector("[data-vault-wait]").hidden || told) {
            clearInterval(look);
            return resolve([seen, told?.dataset.vaultProblem]);
        }
        const { value } = document.querySelector("[data-vault-wait] progress");
        if (value !== seen.at(-1)) seen.push(value);
    }, 50);
})"""


def test_over_a_slow_network_a_bar_moves_until_images_can_be_chosen(vault):
    session = vault.page.context.new_cdp_session(vault.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    seen, problem = vault.visit().page.evaluate(WATCH)
    assert problem is None
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert vault.find("#files").is_enabled()
