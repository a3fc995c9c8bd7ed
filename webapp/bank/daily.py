"""The key of the day, under which sources are told apart, and which nobody has tomorrow.

It is random, lives in a file beside the database and not in it, and is deleted when the next day
(UTC) begins. Then nobody can tell any more which network a digest was made of, not even we.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from webapp.bank.table import utc_now


class DailyKey:
    """Hands out today's key; the first process that asks makes it, for all of this machine."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._clock = clock
        self._known = ("", b"")

    def today(self) -> bytes:
        """The key of this day."""
        day = f"{self._clock():%Y-%m-%d}"
        if self._known[0] != day:
            self._known = (day, self._load_or_make(self._folder / f"source-{day}.key"))
            self.forget()
        return self._known[1]

    def forget(self) -> None:
        """Delete every key but today's."""
        today = f"source-{self._clock():%Y-%m-%d}.key"
        for file in self._folder.glob("source-*.key"):
            if file.name < today:
                file.unlink(missing_ok=True)

    def _load_or_make(self, kept: Path) -> bytes:
        while True:  # a second round only if midnight struck between the two lines
            try:
                return kept.read_bytes()
            except FileNotFoundError:
                self._make(kept)

    def _make(self, kept: Path) -> None:
        made = self._folder / f"source.{secrets.token_hex(8)}.new"
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        # Unlike a rename, a link does not replace what another process has made meanwhile.
        with suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
