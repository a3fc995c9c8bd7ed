"""Many ids in one question: found on both databases, and by the index."""

from uuid import uuid4

from sqlalchemy import select, text

from tests.cases import opening, pdq
from tests.databases import connected
from webapp.bank.case import open_case
from webapp.bank.ids import is_one_of
from webapp.bank.standing import StandingRow

QUESTION = select(StandingRow.signal_id).where(is_one_of(StandingRow.signal_id))


def ask(bank, ids):
    return bank.run(lambda session: set(session.scalars(QUESTION, {"ids": ids})))


def test_those_that_are_meant_are_found_and_no_others(bank):
    open_case(bank, opening(pdq(1), pdq(2), pdq(3)))
    first, second, _ = bank.run(lambda s: sorted(s.scalars(select(StandingRow.signal_id))))
    assert ask(bank, [first.hex, second.hex, uuid4().hex]) == {first, second}
    assert ask(bank, [first.hex]) == {first}


def test_none_are_found_where_none_are_meant(bank):
    open_case(bank, opening(pdq()))
    assert ask(bank, []) == set()


def test_sqlite_looks_into_its_index(sqlite_url, tmp_path):
    with connected(sqlite_url, tmp_path) as bank:
        asked = f"EXPLAIN QUERY PLAN {QUESTION.compile(bank.engine)}".replace("?", ":ids")
        plan = bank.run(lambda session: session.execute(text(asked), {"ids": "[]"}).all())
    assert plan[0].detail.startswith("SEARCH case_signal USING")
