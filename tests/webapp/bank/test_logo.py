"""Logos: real picture files are taken, and whatever else is not."""

import io

import pytest
from PIL import Image

from webapp.bank.logo import LARGEST_BYTES, LogoRefused, check_logo


def picture(form: str, size: tuple[int, int] = (240, 80), **options) -> bytes:
    buffer = io.BytesIO()
    mode = "RGBA" if options.pop("see_through", False) else "RGB"
    Image.new(mode, size, (138, 21, 56)).save(buffer, form, **options)
    return buffer.getvalue()


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, form, save_all=True, append_images=frames[1:], duration=100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture("PNG"), "image/png"),
        (picture("PNG", see_through=True), "image/png"),
        (picture("WEBP"), "image/webp"),
        (picture("WEBP", lossless=True), "image/webp"),
        (picture("WEBP", see_through=True, exif=b"Exif\0\0"), "image/webp"),
    ],
)
def test_a_small_png_or_webp_is_taken_as_it_is(data, kind):
    logo = check_logo(data)
    assert (logo.kind, logo.data) == (kind, data)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1025, 8), (8, 1025)])
def test_a_picture_that_would_unfold_into_too_much_is_refused(form, size):
    check_logo(picture(form, (1024, 8)))
    with pytest.raises(LogoRefused):
        check_logo(picture(form, size))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        picture("JPEG"),
        picture("GIF"),
        picture("PNG") + b"\0" * LARGEST_BYTES,
        moving("PNG"),
        moving("WEBP"),
    ],
    ids=["nothing", "svg", "half-png", "half-webp", "jpeg", "gif", "large", "apng", "animation"],
)
def test_what_is_no_small_still_picture_is_refused(data):
    with pytest.raises(LogoRefused):
        check_logo(data)
