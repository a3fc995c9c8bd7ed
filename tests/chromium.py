"""Real Chromium for tests, started with arguments of our own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-quic")
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def playwright_here() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright_here: Playwright) -> Iterator[Browser]:
    browser = playwright_here.chromium.launch(
        executable_path="/usr/bin/chromium", args=list(ARGUMENTS)
    )
    yield browser
    browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a context of its own, in English."""
    context = chromium.new_context(locale="en-GB")
    yield context.new_page()
    context.close()
