"""Telltales: what in a worker's words would point at a person, so that a page can warn of it.

A warning and no refusal: a police file may have a long number too.
"""

import re
import unicodedata
from enum import StrEnum

from phonenumbers import Leniency, PhoneNumberMatcher

from webapp.bank.phone import COUNTRIES

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LINK = re.compile(
    r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org|me|tv|ru|info|app|xyz|io|co|tr)\b"
    r"|\b[\w-]+\.(?:jpe?g|png|gif|heic|webp|avif|mp4|mov|webm)\b",
    re.IGNORECASE,
)
TURKISH_ID = re.compile(r"(?<!\d)[1-9](?: ?\d){10}(?!\d)")
# Longer than a date and than the number of most files; as long as that of a passport.
LONG_NUMBER = re.compile(r"(?<!\d)\d{9,}(?!\d)")


class Telltale(StrEnum):
    """What a text seems to hold."""

    EMAIL = "email"
    LINK = "link"
    PHONE = "phone"
    NUMBER = "number"


def find_telltale(text: str, country: str) -> Telltale | None:
    """The first thing in the text that could point at a person; `country` is where numbers are of.

    Digits of every script count.
    """
    plain = "".join(_digit(c) for c in unicodedata.normalize("NFKC", text))
    if EMAIL.search(plain):
        return Telltale.EMAIL
    if LINK.search(plain):
        return Telltale.LINK
    if any(is_turkish_id(found.replace(" ", "")) for found in TURKISH_ID.findall(plain)):
        return Telltale.NUMBER
    region = country if country in COUNTRIES else None
    if PhoneNumberMatcher(plain, region, Leniency.VALID).has_next():
        return Telltale.PHONE
    return Telltale.NUMBER if LONG_NUMBER.search(plain) else None


def is_turkish_id(digits: str) -> bool:
    """True if the two check digits of a T.C. identity number fit (public rule of the registry)."""
    if not re.fullmatch(r"[1-9]\d{10}", digits):
        return False
    d = [int(each) for each in digits]
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return d[9] == tenth and d[10] == sum(d[:10]) % 10


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
