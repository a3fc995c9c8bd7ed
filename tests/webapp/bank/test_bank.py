"""Transactions: all or nothing, once more when another was in the way, and readers only read."""

from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from webapp.bank.change import HeadRow, note_reader
from webapp.bank.participant import active_participants, add_participant
from webapp.bank.verb import reading


def test_what_a_verb_raises_undoes_all_it_did(bank):
    def add_and_stumble(session):
        add_participant(session, "one", "One")
        raise LookupError

    with pytest.raises(LookupError):
        bank.run(add_and_stumble)
    assert bank.run(active_participants) == []


def test_a_verb_that_says_it_only_reads_cannot_write(bank):
    @reading
    def write(session):
        session.execute(text("UPDATE change_head SET second = 5"))

    with pytest.raises(DBAPIError):
        bank.run(write)
    bank.run(note_reader, 7)
    assert bank.run(lambda session: session.scalars(select(HeadRow.second)).one()) == 7


def test_a_reader_does_not_wait_for_a_writer(bank):
    inside, may_go = Event(), Event()

    def write_slowly(session):
        add_participant(session, "one", "One")
        inside.set()
        assert may_go.wait(30)

    writer = Thread(target=bank.run, args=(write_slowly,))
    writer.start()
    assert inside.wait(30)
    assert bank.run(active_participants) == []
    may_go.set()
    writer.join(30)
    assert [found.slug for found in bank.run(active_participants)] == ["one"]


def test_two_that_lock_crosswise_both_get_through(bank):
    for slug in ("one", "two"):
        bank.run(add_participant, slug, slug.title())
    together = Barrier(2)

    def rename(session, first, second):
        for slug in (first, second):
            session.execute(
                text("UPDATE participant SET name = name || '!' WHERE slug = :slug"), {"slug": slug}
            )
            if slug == first and not together.broken:
                try:
                    together.wait(1)  # each holds its first row now; SQLite lets in one at a time
                except Exception:
                    together.abort()

    threads = [
        Thread(target=bank.run, args=(rename, *order)) for order in (("one", "two"), ("two", "one"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [found.name for found in bank.run(active_participants)] == ["One!!", "Two!!"]


def test_an_error_that_another_try_cannot_mend_is_raised_at_once(bank):
    tries = []

    def fail(session):
        tries.append(session)
        session.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(DBAPIError):
        bank.run(fail)
    assert len(tries) == 1


def test_errors_of_the_database_do_not_repeat_what_was_sent(bank):
    with pytest.raises(DBAPIError) as caught:
        bank.run(
            lambda session: session.execute(text("SELECT :secret FROM nowhere"), {"secret": "s3cr"})
        )
    assert "s3cr" not in str(caught.value)
