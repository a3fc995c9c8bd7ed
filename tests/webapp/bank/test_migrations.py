"""The tables come to be by migrations alone, and are then what the code says they are."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, select, text

from tests.databases import SECRETS, connected
from webapp.bank import Bank
from webapp.bank.change import Place
from webapp.bank.migrations import upgrade
from webapp.bank.participant import list_participants
from webapp.bank.standing import StandingRow
from webapp.bank.tables import METADATA

ROOT = Path(__file__).parents[3]


@pytest.fixture
def empty_bank(empty_database_url: str, tmp_path: Path):
    with connected(empty_database_url, tmp_path) as bank:
        yield bank


def test_migrations_make_exactly_the_tables_of_the_code(empty_bank: Bank):
    upgrade(empty_bank)
    with empty_bank.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_migrations_make_exactly_the_checks_of_the_code(empty_bank: Bank):
    upgrade(empty_bank)
    found = inspect(empty_bank.engine)
    for table in METADATA.tables.values():
        written = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert {c["name"] for c in found.get_check_constraints(table.name)} == written


def test_first_migration_gives_the_change_log_its_head(empty_bank: Bank):
    upgrade(empty_bank, "0001")
    with empty_bank.engine.connect() as connection:
        assert connection.execute(text("SELECT id, second, sequence FROM change_head")).all() == [
            (1, 0, 0)
        ]


@pytest.fixture
def bank_of_0001(empty_bank: Bank):
    """A bank of the first tables with two participants, and a case that took back one of two."""
    upgrade(empty_bank, "0001")
    noon = "2026-11-24 12:00:00.000000"
    with empty_bank.engine.begin() as connection:

        def insert(table: str, **row: object) -> None:
            names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({values})'), row)

        for n, slug in enumerate(("one", "two"), 1):
            key = b"sealed"
            insert(
                "participant", id=id_(n), slug=slug, name=slug, sealed_case_key=key, added_at=noon
            )
        passcode = "00000000$argon2id$v=19$"
        kept = {"number_digest": b"n" * 32, "passcode_digest": passcode, "shows_detail": True}
        insert("case", id=id_(3), opened_at=noon, review_due_at=noon, **kept)
        for n, withdrawn_at in ((4, None), (5, noon)):
            insert("signal", id=id_(n), type="pdq", digest=bytes([n]) * 32, sealed_value=b"sealed")
            insert("change", second=1_700_000_000 + n, sequence=n, signal_id=id_(n))
            standing = {"case_id": id_(3), "item": n, "variant": "stored", "signal_id": id_(n)}
            times = {"added_at": noon, "withdrawn_at": withdrawn_at}
            insert("case_signal", quality=90, **standing, **times)
    return empty_bank


def id_(number: int) -> str:
    return UUID(int=number).hex


def test_second_migration_lets_participants_that_are_there_do_everything(bank_of_0001: Bank):
    upgrade(bank_of_0001)
    everything = {"pull", "feedback", "submit", "query"}
    found = {each.slug: each.scopes for each in bank_of_0001.run(list_participants)}
    assert found == {"one": everything, "two": everything}


def test_second_migration_knows_where_older_signals_were_told(bank_of_0001: Bank):
    upgrade(bank_of_0001)
    rows = bank_of_0001.run(
        lambda session: session.scalars(select(StandingRow).order_by(StandingRow.item)).all()
    )
    stays, left = Place(1_700_000_004, 4).number, Place(1_700_000_005, 5).number
    assert [(row.joined_place, row.left_place) for row in rows] == [(stays, None), (left, left)]


def test_upgrading_twice_or_by_two_processes_at_once_does_no_harm(empty_bank: Bank, tmp_path: Path):
    program = (
        "import json, pathlib, sys; from webapp.bank import Bank, BankKeys;"
        "from webapp.bank.migrations import upgrade;"
        "keys = BankKeys.from_secrets(json.loads(sys.argv[2]), pathlib.Path());"
        "upgrade(Bank.connect(sys.argv[1], keys))"
    )
    url = empty_bank.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", program, url, json.dumps(SECRETS)]
    at_once = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [process.wait(60) for process in at_once] == [0, 0]
    upgrade(empty_bank)
    with empty_bank.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
