"""Person, exchange, platform and back: a photo is hashed, found and removed, and that is told."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.photos import photo, save_jpeg

SOCIAL, VIDEO = "example-social", "example-video"


def uploads(folder, picture):
    """What others upload: a smaller, coarser copy of the picture; and another one."""
    smaller, coarse = picture.resize((420, 315)), BytesIO()
    smaller.save(coarse, "JPEG", quality=35)
    copy, other = folder / "copy.png", folder / "other.jpg"
    Image.open(coarse).save(copy)
    return copy, save_jpeg(other, photo(99))


def test_a_photo_that_a_platform_finds_and_removes_is_told_to_its_person(
    page, site, platform, tmp_path
):
    picture = photo(21)
    person = Person(page, site.url).arrive().go_to_choose_files()
    person.choose_files([save_jpeg(tmp_path / "mine.jpg", picture)], done=1)
    receipt = person.go_to_review().send()

    def state_of(slug, state):
        person.open_case(*receipt)
        card = page.locator(f"[data-participant={slug}]")
        expect(card).to_have_attribute("data-state", state)

    state_of(SOCIAL, "waiting")
    assert platform("pull") != "holds 0"
    state_of(SOCIAL, "pulled")
    copy, other = uploads(tmp_path, picture)
    assert platform("upload", str(other)) == "matches 0"
    assert platform("upload", str(copy)) != "matches 0"
    state_of(SOCIAL, "under-review")
    platform("decide", "removed")
    state_of(SOCIAL, "removed")
    state_of(VIDEO, "waiting")
