"""The vault as a person and as a test see it."""

import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Frame, Locator, Page, Worker, expect

from tests.browser.vault.site import Site

READY_MS = 60_000


class Vault:
    """A page with the vault in it. What is asked of the frame goes through its own document."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site

    def visit(self) -> "Vault":
        self.page.goto(self.site.url)
        return self

    def open(self) -> "Vault":
        self.visit()
        expect(self.find("#files")).to_be_enabled(timeout=READY_MS)
        return self

    def wait_until_whole(self) -> "Vault":
        """Until nothing more is asked of the network, whatever kind of file is chosen."""
        expect(self.page.locator("[data-vault-whole]")).to_be_visible(timeout=READY_MS)
        return self

    @property
    def frame(self) -> Frame:
        frame = self.page.frame("vault")
        assert frame
        return frame

    def find(self, selector: str) -> Locator:
        return self.page.frame_locator("iframe[name=vault]").locator(selector)

    def row(self, number: int) -> Locator:
        return self.find(".row").filter(has=self.find(f".number:text-is('{number}')"))

    def pick(self, *files: Path) -> "Vault":
        self.find("#files").set_input_files([str(file) for file in files])
        return self

    def wait(self, count: int | None = None) -> "Vault":
        """Until no file is being hashed; with `count`, until so many are done or refused."""
        if count is not None:
            settled = self.find("[data-file-state=done], [data-file-state=refused]")
            expect(settled).to_have_count(count, timeout=READY_MS)
        expect(self.find("[data-file-state=hashing]")).to_have_count(0, timeout=READY_MS)
        return self

    def states(self) -> list[str]:
        """State and code of every row, in the order shown, e.g. `done` or `refused corrupt`."""
        return [
            " ".join(
                filter(None, (r.get_attribute("data-file-state"), r.get_attribute("data-code")))
            )
            for r in self.find(".row").all()
        ]

    def signals(self) -> list[dict[str, object]]:
        """What the page around the vault would send."""
        found: list[dict[str, object]] = json.loads(self.page.input_value("input[name=signals]"))
        return found

    def problem(self, code: str) -> None:
        """Exactly this problem is shown to the person."""
        expect(self.page.locator(f"[data-vault-problem={code}]")).to_be_visible(timeout=READY_MS)
        expect(self.page.locator("[data-vault-problem]:visible")).to_have_count(1)

    def workers(self) -> Sequence[Worker]:
        return self.page.workers

    def worker(self) -> Worker:
        """The worker that has the runtime."""
        for worker in self.page.workers:
            if worker.evaluate("() => typeof python === 'object'"):
                return worker
        raise AssertionError("no worker has started the runtime")
