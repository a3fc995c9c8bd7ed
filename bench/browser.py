"""A vault in a Chromium of its own, for the benches, and how much memory all of it takes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import sync_playwright

from tests.browser.vault.frame import Vault
from tests.browser.vault.site import load_site, served
from tests.chromium import ARGUMENTS

MEGABYTE = 1_000_000
LOOK_EVERY_SECONDS = 0.2


class Watched(Vault):
    """A vault whose browser can be told from all others on the machine, by a mark of its own."""

    mark: str

    def memory(self) -> float:
        """Megabytes of all processes of the browser; what they share is counted once."""
        return sum(_proportional(process) for process in self._processes()) / MEGABYTE

    def _processes(self) -> list[Path]:
        everyone = [path for path in Path("/proc").iterdir() if path.name.isdecimal()]
        parents = {path: _parent(path) for path in everyone}
        found = [path for path in everyone if self.mark in _read(path / "cmdline")]
        for path in found:
            found += [p for p in everyone if parents[p] == path.name and p not in found]
        return found

    @contextmanager
    def peak(self) -> Iterator[list[float]]:
        """The most that it took meanwhile, above what it takes now, is in the list afterwards."""
        peaks: list[float] = []
        idle, over = self.memory(), threading.Event()
        samples = [idle]

        def look() -> None:
            while not over.wait(LOOK_EVERY_SECONDS):
                samples.append(self.memory())

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield peaks
        finally:
            over.set()
            thread.join()
            peaks.append(max(samples) - idle)


@contextmanager
def opened(script: str = "") -> Iterator[Watched]:
    """A vault that is ready, with all parts that only some files need.

    `script` runs in every frame before anything else does.
    """
    mark = f"--bench={uuid4()}"
    with served(load_site()) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*ARGUMENTS, mark]
        )
        page = browser.new_page()
        page.add_init_script(script)
        vault = Watched(page, site)
        vault.mark = mark
        vault.open()
        later = len(site.later)
        vault.page.wait_for_timeout(500)
        while vault.worker().evaluate("() => extras.size") < later:
            vault.page.wait_for_timeout(100)
        yield vault
        browser.close()


def _read(path: Path) -> str:
    # A process may end while it is looked at.
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _parent(process: Path) -> str:
    after_name = _read(process / "stat").rpartition(")")[2].split()
    return after_name[1] if len(after_name) > 1 else ""


def _proportional(process: Path) -> int:
    lines = _read(process / "smaps_rollup").splitlines()
    sizes = [int(line.split()[1]) for line in lines if line.startswith("Pss:")]
    return sum(sizes) * 1024
