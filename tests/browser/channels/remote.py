"""Firefox's own protocol for its developer tools: what it is needed for is lines in a worker.

BiDi lists the workers of a page, but runs nothing in them yet.
"""

import asyncio
import json
from collections import defaultdict, deque
from typing import Any

ANSWER_WITHIN = 30.0

Packet = dict[str, Any]


class Remote:
    """A connection. Each actor answers in the order in which it was asked."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._waiting: dict[str, deque[asyncio.Future[Packet]]] = defaultdict(deque)
        self._results: dict[str, asyncio.Future[Packet]] = {}
        self._consoles: dict[str, dict[str, str]] = defaultdict(dict)

    async def ask(self, actor: str, kind: str, **rest: Any) -> Packet:
        """One request and its answer, which may be an error. Raises TimeoutError."""
        answer = asyncio.get_running_loop().create_future()
        self._waiting[actor].append(answer)
        body = json.dumps({"to": actor, "type": kind, **rest}).encode()
        self._writer.write(b"%d:%b" % (len(body), body))
        return await asyncio.wait_for(answer, ANSWER_WITHIN)

    async def tab_at(self, address: str) -> str:
        """The actor of the tab that is at this address."""
        tabs = (await self.ask("root", "listTabs"))["tabs"]
        (actor,) = (str(tab["actor"]) for tab in tabs if tab["url"] == address)
        return actor

    async def watch(self, tab: str) -> str:
        """Hear of the workers of a tab from now on. Returns what `consoles` takes."""
        watcher = (await self.ask(tab, "getWatcher", isServerTargetSwitchingEnabled=True))["actor"]
        for kind in ("frame", "worker"):
            await self.ask(watcher, "watchTargets", targetType=kind)
        return str(watcher)

    def consoles(self, watcher: str) -> list[str]:
        """The consoles of its workers."""
        return list(self._consoles[watcher].values())

    async def evaluate(self, console: str, expression: str, *, waits: bool) -> Any:
        """The value of an expression in a worker; None if it has none. Raises TimeoutError."""
        text = f"JSON.stringify(({expression}))"
        if waits:
            text = f"(async () => JSON.stringify(await ({expression})))()"
        asked = await self.ask(console, "evaluateJSAsync", text=text, mapped={"await": waits})
        if "resultID" not in asked:
            return None
        told = self._results.setdefault(asked["resultID"], asyncio.Future())
        result = (await asyncio.wait_for(told, ANSWER_WITHIN)).get("result")
        if isinstance(result, dict) and result["type"] == "longString":
            whole = await self.ask(result["actor"], "substring", start=0, end=result["length"])
            result = whole["substring"]
        return json.loads(result) if isinstance(result, str) else None

    async def read(self) -> None:
        """Take packets until the browser ends."""
        while True:
            try:
                length = int((await self._reader.readuntil(b":"))[:-1])
                self._take(json.loads(await self._reader.readexactly(length)))
            except (asyncio.IncompleteReadError, ConnectionError):
                return

    def _take(self, packet: Packet) -> None:
        match packet.get("type"):
            case "evaluationResult":
                self._results.setdefault(packet["resultID"], asyncio.Future()).set_result(packet)
            case "target-available-form" if packet["target"]["targetType"] == "worker":
                target = packet["target"]
                self._consoles[packet["from"]][target["actor"]] = target["consoleActor"]
            case "target-destroyed-form":
                self._consoles[packet["from"]].pop(packet["target"]["actor"], None)
            case None if waiting := self._waiting[packet["from"]]:
                if not (answer := waiting.popleft()).done():
                    answer.set_result(packet)
