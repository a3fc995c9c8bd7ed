"""A helpline with a worker, a lead, and somebody of another helpline."""

import pytest

from tests.desks import seat
from webapp.bank.partnership import add_partner, set_phones


@pytest.fixture
def bank(app):
    """The bank behind the app, with two helplines."""
    bank = app.extensions["stillmine"].bank
    for slug in ("ngo", "other"):
        bank.run(add_partner, slug, f"The {slug.upper()}", "tr")
        bank.run(set_phones, slug, ["0212 000 00 00"])
    return bank


@pytest.fixture
def ayse(app, bank):
    """A worker of the helpline at her desk."""
    return seat(app, "ayse")


@pytest.fixture
def zeynep(app, bank):
    """Its lead."""
    return seat(app, "zeynep", "lead")


@pytest.fixture
def maria(app, bank):
    """A lead of another helpline."""
    return seat(app, "maria", "lead", "other")


@pytest.fixture
def root(app, bank):
    """The operator."""
    return seat(app, "root", "operator")
