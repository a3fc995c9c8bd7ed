"""Hears whatever a browser can send: names looked up, HTTP, TLS, STUN, TURN and bare datagrams.

It answers as far as a channel needs to show its marker, and no further.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from tests.browser.channels.ledger import Ledger
from tests.browser.channels.listener import datagrams, names, streams
from tests.browser.channels.world import STRANGER

HTTP_PORTS = (80, 443, 3478)


@dataclass
class Listener:
    """All ears of the run. `async with Listener(ledger):` opens and closes them."""

    ledger: Ledger
    script: str = ""  # what a request for a script gets: the text whose digest the vault lists
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> "Listener":
        self._open.callback((await names.serve(self.ledger)).close)
        for port in HTTP_PORTS:
            server = await streams.serve(self, port)
            self._open.callback(server.close)
        self._open.callback((await datagrams.serve(self.ledger, STRANGER, 3478)).close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def datagram_port(self, marker: str) -> int:
        """A UDP port that belongs to one try, for protocols that hide all but the address."""
        transport = await datagrams.serve(self.ledger, STRANGER, 0, marker)
        self._open.callback(transport.close)
        port: int = transport.get_extra_info("sockname")[1]
        return port
