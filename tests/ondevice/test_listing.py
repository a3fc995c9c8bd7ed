"""A file of codes: taken whole or not at all."""

import pytest

from ondevice.listing import FIRST_LINE, MAX_BYTES, ListingDamaged, digest_of, read_listing
from ondevice.signals import VPDQ

PDQ_LINE = f"1 pdq stored 100 {'0a' * 32}"
MIRROR_LINE = f"1 pdq mirror 97 {'0b' * 32}"
MD5_LINE = f"2 video_md5 whole 100 {'0c' * 16}"
FILM_LINE = f"2 vpdq whole 93 {'0d' * 32}/97/0.000;{'0e' * 32}/95/1.001"


def written(*lines: str, first: str = FIRST_LINE, end: str | None = None) -> bytes:
    head = "".join(f"{line}\n" for line in (first, *lines)).encode()
    return head + f"end {digest_of(head) if end is None else end}\n".encode()


def test_the_signals_come_back_item_by_item():
    image, video = read_listing(written(MD5_LINE, PDQ_LINE, FILM_LINE, MIRROR_LINE))
    assert [(s.item, s.variant, s.quality) for s in image] == [
        (1, "stored", 100),
        (1, "mirror", 97),
    ]
    assert image[0].value == "0a" * 32
    film = next(signal for signal in video if signal.type == VPDQ)
    assert film.value == f'["{"0d" * 32},97,0.000", "{"0e" * 32},95,1.001"]'


def test_a_program_that_changed_the_ends_of_lines_does_no_harm():
    assert len(read_listing(written(PDQ_LINE).replace(b"\n", b"\r\n"))) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"end \n",
        b"stillmine-signals 1\n",
        written(PDQ_LINE)[:-20],
        written(PDQ_LINE, MD5_LINE).replace(MD5_LINE.encode() + b"\n", b""),
        written(PDQ_LINE).replace(b"0a0a", b"0a0b", 1),
        written(PDQ_LINE, first="stillmine-signals 2"),
        written(PDQ_LINE, end="0" * 64),
        written(PDQ_LINE + " holiday.jpg"),
        written("holiday.jpg"),
        written(PDQ_LINE.replace("100", "40")),
        written(PDQ_LINE.replace("1 pdq", "101 pdq")),
        written(PDQ_LINE.replace("stored", "frame")),
        written(PDQ_LINE, PDQ_LINE),
        written(*(f"{n} pdq stored 100 {n:064x}" for n in range(102))),
        written(FILM_LINE.replace("0.000", "0")),
        written("x" * MAX_BYTES),
        b"\xff\xfe" + written(PDQ_LINE),
        written(PDQ_LINE) + b"<script>",
    ],
)
def test_whatever_is_not_a_whole_file_of_codes_is_refused(data):
    with pytest.raises(ListingDamaged):
        read_listing(data)
