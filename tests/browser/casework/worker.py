"""A worker in front of a real browser."""

import re

import pyotp
from playwright.sync_api import Page, expect

from tests.desks import PASSWORD
from webapp.bank.table import utc_now


class Worker:
    """Goes through the pages of the staff as a person does."""

    def __init__(self, page: Page, url: str, language: str = "en") -> None:
        self.page = page
        self.url = f"{url}/casework/{language}"
        self.secret = ""

    def go(self, path: str = "/") -> "Worker":
        self.page.goto(self.url + path)
        return self

    def see(self, step: str) -> None:
        expect(self.page.locator("main")).to_have_attribute("data-step", step, timeout=20_000)

    def press(self, action: str, expected: str) -> None:
        self.page.locator(f"[data-action={action}]").first.click()
        self.see(expected)

    def field(self, name: str) -> str:
        return self.page.locator(f"[data-field={name}]").inner_text()

    def enter(self, name: str, password: str = PASSWORD) -> None:
        """The name and the password, as far as they lead."""
        self.go("/sign-in")
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=password]").fill(password)
        with self.page.expect_navigation():
            self.page.locator("[data-action=continue]").click()

    def give_code(self, expected: str, later: int = 0) -> None:
        """The code of an app, as it is in so many half minutes."""
        moment = utc_now().timestamp() + 30 * later
        self.page.locator("[name=code]").fill(pyotp.TOTP(self.secret).at(int(moment)))
        self.press("continue", expected)

    def begin(self, name: str, temporary: str) -> None:
        """Everything that somebody new does, until they sit at their desk."""
        self.enter(name, temporary)
        self.see("new-password")
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("continue", "set-up")
        self.secret = self.field("totp-secret").replace(" ", "")
        self.give_code("recovery-codes")
        self.press("continue", "referrals")

    def open_referral(self, reference: str) -> str:
        """The path of a new referral of a Turkish caller in Türkiye."""
        self.go("/new")
        self.page.locator("[name=reference]").fill(reference)
        self.page.locator("[name=locale]").select_option("tr")
        self.page.locator("[name=country]").select_option("TR")
        self.press("continue", "referral")
        return re.sub(r".*/casework/\w+", "", self.page.url)

    def hand_over(self) -> tuple[str, str]:
        """The link and the number of a hand-over of the referral on the screen."""
        self.press("hand-over", "hand-over")
        self.press("continue", "hand-over")
        return self.field("hand-over-link"), self.field("hand-over-code")
