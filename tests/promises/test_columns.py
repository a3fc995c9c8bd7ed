"""Every column that is kept is listed in docs/promises.md, and the other way round."""

import re
from pathlib import Path

from webapp.bank import METADATA

PROMISES = Path(__file__).parents[2] / "docs" / "promises.md"
# Organisations that publish where they can be reached. Only an operator writes into it.
PUBLIC = {"resource"}
LINE = re.compile(r"\| `(\w+\.\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")


def listed():
    return LINE.findall(PROMISES.read_text(encoding="utf-8"))


def test_every_column_kept_is_listed_with_what_why_and_how_long():
    kept = {str(column) for table in METADATA.tables.values() for column in table.columns}
    assert {name for name, *_ in listed()} == kept


def test_no_column_is_listed_twice():
    names = [name for name, *_ in listed()]
    assert len(names) == len(set(names))


def test_nothing_that_names_a_person_has_a_column():
    telling = re.compile(
        r"(^|_)(ip|agent|mail|email|phone|address|browser|file|answer|note|referrer|url)(_|$)"
    )
    assert [
        str(column)
        for table in METADATA.tables.values()
        for column in table.columns
        if telling.search(column.name) and table.name not in {"participant", *PUBLIC}
    ] == ["referral.sealed_note"]  # a worker's, not a person's, and sealed


def test_no_column_can_hold_a_free_text_of_a_person():
    """The columns of text, each with what holds it to a few words."""
    texts = {
        str(column)
        for table in METADATA.tables.values()
        for column in table.columns
        if column.type.python_type is str and table.name not in PUBLIC
    }
    assert texts == {
        "case.passcode_digest",  # argon2's own form, checked in SQL
        "case_signal.variant",  # a list of words, checked in SQL
        "consent.statement_id",  # only statements in force are kept
        "consent.version",  # a month, checked in SQL
        "consent.locale",  # a language tag, its length checked in SQL
        "dispute.outcome",  # two words, checked in SQL
        "feedback.verdict",  # a list of words, checked in SQL
        "feedback.reason",  # a platform's, its length checked in SQL
        "feedback.tags",  # a platform's, their length checked in SQL
        "idempotency.outcome",  # counts and words of ours, its length checked in SQL
        "participant.name",  # a platform's
        "participant.slug",  # a platform's
        "participant_key.kind",
        "participant_network.network",  # a platform's
        "participant_scope.scope",
        "participant_type.type",
        "participant_use.endpoint",  # an endpoint of ours
        "partner.colour",  # an organisation's, like all of a partner's
        "partner.country",
        "partner.favourites",
        "partner.locale",
        "partner.logo_kind",
        "partner.name",
        "partner.slug",
        "partner.website",
        "partner_origin.origin",
        "partner_phone.number",
        "partner_text.kind",
        "partner_text.locale",
        "partner_text.text",
        "passkey.label",  # a word of its owner's, its length checked in SQL
        "referral.country",  # two letters; what a worker writes in words is sealed
        "referral.locale",
        "referral_step.state",  # lists of words, checked in SQL
        "referral_step.step",
        "signal.type",
        "source_tally.deed",
        "staff.name",  # what staff sign in with
        "staff.password_digest",  # argon2's own form, checked in SQL
        "staff.role",
    }
