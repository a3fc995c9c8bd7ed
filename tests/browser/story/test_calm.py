"""Nothing moves under a finger: Continue stays where it is when the last file is ready."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import READY_WITHIN_MS, Person
from tests.photos import photo, save_jpeg


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_continue_stays_where_it_is_when_files_are_ready(phone, site, tmp_path, language):
    files = [save_jpeg(tmp_path / f"{n}.jpg", photo(90 + n, 4000, 3000)) for n in range(3)]
    person = Person(phone, site.url, language).arrive().go_to_choose_files().wait_until_whole()
    picker = person.vault.locator("input[type=file]")
    expect(picker).to_be_enabled(timeout=READY_WITHIN_MS)
    phone.evaluate(WATCH)
    picker.set_input_files([str(file) for file in files])
    done = person.vault.locator("[data-file-state=done]")
    expect(done).to_have_count(3, timeout=READY_WITHIN_MS)
    expect(phone.locator("[data-action=continue]")).to_be_enabled()
    phone.wait_for_timeout(300)
    # It moves once, when the rows come; and then no more.
    places = phone.evaluate("places")
    assert len(places) <= 2, places
    person.go_on("where")


WATCH = """() => {
  globalThis.places = [];
  const button = document.querySelector("[data-action=continue]");
  const look = () => {
    const place = Math.round(button.getBoundingClientRect().top + scrollY);
    if (places.at(-1) !== place) places.push(place);
    requestAnimationFrame(look);
  };
  look();
}"""
