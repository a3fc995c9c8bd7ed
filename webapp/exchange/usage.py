"""Usage: every use of a key is counted, and written down now and then, not at every request."""

import atexit
import threading
import time
from collections import Counter
from uuid import UUID

from webapp.bank import Bank
from webapp.bank.use import count_uses

EVERY_SECONDS = 30.0


class Usage:
    """The counts of one worker since it last wrote them down; the rest when the worker ends."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._lock = threading.Lock()
        self._counts: Counter[tuple[UUID, str]] = Counter()
        self._written = time.monotonic()
        atexit.register(self.write)

    def count(self, participant_id: UUID, endpoint: str) -> None:
        """One more; and once in a while the database hears of it."""
        with self._lock:
            self._counts[participant_id, endpoint] += 1
            is_due = time.monotonic() - self._written > EVERY_SECONDS
        if is_due:
            self.write()

    def write(self) -> None:
        """Write down what was counted."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._written = time.monotonic()
        if counts:
            self._bank.run(count_uses, counts)

    def close(self) -> None:
        """Write down the rest now, and not when the worker ends."""
        atexit.unregister(self.write)
        self.write()
