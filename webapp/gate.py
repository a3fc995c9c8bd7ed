"""What a request costs when its source has tried often: work for the browser, or a short wait.

Nobody is refused. The price is bound to exactly what was sent, so that paying once does not
open the door for anything else, and nothing about it has to be remembered between two requests.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.bank.source import Cost
from webapp.tools import tools

TICKET_LIFETIME_SECONDS = 10 * 60


@dataclass(frozen=True)
class Price:
    """What the page asks for: find a counter (`bits` of zeros), or wait until `not_before`.

    `ticket` goes into a hidden field; `challenge` is what the counter is appended to.
    """

    ticket: str
    challenge: str
    bits: int
    wait_seconds: int


class Gate:
    """Sets a price and tells whether it was paid."""

    def __init__(self, keys: Sequence[str], clock: Callable[[], float] = time.time) -> None:
        self._serializer = URLSafeTimedSerializer(list(reversed(keys)), salt="gate")
        self._key = keys[0].encode()
        self._clock = clock

    def price(self, subject: str, cost: Cost) -> Price:
        """The price for sending `subject` (everything that was sent, joined) once more."""
        due = int(self._clock()) + cost.wait_seconds
        ticket = str(self._serializer.dumps([self._digest(subject), cost.bits, due]))
        return Price(ticket, _challenge(ticket), cost.bits, cost.wait_seconds)

    def is_paid(self, subject: str, ticket: str, counter: str) -> bool:
        """True if `ticket` was issued for this subject and the wait is over or the work is done."""
        try:
            digest, bits, due = self._serializer.loads(ticket, max_age=TICKET_LIFETIME_SECONDS)
        except (BadData, TypeError, ValueError):
            return False
        if not hmac.compare_digest(digest, self._digest(subject)):
            return False
        return bool(self._clock() >= due or leading_zero_bits(_challenge(ticket), counter) >= bits)

    def _digest(self, subject: str) -> str:
        return hmac.new(self._key, subject.encode(), hashlib.sha256).hexdigest()


def _challenge(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def leading_zero_bits(challenge: str, counter: str) -> int:
    """How many bits of zero SHA-256(challenge:counter) begins with: the browser's work, checked."""
    digest = hashlib.sha256(f"{challenge}:{counter[:20]}".encode()).digest()
    return 256 - int.from_bytes(digest).bit_length()


def gate() -> Gate:
    """The gate of this server."""
    return Gate(tools().signing_keys)
