"""The offline program: opened from disk without a server, and its file of codes in the wizard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from ondevice.listing import read_listing
from tests.browser.looking import look_at
from tests.browser.person import Person
from tests.photos import photo, save_jpeg
from tests.site import Site
from tests.videos import expected_frames, frames_of, make_video
from webapp.config import HOME

READY_MS = 60_000


@pytest.fixture(scope="module")
def program() -> Path:
    (found,) = (HOME / "static" / "built" / "offline").glob("*/*.html")
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[Path]:
    """A photo that its file says is turned, another one, and a video."""
    folder = tmp_path_factory.mktemp("secret-holiday")
    return [
        save_jpeg(folder / "turned.jpg", photo(61, 800, 600), orientation=6),
        save_jpeg(folder / "balcony.jpg", photo(62)),
        make_video(folder / "clip.mp4", seconds=3),
    ]


@pytest.fixture
def cut_off(chromium) -> Iterator[BrowserContext]:
    """A browser without any network."""
    context = chromium.new_context(locale="tr-TR", offline=True, accept_downloads=True)
    yield context
    context.close()


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=vault]")


def save_codes(page: Page, files: list[Path], to: Path) -> Path:
    expect(frame(page).locator("#files")).to_be_enabled(timeout=READY_MS)
    frame(page).locator("#files").set_input_files([str(file) for file in files])
    done = frame(page).locator("[data-file-state=done]")
    expect(done).to_have_count(len(files), timeout=READY_MS)
    with page.expect_download() as download:
        page.locator("#save").click()
    download.value.save_as(to)
    return to


def test_it_hashes_as_platforms_do_and_asks_for_nothing(cut_off, program, files, tmp_path):
    page = cut_off.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(program.as_uri())
    codes = save_codes(page, files, tmp_path / "codes.txt")
    turned, other, film = read_listing(codes.read_bytes())
    assert turned[0].value == pdq_from_file(files[0])[0]
    assert [signal.variant for signal in turned] == ["stored", "upright"]
    assert [signal.value for signal in other] == [pdq_from_file(files[1])[0]]
    found = frames_of([signal.as_dict() for signal in film])
    expected = expected_frames(files[2])
    assert [(f.value, f.quality) for f in found] == [(f.value, f.quality) for f in expected]
    assert [url for url in asked if not url.startswith("blob:null/")] == [program.as_uri()]
    text = codes.read_text()
    assert not any(part in text for file in files for part in (file.name, file.stem))


def test_the_wizard_takes_its_file_and_shows_the_same_codes(
    cut_off, page, site: Site, program, files, tmp_path
):
    apart = cut_off.new_page()
    apart.goto(program.as_uri())
    codes = save_codes(apart, files, tmp_path / "codes.txt")
    person = Person(page, site.url).arrive().go_to_choose_files()
    picker = person.vault.locator("input[type=file]")
    expect(picker).to_be_enabled(timeout=READY_MS)
    picker.set_input_files(str(codes))
    expect(person.vault.locator("[data-file-state=done]")).to_have_count(3, timeout=READY_MS)
    person.go_to_review()
    shown = page.locator("main").inner_text() + page.content()
    assert all(
        s.value[:64] in shown for of_item in read_listing(codes.read_bytes()) for s in of_item[:1]
    )
    number, passcode = person.send()
    person.open_case(number, passcode)
    expect(page.locator("main")).to_contain_text("Video 3")


@pytest.mark.parametrize("damage", ["cut off", "a letter", "something else"])
def test_a_damaged_file_of_codes_is_refused_in_words(page, site, program, tmp_path, damage):
    line = f"stillmine-signals 1\n1 pdq stored 100 {'0a' * 32}\n"
    bad = {
        "cut off": line,
        "a letter": line + f"end {'0' * 64}\n",
        "something else": "stillmine-signals 1 holiday",
    }
    (tmp_path / "codes.txt").write_text(bad[damage])
    person = Person(page, site.url).arrive().go_to_choose_files()
    person.choose_files([tmp_path / "codes.txt"], done=0)
    expect(person.vault.locator(".state")).to_contain_text("is not whole")


@pytest.mark.parametrize(
    ("tag", "title", "direction"),
    [("en", "Make the codes", "ltr"), ("tr", "Kodları", "ltr"), ("ar", "الرموز", "rtl")],
)
def test_it_speaks_the_language_of_the_browser_and_can_be_looked_at(
    phone,
    program,
    tag,
    title,
    direction,
):
    phone.goto(f"{program.as_uri()}#{tag}")
    expect(phone.locator("h1")).to_contain_text(title)
    assert phone.locator("html").get_attribute("dir") == direction
    expect(frame(phone).locator("#files")).to_be_enabled(timeout=READY_MS)
    look_at(phone)


def test_another_language_is_chosen_in_it(phone, program):
    phone.goto(program.as_uri())
    phone.get_by_role("link", name="العربية").click()
    expect(phone.locator("html")).to_have_attribute("lang", "ar")
    expect(frame(phone).locator("#choose")).to_contain_text("اختر", timeout=READY_MS)


def test_it_comes_as_a_download_with_its_digest_beside_it(client, app):
    page = client.get("/en/offline").text
    entry = app.extensions["stillmine"].shipped.manifest["offline"]
    assert entry["sha256"] in page
    address = re.search(r'href="(/static/offline/[^"]+)"', page)
    assert address
    answer = client.get(address[1])
    assert answer.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_byte_that_was_changed_stops_it(phone, program, tmp_path):
    text = program.read_text()
    at = text.index('data-part="ondevice.whl"') + 60
    other = "A" if text[at] != "A" else "B"
    (tmp_path / "changed.html").write_text(text[:at] + other + text[at + 1 :])
    phone.goto((tmp_path / "changed.html").as_uri())
    phone.wait_for_timeout(3_000)
    expect(frame(phone).locator("#files")).not_to_be_enabled()
