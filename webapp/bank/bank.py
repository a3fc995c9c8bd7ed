"""The bank's door: one database, and transactions, tried again if another was in the way."""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import Concatenate

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from webapp.bank.keys import BankKeys
from webapp.bank.passcode import PasscodeHasher
from webapp.bank.source import Bucket, make_bucket

TRIES = 12
LONGEST_PAUSE_SECONDS = 0.5
BUSY_SECONDS = 10
# serialization failure, deadlock, lock not available: PostgreSQL's ways to say "once more, please"
AGAIN_STATES = {"40001", "40P01", "55P03"}
AGAIN_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Bank:
    """One database and the keys to it. Safe to share between threads; not across a fork."""

    def __init__(self, engine: Engine, keys: BankKeys, hasher: PasscodeHasher) -> None:
        self.engine = engine
        self.keys = keys
        self.hasher = hasher
        self._readers = engine.execution_options(reads=True, postgresql_readonly=True)

    @classmethod
    def connect(cls, url: str, keys: BankKeys, hasher: PasscodeHasher | None = None) -> "Bank":
        """A bank at `sqlite:///FILE` or `postgresql://...`, opened when it is needed.

        `hasher` is for tests, which cannot wait 29 ms ten thousand times.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        hasher = hasher or PasscodeHasher()
        hasher.warm_up(keys)
        return cls(engine, keys, hasher)

    def run[**P, R](
        self, verb: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a verb in a transaction of its own: all of it happens, or nothing.

        The verb may be run several times, so it must do nothing but use its session. What the verb
        raises is raised here, after everything was undone.
        """
        for attempt in range(1, TRIES):
            try:
                return self._run_once(verb, *args, **kwargs)
            except DBAPIError as error:
                if not _is_worth_another_try(error):
                    raise
            pause = min(LONGEST_PAUSE_SECONDS, 0.005 * 2**attempt)
            time.sleep(random.uniform(0, pause))  # noqa: S311 - two losers must not meet again
        return self._run_once(verb, *args, **kwargs)

    def _run_once[**P, R](
        self, verb: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        engine = self._readers if getattr(verb, "reads", False) else self.engine
        session = Session(engine, info={"keys": self.keys}, expire_on_commit=False)
        with session, session.begin():
            return verb(session, *args, **kwargs)

    def bucket_of(self, address: str) -> Bucket:
        """What is kept of an address: a digest of its network, under the key of the day."""
        return make_bucket(self.keys.daily.today(), address)

    def close(self) -> None:
        """Let go of every connection: before a fork, and at the end."""
        self.engine.dispose()


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL, not NORMAL: a receipt that was shown must survive the power going out.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at the start: one that began as a reader could not be let through."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _is_worth_another_try(error: DBAPIError) -> bool:
    original = error.orig
    if isinstance(original, sqlite3.OperationalError):
        return (original.sqlite_errorcode & 0xFF) in AGAIN_CODES
    return getattr(original, "sqlstate", None) in AGAIN_STATES
