"""Commands to a browser and its answers by WebDriver BiDi, over its own web socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

ANSWER_WITHIN = 30.0


class Refused(Exception):
    """The browser answered a command with an error."""


class Bidi:
    """One session."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result. Raises Refused, or TimeoutError when no answer comes."""
        self._last += 1
        number = self._last
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        try:
            message = await asyncio.wait_for(self._waiting[number], ANSWER_WITHIN)
        finally:
            del self._waiting[number]
        if message["type"] == "error":
            raise Refused(f"{method}: {message['message']}")
        return dict(message["result"])

    async def read(self) -> None:
        """Take the browser's messages until it ends."""
        async for text in self._socket:
            message = json.loads(text)
            waiting = self._waiting.get(message.get("id"))
            if waiting and not waiting.done():
                waiting.set_result(message)


@asynccontextmanager
async def bidi_session(address: str) -> AsyncIterator[Bidi]:
    """A session with the browser that listens there."""
    async with connect(f"{address}/session", max_size=None, ping_interval=None) as socket:
        session = Bidi(socket)
        reading = asyncio.create_task(session.read())
        await session.call("session.new", capabilities={})
        try:
            yield session
        finally:
            reading.cancel()


def plain(remote: dict[str, Any]) -> Any:
    """What a remote value stands for; None for what cannot be sent, e.g. a function."""
    value = remote.get("value")
    if remote["type"] == "object" and value is not None:
        return {name: plain(part) for name, part in value}
    if remote["type"] == "array" and value is not None:
        return [plain(part) for part in value]
    return value if isinstance(value, str | bool | int | float) else None
