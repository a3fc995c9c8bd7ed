"""In the real vault, in real Chromium: from a file to its signals, and from arrival to ready."""

import base64
import logging
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Worker, sync_playwright

from bench.figure import Figure
from bundle.paths import PYODIDE
from tests.chromium import ARGUMENTS
from tests.photos import photo, save_jpeg
from tests.site import make_app, make_config, serve

ROUNDS = 5
READY_MS = 90_000

# Runs in the vault's own worker, with the functions that the worker has.
FILE_TO_SIGNAL = """async ([text, rounds]) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const file = new File([bytes], "12mp.jpg");
  const decode = [], whole = [];
  for (let round = 0; round < rounds; round += 1) {
    let begin = performance.now();
    (await createImageBitmap(file, { colorSpaceConversion: "none" })).close();
    decode.push(performance.now() - begin);
    begin = performance.now();
    await finish(await open({ job: 1000 + round, file }));
    whole.push(performance.now() - begin);
  }
  return [decode, whole];
}"""

# The page's own clock when the frame is shown: the driver asks only every now and then.
NOTE_READY = """new MutationObserver(() => {
  const isShown = document.querySelector("iframe[name=vault]:not([hidden])");
  if (isShown) self.readyAt ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true })"""

STOCK = """async (base) => {
  const code = `onmessage = async ({data}) => {
    const {loadPyodide} = await import(data + 'pyodide.mjs');
    const begin = performance.now();
    await loadPyodide({indexURL: data});
    postMessage(performance.now() - begin);
  }`;
  const address = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
  const worker = new Worker(address, {type: 'module'});
  return await new Promise((resolve) => {
    worker.onmessage = ({data}) => resolve([data, performance.now()]);
    worker.postMessage(base);
  });
}"""


def measure() -> list[Figure]:
    """Medians of one run each, interleaved, on the same machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(ARGUMENTS)
        )
        _, url = serve(make_app(make_config(Path(folder))))
        _, stock = serve(_stock_site())
        ratios = _file_to_signal(browser, url, Path(folder))
        pairs = [(_vault_start(browser, url), _stock_start(browser, stock)) for _ in range(3)]
        browser.close()
    load = statistics.median(vault[0] / other[0] for vault, other in pairs)
    ready = statistics.median(vault[1] / other[1] for vault, other in pairs)
    return [
        Figure(
            "file to signals / bare decode, 12 MP JPEG, in the vault",
            ratios,
            2.3,
            "x",
            note="median of 5, aim 1.6",
        ),
        Figure(
            "loadPyodide in the vault / stock Pyodide in a worker",
            load,
            0.4,
            "x",
            note="median of 3 pairs",
        ),
        Figure(
            "navigation to ready, vault / stock Pyodide",
            ready,
            0.55,
            "x",
            note="median of 3 pairs, loopback",
        ),
    ]


def _worker(page: Page, url: str) -> Worker:
    page.goto(f"{url}/en/case")
    page.locator("iframe[name=vault]:not([hidden])").wait_for(state="attached", timeout=READY_MS)
    return page.workers[0]


def _file_to_signal(browser: Browser, url: str, folder: Path) -> float:
    file = save_jpeg(folder / "12mp.jpg", photo(12, 4000, 3000))
    text = base64.b64encode(file.read_bytes()).decode()
    page = browser.new_page()
    decode, whole = _worker(page, url).evaluate(FILE_TO_SIGNAL, [text, ROUNDS])
    page.close()
    return statistics.median(whole) / statistics.median(decode)


def _vault_start(browser: Browser, url: str) -> tuple[float, float]:
    """(milliseconds of loadPyodide, from navigation to ready) of a fresh visit."""
    page = browser.new_page()
    page.add_init_script(NOTE_READY)
    worker = _worker(page, url)
    ready = page.evaluate("readyAt")
    load = worker.evaluate("performance.getEntriesByName('loadPyodide')[0].duration")
    page.close()
    return load, ready


def _stock_start(browser: Browser, url: str) -> tuple[float, float]:
    page = browser.new_page()
    page.goto(url)
    load, ready = page.evaluate(STOCK, f"{url}/pyodide/")
    page.close()
    return load, ready


def _stock_site():  # type: ignore[no-untyped-def]
    """Pyodide as npm has it, served from loopback."""
    from whitenoise import WhiteNoise

    def page(_environ, start):  # type: ignore[no-untyped-def]
        start("200 OK", [("Content-Type", "text/html")])
        return [b"<!doctype html><title>stock</title>"]

    served = WhiteNoise(page)
    served.add_files(str(PYODIDE), prefix="pyodide/")
    return served
