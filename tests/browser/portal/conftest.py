"""The real app, and a partner's site that frames it, on two loopback origins."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, Playwright

from tests.browser.person import Person
from tests.browser.portal.ngo import Ngo, open_ngo
from tests.chromium import ARGUMENTS
from tests.site import Site


@pytest.fixture
def ngo(site: Site) -> Iterator[Ngo]:
    """The partner's site."""
    ngo, server = open_ngo(site)
    yield ngo
    server.shutdown()


@pytest.fixture
def strict_page(playwright_here: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A page of a browser that is set to block every cookie and store of a third party."""
    folder = tmp_path / "profile"
    (folder / "Default").mkdir(parents=True)
    blocks = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (folder / "Default" / "Preferences").write_text(json.dumps(blocks))
    context = playwright_here.chromium.launch_persistent_context(
        folder, executable_path="/usr/bin/chromium", args=list(ARGUMENTS), locale="en-GB"
    )
    yield context.pages[0]
    context.close()


def enter(page: Page, ngo: Ngo) -> Frame:
    """Open the partner's site; the frame in it."""
    page.goto(ngo.url)
    return page.frames[1]


def begin(page: Page, ngo: Ngo) -> Person:
    """Somebody who begins the wizard inside the frame."""
    frame = enter(page, ngo)
    frame.locator("[data-action=begin]").click()
    person = Person(frame, ngo.site_url)
    person.see("start")
    return person
