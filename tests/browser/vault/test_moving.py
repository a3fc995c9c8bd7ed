"""Images that move: the first picture as platforms take it, and a few later ones."""

from pathlib import Path

import pytest
from PIL import Image
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_file

from tests.photos import photo

PICTURES = [photo(seed, 320, 240) for seed in range(71, 79)]


def moving(path: Path, pictures: list[Image.Image], **options: object) -> Path:
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=100, loop=0, **options
    )
    return path


def seen(path: Path, number: int, folder: Path) -> str:
    """The hash of one of its pictures, as a viewer shows it."""
    with Image.open(path) as image:
        image.seek(number)
        image.convert("RGB").save(folder / "seen.png")
    return pdq_from_file(folder / "seen.png")[0]


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("name", ["film.gif", "film.webp"])
def test_the_first_picture_and_three_later_ones_are_hashed(vault, tmp_path, name):
    path = moving(tmp_path / name, PICTURES, **({} if name.endswith("gif") else {"quality": 90}))
    vault.open().pick(path).wait(1)
    found = {str(s["variant"]): str(s["value"]) for s in vault.signals()}
    assert list(found) == ["stored", "frame-2", "frame-4", "frame-6"]
    for variant, value in found.items():
        number = int(variant.partition("-")[2] or 0)
        assert distance(value, seen(path, number, tmp_path)) <= 2


def test_one_that_does_not_change_has_one_code(vault, tmp_path):
    still = [PICTURES[0].copy() for _ in range(4)]
    still[1].putpixel((0, 0), (9, 9, 9))  # or the file would keep a single picture
    path = moving(tmp_path / "still.webp", still, quality=90)
    vault.open().pick(path).wait(1)
    assert [s["variant"] for s in vault.signals()] == ["stored"]


def test_a_broken_one_keeps_what_can_be_seen(vault, tmp_path):
    path = moving(tmp_path / "film.gif", PICTURES)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    vault.open().pick(path).wait(1)
    assert vault.signals()[0]["variant"] == "stored"


def test_a_browser_that_cannot_open_them_hashes_the_first(vault, tmp_path):
    vault.site.replace_vault("self.ImageDecoder", "self.NoSuchDecoder")
    vault.open().pick(moving(tmp_path / "film.gif", PICTURES)).wait(1)
    assert [s["variant"] for s in vault.signals()] == ["stored"]
