"""Without the network: hashing goes on, sending waits, and nothing is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.person import READY_WITHIN_MS, Person
from tests.photos import photo, save_jpeg
from tests.site import Site, serve


@pytest.fixture
def counted(site: Site) -> Iterator[tuple[str, list[str]]]:
    """The site, and every path that it is asked for."""
    asked: list[str] = []

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return site.server.app(environ, start_response)

    server, url = serve(application)
    yield url, asked
    server.shutdown()


def test_with_the_network_off_codes_are_made_and_sending_waits(page, site, tmp_path):
    files = [save_jpeg(tmp_path / f"{n}.jpg", photo(80 + n)) for n in range(2)]
    person = Person(page, site.url).arrive().go_to_choose_files().wait_until_whole()
    page.context.set_offline(True)
    person.choose_files(files, done=2)
    page.locator("[data-action=continue]").click()
    expect(page.locator("main")).to_contain_text("Nothing you did here is lost")
    person.see("choose-files")
    page.context.set_offline(False)
    person.go_to_review()
    page.context.set_offline(True)
    page.locator("[data-action=send]").click()
    expect(page.locator("main")).to_contain_text("Nothing you did here is lost")
    person.see("review")
    page.context.set_offline(False)
    number, passcode = person.send()
    person.open_case(number, passcode)
    expect(page.locator("main")).to_contain_text("Image 2")


def test_a_return_loads_the_program_from_the_device_until_somebody_leaves(page, counted):
    url, asked = counted

    def parts_asked_for() -> int:
        before = len(asked)
        page.goto(f"{url}/en/case")
        frame = page.locator("iframe[name=vault]:not([hidden])")
        frame.wait_for(state="attached", timeout=READY_WITHIN_MS)
        return sum(path.startswith("/rt/") for path in asked[before:])

    assert parts_asked_for() >= 5
    page.goto(f"{url}/en/how")
    assert parts_asked_for() == 0
    page.locator("[data-action=leave]").click()
    page.wait_for_url("**/*")
    expect(page.locator("#elsewhere")).to_be_visible()
    assert parts_asked_for() >= 5
