"""What verbs lean on: a mark for those that only read, the keys, inserts that may meet a twin."""

from collections.abc import Callable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from webapp.bank.keys import BankKeys
from webapp.bank.table import Table


def reading[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Mark a verb that only reads: it waits for no writer, and the database refuses it a write."""
    verb.reads = True  # type: ignore[attr-defined]
    return verb


def keys_of(session: Session) -> BankKeys:
    """The keys of the bank that this session belongs to."""
    keys: BankKeys = session.info["keys"]
    return keys


def insert_into(session: Session, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, which both databases spell alike."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
