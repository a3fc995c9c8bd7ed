"""A person in front of a real browser: what they see and press."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FrameLocator, Page, expect

ANSWERS = {
    "who-is-in-it": "me",
    "how-old": "adult",
    "what-it-shows": "nude",
    "how-it-was-made": "with-consent",
    "what-happened": "threat",
}
READY_WITHIN_MS = 90_000


class Person:
    """Goes through the pages by the marks that stay put (design, section 7)."""

    def __init__(self, page: Page, url: str, language: str = "en") -> None:
        self.page = page
        self.url = url
        self.language = language

    @property
    def step(self) -> str:
        return self.page.locator("main").get_attribute("data-step") or ""

    @property
    def vault(self) -> FrameLocator:
        return self.page.frame_locator("iframe[name=vault]")

    def arrive(self) -> "Person":
        self.page.goto(f"{self.url}/{self.language}/case")
        return self

    def see(self, step: str) -> None:
        expect(self.page.locator("main")).to_have_attribute("data-step", step, timeout=20_000)

    def go_on(self, expected: str, action: str = "continue") -> None:
        self.page.locator(f"[data-action={action}]").click()
        self.see(expected)

    def choose(self, answer: str) -> None:
        self.page.locator(f"main input[value='{answer}']").check()

    def go_to_choose_files(self) -> "Person":
        self.go_on("who-is-in-it")
        steps = [*ANSWERS, "choose-files"]
        for step, following in itertools.pairwise(steps):
            self.choose(ANSWERS[step])
            self.go_on(following)
        return self

    def wait_until_whole(self) -> "Person":
        """Until nothing more is asked of the network, whatever kind of file is chosen."""
        expect(self.page.locator("[data-vault-whole]")).to_be_visible(timeout=READY_WITHIN_MS)
        return self

    def choose_files(self, files: Sequence[Path], done: int | None = None) -> None:
        """Pick files and wait until each is hashed or refused."""
        picker = self.vault.locator("input[type=file]")
        picker.wait_for(state="attached", timeout=READY_WITHIN_MS)
        expect(picker).to_be_enabled(timeout=READY_WITHIN_MS)
        picker.set_input_files([str(file) for file in files])
        finished = self.vault.locator("[data-file-state=done], [data-file-state=refused]")
        expect(finished).to_have_count(len(files), timeout=READY_WITHIN_MS)
        if done is not None:
            expect(self.vault.locator("[data-file-state=done]")).to_have_count(done)

    def go_to_review(self) -> "Person":
        self.go_on("where")
        self.go_on("statements")
        for box in self.page.locator("input[name=statements]").all():
            box.check()
        self.go_on("review")
        return self

    def send(self) -> tuple[str, str]:
        """Press Send; the case number and the passcode."""
        self.go_on("receipt", "send")
        number = self.page.locator("[data-field=case-number]").inner_text()
        passcode = self.page.locator("[data-field=passcode]").inner_text()
        assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", passcode)
        return number, passcode

    def open_case(self, number: str, passcode: str) -> None:
        self.page.goto(f"{self.url}/{self.language}/case/follow")
        self.page.locator("[name=case_number]").fill(number)
        self.page.locator("[name=passcode]").fill(passcode)
        self.go_on("case")
