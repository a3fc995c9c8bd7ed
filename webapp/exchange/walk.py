"""A walk: one pass of a participant over the change log, page by page.

What has to be known on the next page rides in the page's token, signed and only good for the same
participant. The server remembers nothing of a walk but how far it went.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.bank.change import START, Place
from webapp.bank.withdrawal import TOMBSTONE


class TokenMalformed(Exception):
    """Not a token that we gave to this participant in the last 90 days."""


@dataclass(frozen=True)
class Walk:
    """Where the next page begins (`after`), and where the walk began.

    `since`: the number of the place it began after. `forgets`: tombstones up to this place are left
    out, since who begins from nothing has nothing to forget.
    """

    after: Place
    since: int
    forgets: Place = START

    def to(self, place: Place) -> "Walk":
        """The same walk, as far as this place."""
        return replace(self, after=place)


class Tokens:
    """Makes tokens and reads them again. The newest key signs; every key in the list reads."""

    def __init__(self, keys: Sequence[str], participant_id: UUID) -> None:
        salt = f"walk {participant_id}"
        self._serializer = URLSafeTimedSerializer(list(reversed(keys)), salt=salt)

    def write(self, walk: Walk) -> str:
        """The token with which the walk goes on."""
        return str(self._serializer.dumps([*walk.after, walk.since, *walk.forgets]))

    def read(self, token: str) -> Walk:
        """The walk again. Raises TokenMalformed.

        That is also said of one that is older than a tombstone gets: whoever went on from there
        could miss that something was withdrawn.
        """
        age = int(TOMBSTONE.total_seconds())
        try:
            second, sequence, since, *forgets = self._serializer.loads(token, max_age=age)
        except (BadData, ValueError, TypeError) as error:
            raise TokenMalformed from error
        return Walk(Place(second, sequence), since, Place(*forgets))
