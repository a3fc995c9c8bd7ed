"""Tries channels in one column: which of them share a document, and how long each is listened to.

In an open page a way that works takes its frame or its whole page with it, so it gets one of its
own. Behind the protections the page stays; but a frame that may not go somewhere is left empty, so
what would move a frame has one of its own there too. All others share one document, and the run
fails when that is not there any more afterwards, because then some of them were never tried.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.browser.channels.catalogue import CHANNELS
from tests.browser.channels.channel import Channel, Spoils, Where
from tests.browser.channels.column import CONTROL, Column
from tests.browser.channels.driver import Browser
from tests.browser.channels.listener import Listener
from tests.browser.channels.listener.names import ZONE
from tests.browser.channels.own_site import integrity
from tests.browser.channels.stage import VAULT, Stage
from tests.browser.channels.world import STRANGER

TABS = 3
LOOK_AGAIN = 0.5


class VaultGone(Exception):
    """Something took the vault's document away while others were being tried in it."""


@dataclass
class Outcome:
    """What became of one channel in one column. `said` is what the browser said against it."""

    channel: str
    ways: list[str]
    seconds: float | None
    said: str | None


@dataclass
class Try:
    """One channel being tried: its marker, and when its lines, and those beside it, had run."""

    channel: Channel
    marker: str
    frame: str = VAULT
    ran_at: float = 0.0
    said: str | None = None


@dataclass
class Tries:
    """All channels of a column, tried in one browser."""

    column: Column
    browser: Browser
    listener: Listener
    address: str
    ready: str
    settle: float
    made: list[Try] = field(default_factory=list)

    async def run(self) -> list[Outcome]:
        """Try all of them, and say what was heard of each."""
        shared, framed, lonely = self._share_out()
        await self._run_shared(shared, framed)
        gate = asyncio.Semaphore(TABS)

        async def run_one(channel: Channel) -> None:
            async with gate:
                await self._run_alone(channel)

        await asyncio.gather(*map(run_one, lonely))
        return [self._outcome(made) for made in self.made]

    def _share_out(self) -> tuple[list[Channel], list[Channel], list[Channel]]:
        """Those that share the vault's document, have a frame each, or have a page each."""
        open_to_all = {Spoils.NOTHING}
        if self.column is not CONTROL:
            open_to_all |= {Spoils.PAGE}
        channels = channels_for(self.column)
        shared = [channel for channel in channels if channel.spoils in open_to_all]
        rest = [channel for channel in channels if channel.spoils not in open_to_all]
        if self.column.is_real:
            return shared, [], rest
        lonely = [channel for channel in rest if channel.spoils in (Spoils.PAGE, Spoils.PROCESS)]
        return shared, [channel for channel in rest if channel not in lonely], lonely

    @asynccontextmanager
    async def _stage(self, frames: int = 1) -> AsyncIterator[Stage]:
        stage = Stage(await self.browser.open_tab())
        more = f"?frames={frames - 1}" if frames > 1 else ""
        try:
            await stage.open(self.address + more, self.ready, frames)
            yield stage
        finally:
            await stage.close()

    async def _run_shared(self, shared: Sequence[Channel], framed: Sequence[Channel]) -> None:
        async with self._stage(1 + len(framed)) as stage:
            if self.column is CONTROL:
                await stage.start_python()
            tries = [self._new_try(channel) for channel in shared]
            tries += [
                self._new_try(channel, f"{VAULT}-{number}")
                for number, channel in enumerate(framed, 1)
            ]
            if self.column is CONTROL:
                # One clipboard: what the next one writes would hide what the last one wrote.
                for made in [made for made in tries if _writes_clipboard(made.channel)]:
                    tries.remove(made)
                    await self._run([made], stage)
            await self._run(tries, stage)
            if not await stage.is_alive():
                raise VaultGone(self.column.name)

    async def _run_alone(self, channel: Channel) -> None:
        async with self._stage() as stage:
            await self._run([self._new_try(channel)], stage)

    async def _run(self, tries: Sequence[Try], stage: Stage) -> None:
        for made in tries:
            to = await self._addresses(made, stage)
            await stage.run(made.channel, to, made.frame)
        ran_at = time.monotonic()
        await self._listen(tries, stage)
        failures = await stage.failures()
        for made in tries:
            made.ran_at, made.said = ran_at, failures.get(made.channel.id)

    async def _listen(self, tries: Sequence[Try], stage: Stage) -> None:
        """Wait for what may come, and look around for what was left on the device."""
        ledger = self.listener.ledger
        markers = [made.marker for made in tries if not made.channel.silent]
        on_device = any(made.channel.device for made in tries)
        end = time.monotonic() + self.settle
        while (left := end - time.monotonic()) > 0:
            await ledger.wait_for(markers, min(left, LOOK_AGAIN))
            if on_device:
                ledger.note(await stage.look_around(), "device")
            if all(ledger.ways(marker) for marker in markers):
                if self.column is CONTROL:
                    return
                await asyncio.sleep(max(end - time.monotonic(), 0))

    def _new_try(self, channel: Channel, frame: str = VAULT) -> Try:
        made = Try(channel, self.listener.ledger.new_marker(), frame)
        self.made.append(made)
        return made

    async def _addresses(self, made: Try, stage: Stage) -> dict[str, str]:
        host, port = f"{made.marker}.{ZONE}", 0
        if "to.udp" in made.channel.code:
            port = await self.listener.datagram_port(made.marker)
        origin = "/".join(self.address.split("/")[:3])
        href = await stage.evaluate(stage.frames[made.frame], "location.href")
        return {
            "m": made.marker,
            "host": host,
            "http": f"http://{host}/{made.marker}",
            "https": f"https://{host}/{made.marker}",
            "ws": f"ws://{host}/{made.marker}",
            "wss": f"wss://{host}/{made.marker}",
            "bare": f"http://{STRANGER}/",
            "bareHost": STRANGER,
            "udp": f"{STRANGER}:{port}",
            "own": f"{origin}/own/{made.marker}",
            "self": f"{href}?{made.marker}",
            "quiet": f"{origin}/quiet.wav",
            "integrity": integrity(self.listener.script),
            "styleIntegrity": integrity("a{}"),
            "nonce": made.marker,
        }

    def _outcome(self, made: Try) -> Outcome:
        heard_at = self.listener.ledger.first_heard_at(made.marker)
        seconds = None if heard_at is None else round(max(heard_at - made.ran_at, 0), 3)
        ways = self.listener.ledger.ways(made.marker)
        return Outcome(made.channel.id, ways, seconds, made.said)


def channels_for(column: Column) -> list[Channel]:
    """Python runs where there is one: in the control and in the vault itself."""
    has_python = column is CONTROL or column.is_real
    return [c for c in CHANNELS if has_python or c.where is not Where.PYTHON]


def _writes_clipboard(channel: Channel) -> bool:
    return channel.device and channel.where is Where.CLICK
