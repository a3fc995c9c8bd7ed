"""Telephone numbers as they can be dialled: E.164, or the short number of one country."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, shortnumberinfo

INTERNATIONAL = "ZZ"
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
SHORT = re.compile(r"\d{3,6}")
NORTH_AMERICA = 1
# Numbers that reach every emergency service, the ones people learn at school first.
GENERAL_EMERGENCY = ("000", "999", "112", "911", "111")


class PhoneMalformed(Exception):
    """Nobody answers at this number: it is not one of the country's."""


def parse_phone(text: str, country: str) -> str:
    """The number as a `tel:` link wants it: `+902126569696`, or `183` where it is dialled so.

    Raises PhoneMalformed.
    """
    digits = re.sub(r"[ ()./-]", "", text)
    if SHORT.fullmatch(digits) and country in COUNTRIES:
        return digits
    try:
        number = phonenumbers.parse(text, country if country in COUNTRIES else None)
    except phonenumbers.NumberParseException as error:
        raise PhoneMalformed(text) from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneMalformed(text)
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def is_known_short(number: str, country: str) -> bool:
    """False for a short number that the library has no record of: worth a second look."""
    if number.startswith("+"):
        return True
    parsed = phonenumbers.parse(number, country)
    return bool(shortnumberinfo.is_valid_short_number_for_region(parsed, country))


def written_phone(number: str, country: str) -> str:
    """The number as people in that country write it; from elsewhere, with the country's code."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    at_home = phonenumbers.region_code_for_number(parsed) == country
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return re.sub(r"[()]", "", phonenumbers.format_number(parsed, form))


def emergency_numbers(country: str) -> list[str]:
    """The general emergency numbers that libphonenumber records for a country; at most two."""
    if country not in COUNTRIES:
        return []
    known = [n for n in GENERAL_EMERGENCY if shortnumberinfo.is_emergency_number(n, country)]
    if phonenumbers.country_code_for_region(country) == NORTH_AMERICA:
        return ["911"] if "911" in known else known
    # Elsewhere 911 and 111 are second names of 112, for visitors.
    return [n for n in known if n not in ("911", "111") or "112" not in known][:2]
