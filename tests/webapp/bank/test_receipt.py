"""The receipt: numbers that can be noted, dictated and typed back."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.bank.receipt import (
    ALPHABET,
    CaseNumberMalformed,
    make_receipt,
    normalise_case_number,
    normalise_passcode,
    read_case_number,
)

RECEIPT = make_receipt(bytes(range(64)))
materials = st.binary(min_size=64, max_size=64)


@given(materials)
def test_a_receipt_reads_back_as_it_was_written(material):
    receipt = make_receipt(material)
    assert normalise_case_number(receipt.case_number) == receipt.case_number
    assert len(normalise_passcode(receipt.passcode)) == 16
    assert [len(group) for group in receipt.passcode.split(" ")] == [4, 4, 4, 4]


@given(materials, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(material, at, wrong):
    number = make_receipt(material).case_number.replace("-", "")
    if number[at] != wrong:
        with pytest.raises(CaseNumberMalformed):
            normalise_case_number(number[:at] + wrong + number[at + 1 :])


@given(materials, st.integers(0, 8), st.integers(0, 8))
def test_two_characters_that_changed_place_are_always_noticed(material, one, other):
    number = list(make_receipt(material).case_number.replace("-", ""))
    if number[one] != number[other]:
        number[one], number[other] = number[other], number[one]
        with pytest.raises(CaseNumberMalformed):
            normalise_case_number("".join(number))


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_by_name(text):
    try:
        assert normalise_case_number(normalise_case_number(text)) == normalise_case_number(text)
    except CaseNumberMalformed:
        assert read_case_number(text) == text[:40]


def number_with(*wanted):
    while True:
        number = make_receipt(secrets.token_bytes(64)).case_number
        if all(character in number for character in wanted):
            return number


def test_look_alikes_case_and_spaces_do_not_matter():
    number = number_with("0", "1")
    for typed in (
        number.lower(),
        f"  {number.replace('-', ' ')} ",
        number.replace("-", ""),
        number.replace("0", "O").replace("1", "I"),
        number.replace("0", "o").replace("1", "l"),
        number.lower().replace("1", "ı"),  # what a Turkish keyboard makes of a small I
        number.replace("1", "İ"),
    ):
        assert normalise_case_number(typed) == number


def test_digits_of_any_script_are_read():
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert normalise_passcode(RECEIPT.passcode.translate(arabic)) == normalise_passcode(
        RECEIPT.passcode
    )
    assert normalise_case_number(RECEIPT.case_number.translate(arabic)) == RECEIPT.case_number


def test_a_case_number_has_no_letter_that_is_taken_for_another():
    assert not set("ILOU") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 32


def test_a_receipt_does_not_print_its_passcode():
    assert RECEIPT.passcode not in repr(RECEIPT)
    assert RECEIPT.case_number in repr(RECEIPT)


def test_every_digit_of_a_passcode_is_as_likely_as_the_others():
    digits = "".join(
        make_receipt(secrets.token_bytes(64)).passcode.replace(" ", "") for _ in range(6_250)
    )
    expected = len(digits) / 10
    chi_square = sum((digits.count(d) - expected) ** 2 / expected for d in "0123456789")
    assert chi_square < 45  # nine degrees of freedom: once in a million runs by chance
