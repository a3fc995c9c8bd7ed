"""Copies that somebody changed: the mirror image and parts, each a signal of its own."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Locator, Page, expect
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from tests.browser.vault.frame import Vault
from tests.photos import ORIENTATION, photo, save_jpeg


@pytest.fixture
def png(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    photo(51, 640, 480).save(path)
    return path


def opened(vault: Vault, *files: Path) -> Locator:
    """The panel of the first file, opened."""
    vault.open().pick(*files).wait(len(files))
    panel = vault.row(1).locator(".more")
    panel.locator("summary").click()
    return panel


def set_edges(panel: Locator, *edges: int) -> None:
    for slider, edge in zip(panel.locator("[type=range]").all(), edges, strict=True):
        slider.fill(str(edge))


def signals(vault: Vault, count: int) -> dict[str, list[str]]:
    """The values of the first file by their variant, once there are so many."""
    vault.page.wait_for_function(
        "count => JSON.parse(document.querySelector('input[name=signals]').value).length === count",
        arg=count,
    )
    found: dict[str, list[str]] = {}
    for signal in vault.signals():
        found.setdefault(str(signal["variant"]), []).append(str(signal["value"]))
    return found


def hash_of(picture: Image.Image, folder: Path) -> str:
    path = folder / "view.png"
    picture.save(path)
    return pdq_from_file(path)[0]


def test_none_is_made_unless_it_is_asked_for(vault: Vault, png: Path) -> None:
    opened(vault, png)
    assert list(signals(vault, 1)) == ["stored"]


def test_a_mirrored_image_hashes_as_platforms_hash_it(vault: Vault, png: Path) -> None:
    mirror = opened(vault, png).get_by_role("checkbox")
    mirror.check()
    expected = hash_of(ImageOps.mirror(photo(51, 640, 480)), png.parent)
    assert signals(vault, 2)["mirror"] == [expected]
    mirror.uncheck()
    assert list(signals(vault, 1)) == ["stored"]


def test_the_mirror_image_of_a_turned_photo_is_that_of_what_people_see(
    vault: Vault, tmp_path: Path
) -> None:
    turned = save_jpeg(tmp_path / "turned.jpg", photo(52, 640, 480), orientation=6)
    with Image.open(turned) as picture:
        assert picture.getexif()[ORIENTATION] == 6
        seen = ImageOps.mirror(ImageOps.exif_transpose(picture))
    opened(vault, turned).get_by_role("checkbox").check()
    assert signals(vault, 3)["mirror"] == [hash_of(seen, tmp_path)]


def test_a_part_hashes_as_platforms_hash_it_and_can_be_taken_out(vault: Vault, png: Path) -> None:
    panel = opened(vault, png)
    for edges in ((10, 20, 30, 0), (0, 0, 50, 50)):
        set_edges(panel, *edges)
        panel.locator(".add-part").click()
        expect(panel.locator(".more-note")).to_contain_text("Added")
    whole = photo(51, 640, 480)
    parts = [whole.crop((64, 96, 448, 480)), whole.crop((0, 0, 320, 240))]
    expected = [hash_of(part, png.parent) for part in parts]
    assert signals(vault, 3)["crop"] == expected
    panel.locator(".parts button").first.click()
    assert signals(vault, 2)["crop"] == expected[1:]
    vault.row(1).locator(".remove").click()
    assert signals(vault, 0) == {}


def test_a_part_is_drawn_with_a_finger_or_a_mouse(vault: Vault, png: Path, page: Page) -> None:
    panel = opened(vault, png)
    stage = panel.locator(".stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.75, steps=4)
    page.mouse.up()
    edges = [int(slider.input_value()) for slider in panel.locator("[type=range]").all()]
    assert all(abs(edge - 25) <= 2 for edge in edges)
    panel.locator(".add-part").click()
    assert len(signals(vault, 2)["crop"]) == 1


def test_all_of_it_works_by_keyboard(vault: Vault, png: Path, page: Page) -> None:
    vault.open().pick(png).wait(1)
    panel = vault.row(1).locator(".more")
    panel.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    signals(vault, 2)
    page.keyboard.press("Tab")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expected = hash_of(photo(51, 640, 480).crop((64, 0, 640, 480)), png.parent)
    assert signals(vault, 3)["crop"] == [expected]


def test_what_adds_nothing_is_said_and_counts_for_nothing(vault: Vault, tmp_path: Path) -> None:
    half = np.full((480, 640, 3), 200, np.uint8)
    half[:, :320] = np.asarray(photo(53, 320, 480))
    Image.fromarray(half).save(tmp_path / "half.png")
    panel = opened(vault, tmp_path / "half.png")
    note = panel.locator(".more-note")
    assert panel.locator(".add-part").is_disabled()
    set_edges(panel, 60, 0, 0, 0)
    panel.locator(".add-part").click()
    expect(note).to_contain_text("too plain")
    for said in ("Added", "already"):
        set_edges(panel, 0, 0, 50, 0)
        panel.locator(".add-part").click()
        expect(note).to_contain_text(said)
    assert len(signals(vault, 2)["crop"]) == 1


def test_six_parts_are_the_most_and_the_server_takes_them(vault: Vault, png: Path) -> None:
    panel = opened(vault, png)
    panel.get_by_role("checkbox").check()
    signals(vault, 2)
    for number in range(1, 7):
        set_edges(panel, 5 * number, 0, 0, 0)
        panel.locator(".add-part").click()
        expect(panel.locator(".parts li")).to_have_count(number)
    set_edges(panel, 2, 0, 0, 0)
    assert panel.locator(".add-part").is_disabled()
    assert len(signals(vault, 8)["crop"]) == 6


def test_a_video_has_none(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    vault.open().wait_until_whole().pick(tmp_path / "clip.mp4").wait(1)
    expect(vault.row(1).locator(".more")).to_be_hidden()
