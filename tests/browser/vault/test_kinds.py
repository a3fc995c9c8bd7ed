"""Every kind of file gets its own plain answer, and the others go on."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.vault.texts import ENGLISH
from tests.photos import photo, save_jpeg


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG of that size, and not one pixel."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
    )


def box(brand: bytes) -> bytes:
    """The first box of a file of the family of MPEG-4: what brand it is."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + brand + b"mif1" + bytes(400)


def plain(path: Path) -> None:
    Image.new("RGB", (400, 300), (200, 120, 90)).save(path, "PNG")


def half(path: Path) -> None:
    whole = save_jpeg(path, photo(5)).read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def tiff(path: Path) -> None:
    photo(6).save(path, "TIFF")


def tiny(path: Path) -> None:
    photo(7, 4, 3).save(path, "PNG")


KINDS = {
    "quality-too-low": plain,
    "corrupt": half,
    "empty": lambda path: path.write_bytes(b""),
    "too-large": lambda path: path.write_bytes(png_header(12_000, 9_000)),
    "too-small": tiny,
    "unsupported": lambda path: path.write_text("a letter, no picture"),
}


@pytest.mark.parametrize("code", KINDS)
def test_a_file_that_cannot_be_used_says_why_in_plain_words(shared_vault, tmp_path, code):
    KINDS[code](tmp_path / "file")
    before = shared_vault.find(".row").count()
    shared_vault.pick(tmp_path / "file").wait(before + 1)
    row = shared_vault.find(".row").last
    expect(row).to_have_attribute("data-file-state", "refused")
    expect(row).to_have_attribute("data-code", code)
    expect(row.locator(".state")).to_have_text(ENGLISH[code])
    assert shared_vault.signals() == []


def test_a_tiff_is_not_known_yet(shared_vault, tmp_path):
    tiff(tmp_path / "scan.tiff")
    before = shared_vault.find(".row").count()
    shared_vault.pick(tmp_path / "scan.tiff").wait(before + 1)
    expect(shared_vault.find(".row").last).to_have_attribute("data-code", "unsupported")


def test_the_others_go_on_after_every_kind_of_trouble(vault, tmp_path, make_photo):
    files = []
    for number, (code, make) in enumerate(KINDS.items()):
        make(tmp_path / code)
        files += [tmp_path / code, make_photo(20 + number)]
    vault.open().pick(*files).wait(len(files))
    expected = [state for code in KINDS for state in (f"refused {code}", "done")]
    assert vault.states() == expected
    assert [signal["item"] for signal in vault.signals()] == list(range(2, 2 * len(KINDS) + 1, 2))


def test_a_file_that_goes_away_before_it_is_read_is_told_as_such(vault, tmp_path, make_photo):
    gone = make_photo(3, name="gone.jpg")
    vault.open()
    # The worker is held up at the file before, so that the next one is surely not read yet.
    vault.worker().evaluate(
        "() => { const was = decode; globalThis.go = undefined;"
        "decode = async (file) => { await new Promise((then) => (globalThis.go = then));"
        "decode = was; return was(file); }; }"
    )
    big, second = make_photo(1, 6000, 4500), make_photo(2, 6000, 4500)
    vault.pick(big, second, gone)
    expect(vault.row(1).locator(".state")).to_have_text(ENGLISH["hashing"])
    gone.unlink()
    vault.worker().evaluate("() => go()")
    vault.wait(3)
    assert vault.states() == ["done", "done", "refused unreadable"]


def test_more_than_a_hundred_files_are_left_out_and_told(vault, tmp_path):
    files = []
    for number in range(103):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text("x")
    vault.open().pick(*files).wait(100)
    assert vault.find(".row").count() == 100
    expect(vault.find("#notice")).to_have_text(ENGLISH["too-many"].replace("{n}", "3"))
    vault.row(40).locator(".remove").click()
    vault.pick(files[100]).wait(100)
    expect(vault.find(".row").nth(39).locator(".file-name")).to_have_text("100.txt")


def test_an_image_without_room_in_memory_can_be_tried_again(vault, make_photo):
    vault.open().worker().evaluate(
        "() => { const was = hash; hash = () => { hash = was; throw new RangeError('no room'); } }"
    )
    vault.pick(make_photo()).wait(1)
    assert vault.states() == ["refused memory"]
    vault.row(1).locator(".retry").click()
    vault.wait(1)
    assert vault.states() == ["done"]
    expect(vault.row(1).locator(".retry")).to_be_hidden()


def test_an_image_without_room_in_python_says_so_too(vault, make_photo):
    vault.open().worker().evaluate(
        "() => { const error = Object.assign(new Error(), { type: 'MemoryError' });"
        "hash = () => { throw error; } }"
    )
    vault.pick(make_photo()).wait(1)
    assert vault.states() == ["refused memory"]
