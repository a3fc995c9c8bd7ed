"""Telltales: a worker is warned of what would point at a person, and of nothing else."""

import pytest

from webapp.bank.telltale import Telltale, find_telltale, is_turkish_id

ID = "10000000146"


@pytest.mark.parametrize(
    ("text", "country", "told"),
    [
        ("call her on 0532 123 45 67", "TR", Telltale.PHONE),
        ("(0212) 656 96 96", "TR", Telltale.PHONE),
        ("+44 20 7946 0018 mornings", "TR", Telltale.PHONE),
        ("٠٥٣٢ ١٢٣ ٤٥ ٦٧", "TR", Telltale.PHONE),
        ("ayse@example.com", "TR", Telltale.EMAIL),
        ("see https://site.example/p/1", "TR", Telltale.LINK),
        ("it is on instagram.com/ayse", "TR", Telltale.LINK),
        ("WWW.site.example", "TR", Telltale.LINK),
        ("holiday.JPG", "TR", Telltale.LINK),
        (f"her number is {ID}", "TR", Telltale.NUMBER),
        ("100 000 001 46", "TR", Telltale.NUMBER),
        ("١٠٠٠٠٠٠٠١٤٦", "TR", Telltale.NUMBER),
        ("passport 987654321000", "TR", Telltale.NUMBER),
    ],
)
def test_it_is_found(text, country, told):
    assert find_telltale(text, country) is told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Calls again on Friday at 10.30.",
        "Lale 7",
        "2026/12345",
        "24.11.2026 - 01.12.2026",
        "Kadıköy, 3rd floor, room 12",
        "e.g. three photos; i.e. all. Afraid of him.",
        "بلاغ لدى الشرطة في 24 نوفمبر",
    ],
)
@pytest.mark.parametrize("country", ["TR", "GB", "ZZ"])
def test_ordinary_words_and_dates_are_left_alone(text, country):
    assert find_telltale(text, country) is None


def test_a_turkish_number_is_known_by_its_two_check_digits():
    assert is_turkish_id(ID)
    for at in range(11):
        changed = ID[:at] + str((int(ID[at]) + 1) % 10) + ID[at + 1 :]
        assert not is_turkish_id(changed), changed
    assert not is_turkish_id(ID[:-1])
