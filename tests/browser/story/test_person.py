"""A person with real photos: from the first page to a case, and back to it later."""

import base64
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from tests.browser.person import Person
from tests.browser.recorder import Recorder, secrets_of
from tests.photos import photo, save_jpeg
from tests.site import Site
from webapp.bank.signal import SignalRow, value_of


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> list[Path]:
    """A common photo, one of 12 megapixels, and one that its file says is turned."""
    folder = tmp_path_factory.mktemp("secret-holiday")
    return [
        save_jpeg(folder / "our-balcony-at-night.jpg", photo(1)),
        save_jpeg(folder / "twelve-megapixels.jpg", photo(2, 4000, 3000)),
        save_jpeg(folder / "turned-by-the-phone.jpg", photo(3, 800, 600), orientation=6),
    ]


def stored_values(site: Site) -> set[str]:
    """Every value in the bank, opened with its keys."""
    return set(site.bank.run(lambda s: [value_of(s, row) for row in s.scalars(select(SignalRow))]))


def test_real_photos_become_a_case_with_the_hashes_that_platforms_compute(page, site, photos):
    recorder = Recorder().attach(page)
    person = Person(page, site.url).arrive().go_to_choose_files().wait_until_whole()
    before_the_pick = len(recorder.sent)
    person.choose_files(photos, done=3)
    assert recorder.sent[before_the_pick:] == [], "something was asked for after the pick"
    number, passcode = person.go_to_review().send()

    assert {pdq_from_file(file)[0] for file in photos} <= stored_values(site)
    # The turned one is known upright too.
    assert len(stored_values(site)) == 4
    assert_nothing_left(recorder, site, photos)

    person.open_case(number, passcode)
    expect(page.locator("[data-item]")).to_have_count(3)
    expect(page.locator("[data-participant]")).to_have_count(2)


def assert_nothing_left(recorder: Recorder, site: Site, files: list[Path]) -> None:
    """Every request went to the site itself, and none held anything of a file but its signals."""
    # A blob is the page's own memory; everything else is the network.
    addresses = {sent.url for sent in recorder.sent if not sent.url.startswith("blob:")}
    assert [url for url in addresses if not url.startswith(site.url + "/")] == []
    assert recorder.find([needle for file in files for needle in secrets_of(file)]) == []
    with_signals = [sent for sent in recorder.sent if '"pdq"' in sent.text or "%22pdq" in sent.text]
    assert len(with_signals) == 1


@pytest.mark.parametrize("leak", ["name", "bytes", "pixels"])
def test_the_search_finds_a_leak_that_is_planted(page, site, photos, leak):
    """The test above would fail: what it looks for is found when somebody does leak it."""
    recorder = Recorder().attach(page)
    Person(page, site.url).arrive()
    secret = {
        "name": photos[0].name.encode(),
        "bytes": photos[0].read_bytes()[:20_000],
        "pixels": Image.open(photos[0]).convert("RGBA").tobytes()[:60_000],
    }[leak]
    body = base64.b64encode(secret).decode() if leak != "name" else secret.decode()
    page.evaluate("(body) => fetch('/bye', {method: 'POST', body}).catch(() => {})", body)
    assert recorder.find(secrets_of(photos[0]))
    with pytest.raises(AssertionError):
        assert_nothing_left(recorder, site, photos)
