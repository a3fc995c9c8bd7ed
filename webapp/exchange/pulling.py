"""Pulling: a page of the change log for a participant, and a note of how far it has read."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from webapp.bank.feed import Page, Reader, read_changes
from webapp.bank.pull import reached_by, record_pull
from webapp.bank.verb import reading
from webapp.exchange.walk import Walk
from webapp.tools import tools


def pull(
    reader: Reader, walk: Walk, size: int, types: Collection[str], *, is_whole: bool = True
) -> Page:
    """The next page of a walk. Once it has come to an end, that is noted: a person may see it.

    Not if it is not whole, because the reader leaves out something that it could be told.
    """
    page, has_news = tools().bank.run(_read, reader, walk, size, types)
    if is_whole and has_news:
        tools().bank.run(record_pull, reader.id, walk.since, page.reached)
    return page


@reading
def _read(
    session: Session, reader: Reader, walk: Walk, size: int, types: Collection[str]
) -> tuple[Page, bool]:
    """The page, and whether the reader has now heard of everything for the first time."""
    page = read_changes(session, reader, walk.after, size, types, tombstones_after=walk.forgets)
    reached = reached_by(session, reader.id)
    return page, not page.has_more and walk.since <= reached < page.reached.number
