"""Matches against the bank as it stands: an index in this process that follows the change log.

The values are in memory only. They are read when the first query comes, so never before a fork, and
from there on a query reads what has changed since, unless that was done in the last second. When a
lot has changed (or everything is still to be read), a thread of its own does it, and whoever asks
meanwhile is told to come again: an answer that misses half of the bank would be worse.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock, Thread

import structlog

from ondevice.signals import PDQ
from webapp.bank import Bank
from webapp.bank.change import START, Place
from webapp.bank.lookup import values_after
from webapp.exchange.pdq_index import Match, PdqIndex
from webapp.exchange.pdq_values import Changes

PAGE = 10_000
RECENT_SECONDS = 1.0
# Who comes back after that long begins anew: tombstones do not stand for ever.
FORGOTTEN_SECONDS = 24 * 60 * 60.0

log = structlog.get_logger()


class IndexLoading(Exception):
    """The values are being read, a million in a quarter of a minute or so. Come again soon."""


@dataclass(frozen=True)
class _Known:
    """What was read up to a place in the log, and when."""

    index: PdqIndex
    place: Place
    read_at: float


NOTHING = _Known(PdqIndex.of_nothing(), START, -math.inf)


class Follower:
    """One for each process. Threads may share it; it holds no connection between two queries."""

    def __init__(self, bank: Bank, clock: Callable[[], float] = time.monotonic) -> None:
        self._bank = bank
        self._clock = clock
        self._known = NOTHING
        self._turn = Lock()
        self._reader: Thread | None = None

    def near(self, values: Sequence[str]) -> list[list[Match]]:
        """For each PDQ value the active signals within distance 31 of it, the nearest first.

        Whom they may be shown to is not asked here. What comes and goes is known a second later,
        and nobody waits for more than one reading of the log. Raises IndexLoading.
        """
        with self._turn:  # whoever had to wait finds it done
            self._catch_up()
            index = self._known.index
        return index.near(values)

    def _catch_up(self) -> None:
        if self._clock() - self._known.read_at < RECENT_SECONDS:
            return
        if self._reader and self._reader.is_alive():
            raise IndexLoading
        if not self.read_on(most_pages=1):
            self._reader = Thread(target=self._read_all, daemon=True)
            self._reader.start()
            raise IndexLoading

    def _read_all(self) -> None:
        try:
            self.read_on()
        except Exception as error:
            # Its words stay unsaid, they may hold a value. The next query tries again.
            log.error("match_index_not_read", kind=type(error).__name__)

    def read_on(self, most_pages: float = math.inf) -> bool:
        """Follow the log to its end; false, and nothing is taken over, if it is further away."""
        is_forgotten = self._clock() - self._known.read_at > FORGOTTEN_SECONDS
        known = NOTHING if is_forgotten else self._known
        changes, place, pages = Changes(), known.place, 0
        while pages < most_pages:
            page = self._bank.run(values_after, place, PAGE, PDQ)
            pages += 1
            for latest in page:
                changes.add(latest.signal_id, latest.value)
                place = latest.place
            if len(page) < PAGE:
                self._known = _Known(known.index.changed(changes), place, self._clock())
                return True
        return False
