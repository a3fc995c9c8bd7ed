"""Numbers that can be dialled."""

import pytest

from webapp.bank.phone import (
    PhoneMalformed,
    emergency_numbers,
    is_known_short,
    parse_phone,
    written_phone,
)


@pytest.mark.parametrize(
    ("text", "country", "dialled", "written"),
    [
        ("0212 656 96 96", "TR", "+902126569696", "0212 656 96 96"),
        ("+90 549 656 96 96", "TR", "+905496569696", "0549 656 96 96"),
        ("183", "TR", "183", "183"),
        ("116 123", "GB", "116123", "116123"),
        ("1-844-878-2274", "US", "+18448782274", "844 878-2274"),
        ("0345 6000 459", "GB", "+443456000459", "0345 600 0459"),
        ("+31 70 123 4567", "ZZ", "+31701234567", "+31 70 123 4567"),
    ],
)
def test_a_number_is_kept_as_it_is_dialled_and_shown_as_people_write_it(
    text, country, dialled, written
):
    assert parse_phone(text, country) == dialled
    assert written_phone(dialled, country) == written


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("0212 656 96", "TR"),
        ("ring us", "TR"),
        ("", "TR"),
        ("12", "TR"),
        ("0508 NETSAFE", "XX"),
        ("183", "ZZ"),
        ("0212 656 96 96", "ZZ"),
        ("+1 555 0100", "US"),
    ],
)
def test_a_number_that_leads_nowhere_is_refused(text, country):
    with pytest.raises(PhoneMalformed):
        parse_phone(text, country)


def test_short_numbers_are_compared_with_the_record():
    assert is_known_short("183", "TR")
    assert not is_known_short("184567", "TR")
    assert is_known_short("+902126569696", "TR")


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("TR", ["112"]),
        ("GB", ["999", "112"]),
        ("US", ["911"]),
        ("CA", ["911"]),
        ("NL", ["112"]),
        ("AU", ["000", "112"]),
        ("NZ", ["111"]),
        ("MX", ["911"]),
        ("ZZ", []),
    ],
)
def test_emergency_numbers_are_those_of_the_country(country, numbers):
    assert emergency_numbers(country) == numbers
