"""The consent statements: a wording belongs to its version."""

import hashlib

from webapp.bank.consent import IN_FORCE
from webapp.case.statements import STATEMENTS, agreements

# The words of each version in English. A new wording is a new version and a new line here.
WORDINGS = {
    "adult@2026-11": "f2f57fef67b7982b",
    "is-me@2026-11": "505a29a41b0853d0",
    "no-consent@2026-11": "744cbe6247cfb3ba",
    "share-hashes@2026-11": "97f28dd924e4d0b0",
    "understands-limits@2026-11": "7786e14d2a8ea126",
}


def test_every_statement_in_force_has_a_text():
    assert set(STATEMENTS) == set(IN_FORCE)


def test_no_wording_changes_under_its_version(app):
    with app.test_request_context("/en/"):
        found = {
            f"{id_}@{statement.version}": hashlib.sha256(str(statement.text).encode()).hexdigest()[
                :16
            ]
            for id_, statement in STATEMENTS.items()
        }
    assert found == WORDINGS


def test_what_is_kept_tells_the_language_and_the_words_apart(app):
    with app.test_request_context("/en/"):
        [agreed] = agreements(["adult", "show-detail"], "en")
    assert (agreed.id, agreed.version, agreed.locale) == ("adult", "2026-11", "en")
