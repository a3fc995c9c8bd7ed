"""The second protocol: all types of signals, a cursor that lasts, receipts, and matches.

The words below each name are what its developers read.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.bank.change import START, Place, load_head
from webapp.bank.credential import expiry_of
from webapp.bank.deletion import confirm_deletions, count_outstanding, outstanding
from webapp.bank.feed import Entry, Reader, look_up
from webapp.bank.feedback import Feedback, give_feedback
from webapp.bank.participant import Scope
from webapp.bank.pull import last_pull
from webapp.bank.submission import TooManySubmissions, submit_signals
from webapp.bank.table import utc_now
from webapp.bank.verb import reading
from webapp.exchange import asked, told
from webapp.exchange.api import bearer, calls
from webapp.exchange.follower import IndexLoading
from webapp.exchange.gate import LIMITS
from webapp.exchange.matching import match
from webapp.exchange.pulling import pull
from webapp.exchange.refusal import Refusal
from webapp.exchange.walk import TokenMalformed, Tokens, Walk
from webapp.exchange.wire import ALL_TYPES, pair_of
from webapp.tools import tools

# The clocks of two data centres are not one clock.
CLOCK_SKEW = timedelta(minutes=2)
LOADING_SECONDS = 5


@calls.add(
    "/changes", Scope.PULL, told.Changes, query=asked.ChangesQuery, refusals=("cursor_refused",)
)
def changes(reader: Reader, query: asked.ChangesQuery) -> told.Changes:
    """Read what changed.

    Signals that changed since a cursor, each as it stands for you now. On a first pass, without a
    cursor, withdrawn ones are left out. A withdrawn signal stands here for 90 days, and so long a
    cursor is good: after a longer time begin without one, and drop what you were not given again.
    """
    tokens = Tokens(tools().signing_keys, reader.id)
    walk = _walk(tokens, query.cursor)
    is_whole = reader.participant.types <= set(query.types)
    page = pull(reader, walk, query.limit, query.types, is_whole=is_whole)
    # Whoever goes on from a page that left something out was told of everything only from there on.
    since = walk.since if is_whole else page.reached.number
    return told.Changes(
        changes=[told.Standing.of(entry) for entry in page.entries],
        cursor=tokens.write(Walk(page.reached, since, walk.forgets)),
        has_more=page.has_more,
    )


def _walk(tokens: Tokens, cursor: str) -> Walk:
    if not cursor:
        return Walk(START, START.number, tools().bank.run(load_head))
    try:
        return tokens.read(cursor)
    except TokenMalformed:
        raise Refusal("cursor_refused") from None


@calls.add(
    "/feedback",
    Scope.FEEDBACK,
    told.Outcomes,
    body=asked.Feedback,
    happens_once=True,
    refusals=("time_in_the_future",),
)
def feedback(session: Session, reader: Reader, body: asked.Feedback) -> told.Outcomes:
    """Say what you found.

    The person behind a signal sees when you matched, began to review and decided. No verdict
    removes anything anywhere by itself. If several participants find nothing wrong with a signal,
    it is suspended for all until people have looked into it.
    """
    latest = utc_now() + CLOCK_SKEW
    if any(each.at and each.at > latest for each in body.feedback):
        raise Refusal("time_in_the_future", HTTPStatus.UNPROCESSABLE_ENTITY)
    given = [
        Feedback(pair_of(each.signal), each.verdict, each.reason, tuple(each.tags), each.at)
        for each in body.feedback
    ]
    known = give_feedback(session, reader.id, given, tools().config.dispute_quorum)
    return told.Outcomes.of([each.pair for each in given], known)


@calls.add("/deletions", Scope.FEEDBACK, told.Outcomes, body=asked.Deletions, happens_once=True)
def deletions(session: Session, reader: Reader, body: asked.Deletions) -> told.Outcomes:
    """Confirm what you dropped.

    The person sees that a withdrawal has arrived. A signal that you had brought in yourself is
    taken back by this.
    """
    pairs = [pair_of(signal) for signal in body.signals]
    return told.Outcomes.of(pairs, confirm_deletions(session, reader.id, set(pairs)))


@calls.add("/deletions/outstanding", Scope.PULL, told.Outstanding, query=asked.OutstandingQuery)
def outstanding_deletions(reader: Reader, query: asked.OutstandingQuery) -> told.Outstanding:
    """See what you have still to drop.

    What you were given, was withdrawn since, and you have not confirmed.
    """
    total, entries = tools().bank.run(_outstanding, reader, query.limit)
    return told.Outstanding(total=total, signals=[told.Standing.of(entry) for entry in entries])


@calls.add(
    "/signals",
    Scope.SUBMIT,
    told.Submitted,
    body=asked.Submission,
    happens_once=True,
    refusals=("too_many_signals",),
)
def signals(session: Session, reader: Reader, body: asked.Submission) -> told.Submitted:
    """Bring in signals of your own.

    Every participant is told of them, with you as their source and no case behind them. Send them
    to `/v2/deletions` to take them back.
    """
    pairs = {pair_of(signal) for signal in body.signals}
    try:
        new = submit_signals(session, reader.id, pairs)
    except TooManySubmissions:
        raise Refusal("too_many_signals", HTTPStatus.FORBIDDEN) from None
    return told.Submitted(accepted=len(pairs), new=new)


@calls.add("/matches", Scope.QUERY, told.Answers, body=asked.Queries, refusals=("index_loading",))
def matches(reader: Reader, body: asked.Queries) -> told.Answers:
    """Ask what is near.

    Active signals within distance 31 of a PDQ value, or equal to an MD5. What you ask for is
    not kept. A match is no verdict: have people look.
    """
    queries = [pair_of(signal) for signal in body.signals]
    try:
        found = match(reader, queries)
    except IndexLoading:
        busy = HTTPStatus.SERVICE_UNAVAILABLE
        raise Refusal("index_loading", busy, retry_after=LOADING_SECONDS) from None
    return told.Answers.of(found)


@calls.add("/whoami", None, told.WhoAmI)
def whoami(reader: Reader, _query: asked.Nothing) -> told.WhoAmI:
    """See who you are here.

    What you may do and take, until when your key works, how far you have read.
    """
    me = reader.participant
    read, expires_at, left = tools().bank.run(_state, reader.id, bearer())
    return told.WhoAmI(
        slug=me.slug,
        name=me.name,
        types=[type_ for type_ in ALL_TYPES if type_ in me.types],
        scopes=sorted(map(Scope, me.scopes)),
        key_expires_at=expires_at,
        limits={
            str(scope or "any"): told.Allowance(requests=limit.amount, seconds=limit.get_expiry())
            for scope, limit in LIMITS.items()
        },
        read=told.Read(up_to=told.time_of(read[0]), at=read[1]) if read else None,
        outstanding_deletions=left,
    )


@reading
def _outstanding(session: Session, reader: Reader, limit: int) -> tuple[int, list[Entry]]:
    ids = outstanding(session, reader.id, limit)
    entries = {e.signal_id: e for e in look_up(session, reader, ids, ALL_TYPES)}
    in_order = [entries[id_] for id_ in ids if id_ in entries]
    return count_outstanding(session, reader.id), in_order


@reading
def _state(
    session: Session, participant_id: UUID, key: str
) -> tuple[tuple[Place, datetime] | None, datetime | None, int]:
    return (
        last_pull(session, participant_id),
        expiry_of(session, key),
        count_outstanding(session, participant_id),
    )
