"""The tables come to be by migrations alone, and are then what the code says they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from tests.databases import SECRETS, connected
from webapp.bank import Bank
from webapp.bank.migrations import upgrade
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
