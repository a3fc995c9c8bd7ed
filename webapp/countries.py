"""Countries by their names in the reader's language, and those in which we know somebody."""

import unicodedata

from babel import Locale
from flask_babel import gettext as _

from webapp.bank.phone import COUNTRIES, INTERNATIONAL
from webapp.bank.resource import shown_resources
from webapp.i18n import current_code
from webapp.tools import tools

# What people call it; the registry of languages has only the official name.
SHORT = {"HK": {"en": "Hong Kong", "tr": "Hong Kong", "ar": "هونغ كونغ"}}


def is_country(code: str) -> bool:
    """True for a country as addresses write it, in small letters, and for `zz`, the world."""
    return code.islower() and (code.upper() in COUNTRIES or code.upper() == INTERNATIONAL)


def country_name(code: str, locale: str = "") -> str:
    """The country's name in the reader's language, or in the one given."""
    if code.upper() == INTERNATIONAL:
        return str(_("Anywhere in the world"))
    locale = locale or current_code()
    return SHORT.get(code.upper(), {}).get(locale) or str(
        Locale.parse(locale, sep="-").territories[code.upper()]
    )


def countries_with_help() -> list[tuple[str, str]]:
    """(code as in addresses, name) of every country that has a resource, by name."""
    codes = {resource.country for resource in tools().bank.run(shown_resources)}
    named = [(code.lower(), country_name(code)) for code in codes - {INTERNATIONAL}]
    return sorted(named, key=lambda pair: fold(pair[1]))


def fold(text: str) -> str:
    """The text without case, accents and points, so that two spellings of a word are one.

    Turkish ı and i become one letter, the Arabic alefs another, and likewise ى and ي, ة and ه.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.translate(_SAME)


_SAME = str.maketrans({"ı": "i", "ى": "ي", "ة": "ه", "ـ": None, "ø": "o", "đ": "d", "ł": "l"})
