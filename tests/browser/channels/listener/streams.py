"""TCP: each connection is told apart by its first bytes, TLS, STUN or HTTP, on every port.

Of TLS only the ClientHello is read: the server name in it is in the clear and is the arrival. HTTP
gets an answer that any page may read, of the kind that its path asks for.
"""

import asyncio
from typing import TYPE_CHECKING

from tests.browser.channels.listener import stun
from tests.browser.channels.world import STRANGER

if TYPE_CHECKING:
    from tests.browser.channels.listener import Listener

TLS_HANDSHAKE = b"\x16"
LIMIT = 256 * 1024
PATIENCE = 20.0
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".events": "text/event-stream",
    ".wasm": "application/wasm",
}
BODIES = {
    ".css": b"a{}",
    ".json": b"{}",
    ".svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    ".html": b"<!doctype html><title>elsewhere</title>",
    ".events": b"data: 1\n\n",
}


class Stream:
    """One connection from the browser."""

    def __init__(
        self, listener: "Listener", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._listener = listener
        self._reader = reader
        self._writer = writer

    async def serve(self) -> None:
        """Read what comes until the other side, or our patience, ends."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._tell_apart()
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            self._writer.close()

    async def _tell_apart(self) -> None:
        first = await self._reader.readexactly(1)
        if first == TLS_HANDSHAKE:
            self._listener.ledger.note(await self._reader.read(LIMIT), "tls")
        elif first < b"\x04":
            await self._take_stun(first)
        else:
            await self._take_http(first)

    async def _take_stun(self, first: bytes) -> None:
        sender = self._writer.get_extra_info("peername")
        while True:
            head = first + await self._reader.readexactly(4 - len(first))
            message = head + await self._reader.readexactly(stun.length(head) - 4)
            first = b""
            self._listener.ledger.note(message, "turn-tcp")
            if reply := stun.reply(message, sender):
                self._writer.write(reply)

    async def _take_http(self, first: bytes) -> None:
        while True:
            head = first + await self._reader.readuntil(b"\r\n\r\n")
            first = b""
            self._listener.ledger.note(head, "http")
            fields = _fields(head)
            body = await self._reader.readexactly(min(int(fields.get("content-length", 0)), LIMIT))
            self._listener.ledger.note(body, "http")
            if "upgrade" in fields:
                return
            method, path, _ = head.decode("latin-1").split(" ", 2)
            self._writer.write(self._answer(method, path, fields))
            await self._writer.drain()

    def _answer(self, method: str, path: str, fields: dict[str, str]) -> bytes:
        name = path.split("?")[0]
        suffix = "." + name.rsplit(".", 1)[-1] if "." in name else ".html"
        body = BODIES.get(suffix, b"")
        if suffix == ".js":
            body = self._listener.script.encode()
        head = [
            "HTTP/1.1 200 OK",
            f"Content-Type: {KINDS.get(suffix, 'application/octet-stream')}",
            f"Content-Length: {len(body)}",
            f"Access-Control-Allow-Origin: {fields.get('origin', '*')}",
            "Access-Control-Allow-Credentials: true",
            "Access-Control-Allow-Headers: *, content-type",
            "Access-Control-Allow-Methods: *",
            "Access-Control-Allow-Private-Network: true",
            "Cache-Control: no-store",
            "\r\n",
        ]
        return "\r\n".join(head).encode() + (b"" if method == "HEAD" else body)


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


async def serve(listener: "Listener", port: int) -> asyncio.Server:
    """Listen on one port of the stranger's address."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Stream(listener, reader, writer).serve()

    return await asyncio.start_server(take, STRANGER, port, limit=LIMIT)
