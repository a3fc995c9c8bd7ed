"""What came out, and which try it belongs to.

Each try gets a marker of its own, and whatever is heard is searched for markers: no arrival is ever
counted for the wrong channel, and the browser's own traffic counts for none.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Iterable

MARKER = re.compile(r"k[0-9a-f]{19}z")


class Ledger:
    """The markers that were given out, and the ways in which each was heard."""

    def __init__(self) -> None:
        self._heard: dict[str, dict[str, float]] = {}
        self._news = asyncio.Event()

    def new_marker(self) -> str:
        """A marker that fits a host name, a path, a user name and an ICE fragment alike."""
        marker = f"k{secrets.token_hex(10)[:19]}z"
        self._heard[marker] = {}
        return marker

    def note(self, heard: str | bytes, way: str) -> None:
        """Write down every marker in what was heard, e.g. `note(request_head, "http")`."""
        text = heard.decode("latin-1") if isinstance(heard, bytes) else heard
        for marker in MARKER.findall(text.lower()):
            if marker in self._heard:
                self._heard[marker].setdefault(way, time.monotonic())
        self._news.set()

    def ways(self, marker: str) -> list[str]:
        """How the marker was heard, in a fixed order; empty if it never was."""
        return sorted(self._heard[marker])

    def first_heard_at(self, marker: str) -> float | None:
        """The moment of its first arrival, on the monotonic clock."""
        return min(self._heard[marker].values(), default=None)

    async def wait_for(self, markers: Iterable[str], seconds: float) -> None:
        """Return when all of them were heard, or when the time is up."""
        missing = set(markers)
        end = time.monotonic() + seconds
        while missing := {marker for marker in missing if not self._heard[marker]}:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), end - time.monotonic())
            except TimeoutError:
                return
