"""Parts that only some files need come after the others, and are pinned like them."""

from playwright.sync_api import expect

from tests.browser.vault.site import digest
from tests.browser.vault.texts import ENGLISH
from tests.videos import make_video

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
PART = "video.mjs"
# Nobody wants to wait half a minute for a part that will never come.
IMPATIENT = ("worker.js", "const PATIENCE = 30_000;", "const PATIENCE = 300;")


def address(vault) -> str:
    return f"/rt/{digest(vault.site.later[PART])[:16]}/{PART}"


def test_nothing_is_asked_for_when_a_file_is_chosen(vault, tmp_path, make_photo):
    """Whoever watches the network cannot tell whether somebody has a video."""
    film = make_video(tmp_path / "film.mp4", *H264, seconds=3)
    vault.open().wait_until_whole()
    asked = len(vault.site.asked)
    vault.pick(make_photo(), film).wait(2)
    assert vault.states() == ["done", "done"]
    assert vault.site.asked[asked:] == []


def test_it_is_asked_for_only_once_the_vault_is_ready(vault):
    with vault.page.expect_request(f"**{address(vault)}") as asked:
        vault.open()
    assert asked.value
    runtime = [vault.site.path_of(name) for name in vault.site.parts]
    assert set(runtime) <= set(vault.site.asked[: vault.site.asked.index(address(vault))])


def test_without_it_photos_still_work_and_a_video_can_be_tried_again(vault, tmp_path, make_photo):
    film = make_video(tmp_path / "film.mp4", *H264, seconds=3)
    vault.site.replace_part(*IMPATIENT)
    vault.site.trouble[address(vault)] = 404
    vault.open().pick(film, make_photo()).wait(2)
    assert vault.states() == ["refused not-loaded", "done"]
    expect(vault.row(1).locator(".state")).to_have_text(ENGLISH["not-loaded"])
    vault.site.trouble.clear()
    vault.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some("
        "(entry) => entry.name.endsWith('video.mjs') && entry.responseStatus === 200)"
    )
    vault.row(1).locator(".retry").click()
    vault.wait(2)
    assert vault.states() == ["done", "done"]


def test_one_flipped_byte_and_the_part_goes_no_further(vault, tmp_path):
    film = make_video(tmp_path / "film.mp4", *H264, seconds=3)
    flipped = bytearray(vault.site.later[PART])
    flipped[len(flipped) // 2] ^= 1
    # The page is told the flipped digest, so that the vault alone is left to notice.
    vault.site.later[PART] = bytes(flipped)
    vault.site.replace_part(*IMPATIENT)
    vault.open().pick(film).wait(1)
    assert vault.states() == ["refused not-loaded"]
    assert not vault.worker().evaluate("() => extras.has('video.mjs')")


def test_a_video_is_hashed_with_the_network_gone(vault, tmp_path):
    film = make_video(tmp_path / "film.mp4", *H264, seconds=3)
    vault.open().wait_until_whole()
    vault.site.is_up.clear()
    vault.page.context.set_offline(True)
    vault.pick(film).wait(1)
    assert vault.states() == ["done"]
    assert [signal["type"] for signal in vault.signals()] == ["video_md5", "vpdq"]
