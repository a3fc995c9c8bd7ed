"""What a file's first bytes tell, of real files and of garbage."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from ondevice.headers import HEAD_BYTES, FileFacts, sniff
from tests.photos import ORIENTATION, photo

TURNED = ["JPEG", "PNG", "WEBP", "AVIF"]


def made(kind: str, orientation: int | None = None) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation or 1
    out = io.BytesIO()
    photo(1, 301, 200).save(out, kind, **({"exif": exif} if orientation else {}))
    return out.getvalue()[:HEAD_BYTES]


@pytest.mark.parametrize("kind", [*TURNED, "GIF", "BMP"])
def test_kind_and_size_are_read(kind):
    assert sniff(made(kind)) == FileFacts(kind.lower(), 301, 200, 1)


@pytest.mark.parametrize("kind", TURNED)
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_the_orientation_is_read(kind, orientation):
    assert sniff(made(kind, orientation)).orientation == orientation


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"hello", "unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"\x1aE\xdf\xa3\0\0", "video"),
        (b"RIFF\0\0\0\0AVI LIST", "video"),
        (b"RIFF\0\0\0\0WAVEfmt ", "unknown"),
        (b"II*\0\x08\0\0\0", "tiff"),
    ],
)
def test_other_kinds_are_told_apart(head, kind):
    assert sniff(head).kind == kind


@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"BM"]),
    st.binary(max_size=400),
)
@example(b"\xff\xd8\xff", b"\xe1\0\x10Exif\0\0II*\0\xff\xff\xff\xff")
@example(b"\0\0\0\x18ftypavif", b"irot")
def test_garbage_is_no_error(begin, rest):
    facts = sniff(begin + rest)
    assert 1 <= facts.orientation <= 8
