"""The receipt: the two numbers a person takes away. Both are made by us, from the draft's nonce.

The case number is no secret and says nothing: 40 random bits in Crockford's alphabet (no I, L, O,
U) and a check character. The passcode is: 16 digits, 53 bits, that can be dictated in any language.
"""

import unicodedata
from dataclasses import dataclass, field

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 8
PASSCODE_DIGITS = 16
_READ_AS = str.maketrans("OIL", "011")


class CaseNumberMalformed(Exception):
    """No case can have this number: it was misread or mistyped."""


@dataclass(frozen=True)
class Receipt:
    """Shown once. The passcode stays out of every log: `repr` leaves it out."""

    case_number: str
    passcode: str = field(repr=False)
    # The organisation that sees how the case stands, if the person agreed and it could be tied.
    shared_with: str = ""


def make_receipt(material: bytes) -> Receipt:
    """Case number and passcode out of 64 bytes that nobody else can derive."""
    number = int.from_bytes(material[:5])
    characters = [ALPHABET[(number >> shift) & 31] for shift in range(35, -5, -5)]
    # 384 bits taken modulo 10^16: no passcode is likelier than another.
    passcode = f"{int.from_bytes(material[16:]) % 10**PASSCODE_DIGITS:0{PASSCODE_DIGITS}}"
    groups = (passcode[at : at + 4] for at in range(0, PASSCODE_DIGITS, 4))
    return Receipt(_with_dashes("".join(characters)), " ".join(groups))


def normalise_case_number(text: str) -> str:
    """The number as the receipt shows it, of what was typed: any case, O for 0, I or l for 1.

    Raises CaseNumberMalformed if no such number exists.
    """
    plain = unicodedata.normalize("NFKD", text).upper()
    read = "".join(_digit(c) for c in plain if c.isalnum()).translate(_READ_AS)
    if len(read) != NUMBER_LENGTH + 1 or any(c not in ALPHABET for c in read):
        raise CaseNumberMalformed
    if _with_dashes(read[:-1]) != (number := f"{read[:4]}-{read[4:8]}-{read[8]}"):
        raise CaseNumberMalformed
    return number


def read_case_number(typed: str) -> str:
    """The number to look for: normalised if it can be, else as typed, to find nothing."""
    try:
        return normalise_case_number(typed)
    except CaseNumberMalformed:
        return typed[:40]


def normalise_passcode(text: str) -> str:
    """The digits of what was typed, of whatever script and whatever stands between them."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(_digit(c) for c in plain if c.isdecimal())


def _digit(character: str) -> str:
    """A decimal digit of any script as ours; everything else as it is."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _with_dashes(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:]}-{ALPHABET[_check_value(characters)]}"


def _check_value(characters: str) -> int:
    """A Reed-Solomon symbol over GF(32): no wrong character and no two that changed place pass."""
    value = 0
    for character in characters:
        value = _times_x(value) ^ ALPHABET.index(character)
    return _times_x(value)


def _times_x(value: int) -> int:
    return (value << 1) ^ (0b100101 if value & 0b10000 else 0)  # x^5 + x^2 + 1 is primitive
