"""Resources are kept with their source, and marked until somebody dates them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from webapp.bank.resource import Resource, list_resources, save_resources, shown_resources
from webapp.bank.resource_sheet import seed

ONE = Resource(
    slug="tr-one",
    country="TR",
    name="One",
    kinds=("helpline", "legal"),
    audience=("adults",),
    source="https://one.example",
    gathered="2026-11",
    languages=("tr", "en"),
    phones=("+902126569696", "183"),
)


def test_what_is_saved_comes_back_the_same(bank):
    bank.run(save_resources, [ONE])
    assert bank.run(list_resources) == [ONE]


def test_saving_again_puts_the_row_in_place(bank):
    bank.run(save_resources, [ONE])
    bank.run(save_resources, [replace(ONE, name="Uno", verified_on=date(2026, 11, 1))])
    (found,) = bank.run(list_resources)
    assert (found.name, found.verified_on) == ("Uno", date(2026, 11, 1))


def test_an_older_sheet_does_not_undo_a_verification(bank):
    checked = replace(ONE, phones=("+905496569696",), verified_on=date(2026, 11, 1))
    bank.run(save_resources, [checked])
    assert bank.run(save_resources, [ONE]) == []
    assert bank.run(save_resources, [replace(ONE, verified_on=date(2026, 10, 1))]) == []
    assert bank.run(list_resources) == [checked]


def test_held_ones_and_those_that_lead_nowhere_are_not_shown(bank):
    held = replace(ONE, slug="tr-held", is_held=True)
    nowhere = replace(ONE, slug="tr-nowhere", phones=())
    bank.run(save_resources, [ONE, held, nowhere])
    assert [found.slug for found in bank.run(shown_resources)] == ["tr-one"]


@pytest.mark.parametrize(
    ("verified_on", "expected"),
    [
        (None, "unverified"),
        (date(2026, 11, 1), "verified"),
        (date(2025, 11, 24), "verified"),
        (date(2025, 11, 23), "stale"),
    ],
)
def test_a_verification_holds_for_a_year(verified_on, expected):
    assert replace(ONE, verified_on=verified_on).standing(date(2026, 11, 24)) == expected


def test_the_shipped_sheet_fills_an_empty_bank_once(bank):
    assert bank.run(seed) == 53
    assert bank.run(seed) == 0
    assert len(bank.run(list_resources)) == 53


@pytest.mark.parametrize(
    "change",
    [
        "source = ''",
        "kinds = ''",
        "country = 'TUR'",
        "reach = 'city'",
        "cost = 'much'",
        "gathered = 'lately'",
        "name = ''",
        "basis = 'hearsay'",
    ],
)
def test_the_table_itself_refuses_a_row_without_its_facts(bank, change):
    bank.run(save_resources, [ONE])
    with pytest.raises(IntegrityError):
        bank.run(lambda session: session.execute(text(f"UPDATE resource SET {change}")))
