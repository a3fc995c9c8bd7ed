"""One tab with a page, the vault's frame in it, and ways to run lines inside them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.browser.channels.channel import Channel, Where
from tests.browser.channels.driver import Place, Tab

HERE = Path(__file__).parent
EARS = (HERE / "ears.js").read_text()
HELPERS = (HERE / "attacker.js").read_text()
OPEN_WITHIN = 60.0
LOOK_AGAIN = 0.05
VAULT = "vault"
RUN = """(async () => {{ const to = {to}; {helpers}
{code}
}})().catch((error) => {{ (self.failures ??= {{}})[{id}] = String(error); }}), 0"""
PYTHON = """(() => {{
  const names = python.__builtins__;
  const scope = names.get("dict")();
  for (const [name, value] of Object.entries({names})) scope.set(name, value);
  try {{ names.get("exec")({code}, scope); }} catch (error) {{ return String(error); }}
}})()"""
# The vault puts another worker in the place of one that fails; an attacker keeps his own failures.
KEEP_QUIET = """["error", "unhandledrejection"].forEach((name) =>
  addEventListener(name, (event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  }, true)
)"""
HAS_PYTHON = "typeof startPython === 'function' || !!python"


class NeverReady(Exception):
    """The page or its vault did not come up in time."""


class Stage:
    """A tab. Open it at an address, then `run` channels in its frames and its worker."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.evaluate = tab.evaluate
        self.frames: dict[str, Place] = {}
        self.worker = Place("")

    async def open(self, address: str, ready: str, frames: int = 1) -> None:
        """Go there and wait until `ready`, an expression in the page, holds."""
        await self._tab.go(address)
        await self._until(ready, lambda: self.evaluate(self._tab.page, ready))
        await self._until("frames", lambda: self._find_frames(frames))
        await self._until("worker", self._find_worker)
        await self.evaluate(self._tab.page, EARS)
        await self.evaluate(self.worker, KEEP_QUIET)

    async def _until(self, what: str, look: Callable[[], Awaitable[Any]]) -> None:
        try:
            async with asyncio.timeout(OPEN_WITHIN):
                while not await look():
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise NeverReady(what) from None

    async def _find_frames(self, count: int) -> bool:
        for place in await self._tab.documents():
            if place not in self.frames.values():
                name = await self.evaluate(place, "self.name")
                if isinstance(name, str) and name.startswith(VAULT):
                    self.frames[name] = place
        return len(self.frames) >= count

    async def _find_worker(self) -> bool:
        for place in await self._tab.workers():
            if await self.evaluate(place, HAS_PYTHON):
                self.worker = place
                return True
        return False

    async def start_python(self) -> None:
        """Load an ordinary Python into the worker of a test page."""
        origin = await self.evaluate(self._tab.page, "origin")
        await self.evaluate(self.worker, f"startPython({json.dumps(origin)})", waits=True)

    async def run(self, channel: Channel, to: Mapping[str, str], frame: str = VAULT) -> None:
        """Try one way. What goes wrong inside it is part of trying."""
        if channel.where is Where.PYTHON:
            return await self._run_python(channel, to)
        place = self.worker if channel.where is Where.WORKER else self.frames[frame]
        expression = RUN.format(
            to=json.dumps(to), helpers=HELPERS, code=channel.code, id=json.dumps(channel.id)
        )
        await self.evaluate(place, expression, gesture=channel.where is Where.CLICK)
        if channel.where is Where.LEAVE:
            gone = f"document.querySelector('iframe[name={frame}]').remove()"
            await self.evaluate(self._tab.page, f"void {gone}")
        return None

    async def _run_python(self, channel: Channel, to: Mapping[str, str]) -> None:
        names = {"HTTP": to["http"], "WS": to["ws"], "HOST": to["host"], "MARKER": to["m"]}
        code = PYTHON.format(names=json.dumps(names), code=json.dumps(dedent(channel.code)))
        note = f"(self.failures ??= {{}})[{json.dumps(channel.id)}] = {code}, 0"
        await self.evaluate(self.worker, note)

    async def look_around(self) -> str:
        """What the page around the frame can find of it on this device."""
        return str(await self.evaluate(self._tab.page, "lookAround()", waits=True))

    async def failures(self) -> dict[str, str]:
        """What went wrong inside the ways tried so far, by channel; for whoever looks into it."""
        found: dict[str, str] = {}
        for place in (*self.frames.values(), self.worker):
            found |= await self.evaluate(place, "self.failures") or {}
        return found

    async def is_alive(self) -> bool:
        """Whether the vault's document and its worker are still the ones that were opened."""
        places = (self.frames[VAULT], self.worker)
        return all([await self.evaluate(place, "self === globalThis") for place in places])

    async def close(self) -> None:
        """Close the tab."""
        await self._tab.close()
