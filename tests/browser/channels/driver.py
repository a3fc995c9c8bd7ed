"""What a browser has to be able to do for a run, whichever it is."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Place:
    """Where lines run: a document or a worker, by the names that its browser gave it."""

    session: str
    context: int | None = None


class Tab(Protocol):
    """A tab of a plain browser, with whatever frames and workers hang in it."""

    page: Place

    async def go(self, address: str) -> None:
        """Begin to open an address."""

    async def documents(self) -> list[Place]:
        """The documents that are in it now: the page and its frames, at any depth."""

    async def workers(self) -> list[Place]:
        """The workers that are in it now, at any depth."""

    async def evaluate(
        self, place: Place, expression: str, *, waits: bool = False, gesture: bool = False
    ) -> Any:
        """The value of an expression, None if the place is gone. Policies stay in force.

        `waits` for what it promises; `gesture` as if the person had just clicked.
        """

    async def close(self) -> None:
        """Close it."""


class Browser(Protocol):
    """A plain browser with a fresh profile."""

    async def prepare(self, origin: str, folder: str) -> None:
        """Downloads go to this folder, and pages of this origin may read the clipboard."""

    async def open_tab(self) -> Tab:
        """A new empty tab."""
