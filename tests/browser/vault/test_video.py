"""A video gives the sum of its bytes and the frames that vpdq takes, hashed as vpdq hashes them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ondevice.signals import MIN_QUALITY
from tests.browser.vault.texts import ENGLISH
from tests.videos import (
    Expected,
    expected_frames,
    frames_of,
    make_video,
    remux,
    run,
    turn_video,
)

Maker = Callable[[Path], object]
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")

VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-b:v", "800k")
AV1 = ("-c:v", "libsvtav1", "-preset", "12")


def made(*options: str, **how: object) -> Maker:
    return lambda path: make_video(path, *options, **how)


def cut(path: Path) -> None:
    """As a phone cuts a film: the frames before the cut are still in the file, and not shown."""
    whole = make_video(path.with_suffix(".whole.mp4"), *H264, "-g", "60")
    remux(whole, path, "-ss", "2.5")


def uneven(path: Path) -> None:
    """Frames that come when they like."""
    late = "setpts='(N+0.4*sin(N))/(24*TB)'"
    make_video(path, *H264, "-vf", late, "-vsync", "vfr", "-enc_time_base", "1/600")


VIDEOS: dict[str, Maker] = {
    "phone.mp4": made(*H264, rate="30000/1001"),
    "many-b-frames.mp4": made(*H264, "-bf", "4", "-g", "48", rate="25", seconds=10),
    "film.mov": made(*H264, rate="24000/1001"),
    "fast.mkv": made(*H264, rate="60", seconds=5),
    "ten-bit.mp4": made("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p10le"),
    "vp8.webm": made("-c:v", "libvpx", "-auto-alt-ref", "1", "-b:v", "800k"),
    "vp9.webm": made(*VP9, "-pix_fmt", "yuv420p"),
    "full-colour.webm": made(*VP9, "-pix_fmt", "yuv444p"),
    "av1.webm": made(*AV1, "-pix_fmt", "yuv420p"),
    "ten-bit-av1.mp4": made(*AV1, "-pix_fmt", "yuv420p10le", rate="25"),
    "full-range.mp4": made(*H264[:4], "-pix_fmt", "yuvj420p"),
    "fragments.mp4": made(*H264, "-movflags", "frag_keyframe+empty_moov", seed=3),
    "cut.mp4": cut,
    "uneven.mp4": uneven,
    "odd.mp4": made(*H264, size=(322, 242), rate="12.5"),
}


@pytest.fixture(scope="module")
def hash_video(shared_vault, tmp_path_factory) -> Callable[[str, Maker], tuple[Path, list]]:
    """The file of that name, made, and the signals that the vault made of it."""

    def hash_one(name: str, make: Maker) -> tuple[Path, list[dict[str, object]]]:
        path = tmp_path_factory.mktemp("video") / name
        make(path)
        before = shared_vault.find(".row").count()
        shared_vault.pick(path).wait(before + 1)
        item = before + 1
        return path, [signal for signal in shared_vault.signals() if signal["item"] == item]

    return hash_one


def assert_alike(found: list[Expected], expected: list[Expected]) -> None:
    good = [frame for frame in expected if frame.quality >= MIN_QUALITY]
    assert [round(f.seconds, 3) for f in found] == [round(e.seconds, 3) for e in good]
    bits = [
        (int(f.value, 16) ^ int(e.value, 16)).bit_count() for f, e in zip(found, good, strict=True)
    ]
    assert sum(bits) / len(bits) <= 3, bits
    assert max(bits) <= 10, bits


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_is_hashed_as_vpdq_hashes_it(hash_video, name):
    path, signals = hash_video(name, VIDEOS[name])
    assert [(s["type"], s["variant"]) for s in signals] == [
        ("video_md5", "whole"),
        ("vpdq", "whole"),
    ]
    assert signals[0]["value"] == hashlib.md5(path.read_bytes()).hexdigest()
    assert_alike(frames_of(signals), expected_frames(path))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_video_is_hashed_as_it_is_stored_and_upright(hash_video, degrees):
    def turn(path: Path) -> None:
        turn_video(make_video(path, *H264, size=(320, 180), seed=degrees), degrees)

    path, signals = hash_video(f"turned-{degrees}.mp4", turn)
    assert [s["variant"] for s in signals] == ["whole", "whole", "upright"]
    assert_alike(frames_of(signals), expected_frames(path))
    assert_alike(frames_of(signals, "upright"), expected_frames(path, turns=degrees // 90))


def test_a_long_video_has_its_frames_further_apart_and_says_so(shared_vault, hash_video):
    make = made(*H264, rate="2", seconds=1300, size=(96, 72))
    path, signals = hash_video("long.mp4", make)
    assert_alike(frames_of(signals), expected_frames(path, spacing=3))
    row = shared_vault.find(".row").last
    expect(row.locator(".state")).to_have_text(ENGLISH["video-long"].replace("{n}", "3"))


def half(path: Path) -> None:
    """A recording that broke off: what MP4 needs to be read stands at its end."""
    whole = make_video(path, *H264).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def black(path: Path) -> None:
    source = ("-f", "lavfi", "-i", "color=black:s=320x240:d=4")
    run("ffmpeg", "-v", "error", "-y", *source, *H264, path)


def only_sound(path: Path) -> None:
    run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "sine=d=2", path)


ONLY_BYTES: dict[str, tuple[str, Maker]] = {
    "hevc.mp4": ("codec", made("-c:v", "libx265", "-preset", "ultrafast")),
    "old.avi": ("codec", made("-c:v", "mpeg4")),
    "old.mp4": ("codec", made("-c:v", "mpeg4", seed=4)),
    "half.mp4": ("codec", half),
    "only-sound.mp4": ("codec", only_sound),
    "no-video-at-all.mkv": ("codec", lambda path: path.write_bytes(b"\x1aE\xdf\xa3" + bytes(999))),
    "black.mp4": ("plain", black),
}


@pytest.mark.parametrize("name", ONLY_BYTES)
def test_a_video_without_pictures_to_go_by_has_the_sum_of_its_bytes(shared_vault, hash_video, name):
    code, make = ONLY_BYTES[name]
    path, signals = hash_video(name, make)
    assert [(s["type"], s["value"]) for s in signals] == [
        ("video_md5", hashlib.md5(path.read_bytes()).hexdigest())
    ]
    row = shared_vault.find(".row").last
    expect(row).to_have_attribute("data-file-state", "done")
    expect(row.locator(".state")).to_have_text(ENGLISH[f"video-{code}"])


def test_a_recording_that_broke_off_is_hashed_as_far_as_it_goes(hash_video):
    def cut_off(path: Path) -> None:
        whole = make_video(path, *H264, "-g", "30", seconds=10, seed=8).read_bytes()
        path.write_bytes(whole[: len(whole) * 3 // 4])

    path, signals = hash_video("cut-off.mkv", cut_off)
    found, expected = frames_of(signals), expected_frames(path)
    assert len(found) >= 5
    assert_alike(found, expected[: len(found)])


def test_a_video_taken_away_makes_room_for_the_next_file(vault, tmp_path, make_photo):
    film = make_video(tmp_path / "film.mp4", *H264, size=(1280, 720), seconds=20)
    vault.open().pick(film)
    expect(vault.row(1).locator("progress")).not_to_have_attribute("value", "0")
    vault.row(1).locator(".remove").click()
    vault.pick(make_photo()).wait(1)
    assert [(s["type"], s["item"]) for s in vault.signals()] == [("pdq", 1)]
    assert vault.worker().evaluate("() => [isWorking, held, cancelled.size]") == [False, 0, 0]


def test_the_same_video_counts_once(vault, tmp_path):
    film = make_video(tmp_path / "film.mp4", *H264, seconds=3)
    vault.open().pick(film, film).wait(2)
    assert vault.states() == ["done", "refused duplicate"]


def test_videos_that_are_too_much_for_one_case_are_told_so(vault, tmp_path):
    vault.site.replace_vault("MAX_FRAMES = 6_000", "MAX_FRAMES = 7")
    films = [make_video(tmp_path / f"{n}.mp4", *H264, seconds=n, seed=n) for n in (4, 5, 3)]
    vault.open().pick(*films).wait(3)
    assert vault.states() == ["done", "refused too-much", "done"]


def test_what_is_kept_as_red_green_and_blue_is_hashed_as_it_looks(hash_video):
    """Its planes are taken for luma otherwise, and the hash means nothing."""
    path, signals = hash_video("red-green-blue.webm", made(*VP9, "-pix_fmt", "gbrp", "-g", "15"))
    assert_alike(frames_of(signals), expected_frames(path))


@pytest.mark.parametrize("name", ["phone.mp4", "vp9.webm", "uneven.mp4"])
def test_a_browser_without_such_a_decoder_is_asked_for_one_moment_after_the_other(
    vault, tmp_path, name
):
    vault.site.replace_vault("new VideoDecoder(", "new NoSuchDecoder(")
    VIDEOS[name](tmp_path / name)
    vault.open().pick(tmp_path / name).wait(1)
    found = frames_of(vault.signals())
    expected = [f for f in expected_frames(tmp_path / name) if f.quality >= MIN_QUALITY]
    bits = [
        (int(f.value, 16) ^ int(e.value, 16)).bit_count()
        for f, e in zip(found, expected, strict=True)
    ]
    assert sum(bits) / len(bits) <= 5, bits
    expect(vault.row(1).locator(".preview")).to_be_visible()


def test_where_no_moment_can_be_shown_the_sum_of_the_bytes_is_left(vault, tmp_path):
    vault.site.replace_vault("new VideoDecoder(", "new NoSuchDecoder(")
    make_video(tmp_path / "old.mp4", "-c:v", "mpeg4")
    vault.open().pick(tmp_path / "old.mp4").wait(1)
    assert [s["type"] for s in vault.signals()] == ["video_md5"]
