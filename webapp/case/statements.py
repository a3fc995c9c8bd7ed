"""The consent statements in force: what a person says is true before anything is sent.

A text is never changed under its version: a new wording is a new version, so that years later
it can be told exactly what somebody agreed to.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from webapp.bank.consent import IN_FORCE, Agreement, text_digest


@dataclass(frozen=True)
class Statement:
    """One sentence to agree to; `text` is translated when it is shown."""

    version: str
    text: str


_TEXTS = {
    "adult": _l("I was 18 or older in every image and video I chose."),
    "is-me": _l("I am the person, or one of the people, shown in them."),
    "no-consent": _l("They are intimate, and I do not agree to them being shared."),
    "share-hashes": _l(
        "The codes made from them may be kept here, and may be given to the platforms I "
        "chose, until I withdraw them."
    ),
    "understands-limits": _l(
        "I understand that people at each platform decide, that only platforms that take part "
        "can find the images, and that changed copies may be missed."
    ),
}
STATEMENTS = {id_: Statement(IN_FORCE[id_], text) for id_, text in _TEXTS.items()}


def agreements(ids: Iterable[str], locale: str) -> list[Agreement]:
    """What a case keeps of the sentences agreed to: id, version, language, digest of the words."""
    return [
        Agreement(id_, STATEMENTS[id_].version, locale, text_digest(str(STATEMENTS[id_].text)))
        for id_ in ids
        if id_ in STATEMENTS
    ]
