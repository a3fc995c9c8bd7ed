"""The gate: who asks, whether it may, from where, and how often."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Flask, current_app, g
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.orm import Session

from webapp.bank import Bank
from webapp.bank.credential import CredentialRefused, Kind, authenticate
from webapp.bank.feed import Reader, load_reader
from webapp.bank.participant import Scope
from webapp.bank.verb import reading
from webapp.exchange.refusal import Refusal
from webapp.exchange.usage import Usage
from webapp.tools import source_address, tools

# A first pass over a million signals takes 1,250 pages, and nobody should wait in the middle of it.
# `None` is for what every participant may do.
LIMITS: dict[Scope | None, RateLimitItem] = {
    Scope.PULL: RateLimitItemPerMinute(6_000),
    Scope.FEEDBACK: RateLimitItemPerMinute(600),
    Scope.SUBMIT: RateLimitItemPerMinute(60),
    Scope.QUERY: RateLimitItemPerMinute(6_000),
    None: RateLimitItemPerMinute(600),
}
# What a participant may do changes once in a blue moon; a poll should not ask for it.
REMEMBERED_SECONDS = 10.0


@dataclass(frozen=True)
class Allowance:
    """What is left of a participant's limit, and in how many seconds it is whole again."""

    name: str
    limit: int
    window_seconds: int
    remaining: int
    reset_seconds: int


class Gate:
    """The limits and counts of one worker, and what it remembers of participants."""

    def __init__(self, bank: Bank, storage: str) -> None:
        self._readers: dict[UUID, tuple[float, Reader]] = {}
        self._limiter = FixedWindowRateLimiter(storage_from_string(storage))
        self._usage = Usage(bank)

    def reader(self, session: Session, id_: UUID) -> Reader:
        """The participant, as it was at most ten seconds ago."""
        since, reader = self._readers.get(id_, (-math.inf, None))
        if reader is None or time.monotonic() - since > REMEMBERED_SECONDS:
            reader = load_reader(session, id_)
            self._readers[id_] = time.monotonic(), reader
        return reader

    def admit(self, reader: Reader, scope: Scope | None, endpoint: str) -> None:
        """Count the request. Raises Refusal if there were too many within the minute."""
        limit, name = LIMITS[scope], scope.value if scope else "any"
        is_within = self._limiter.hit(limit, str(reader.id), name)
        window = self._limiter.get_window_stats(limit, str(reader.id), name)
        seconds = max(1, round(window.reset_time - time.time()))
        g.allowance = Allowance(
            name, limit.amount, limit.get_expiry(), max(0, window.remaining), seconds
        )
        if not is_within:
            raise Refusal("too_many_requests", HTTPStatus.TOO_MANY_REQUESTS, seconds)
        self._usage.count(reader.id, endpoint)

    def close(self) -> None:
        """Nobody comes any more: write down what was counted."""
        self._usage.close()


def init_app(app: Flask, bank: Bank, storage: str) -> None:
    """Hang the gate into the app."""
    app.extensions["stillmine-gate"] = Gate(bank, storage)


def enter(shown: Mapping[Kind, str], scope: Scope | None, endpoint: str) -> Reader:
    """The participant whose keys were shown, let in for one request. Without a scope: any.

    Raises Refusal: `key_refused` for any flaw in the keys, `not_allowed` for what this participant
    may not do or not do from there, `too_many_requests`.
    """
    try:
        reader = tools().bank.run(_recognise, shown)
    except CredentialRefused:
        raise Refusal("key_refused", HTTPStatus.UNAUTHORIZED) from None
    participant = reader.participant
    may_do_it = scope is None or scope in participant.scopes
    if not may_do_it or not participant.may_come_from(source_address()):
        raise Refusal("not_allowed", HTTPStatus.FORBIDDEN)
    _gate().admit(reader, scope, endpoint)
    return reader


@reading
def _recognise(session: Session, shown: Mapping[Kind, str]) -> Reader:
    """Whether the keys are good is asked every time; what their holder may do, now and then."""
    id_ = authenticate(session, shown)
    return _gate().reader(session, id_)


def _gate() -> Gate:
    gate: Gate = current_app.extensions["stillmine-gate"]
    return gate
