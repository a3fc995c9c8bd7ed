"""UDP: STUN and TURN by what they say, everything else (QUIC) by the port that it comes to."""

import asyncio

from tests.browser.channels.ledger import Ledger
from tests.browser.channels.listener import stun


class Datagrams(asyncio.DatagramProtocol):
    """One port. A port that belongs to a try notes its marker for anything that arrives."""

    def __init__(self, ledger: Ledger, marker: str | None) -> None:
        self._ledger = ledger
        self._marker = marker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        is_stun = stun.looks_like(data)
        if self._marker:
            self._ledger.note(self._marker, "stun" if is_stun else "udp")
        if not is_stun:
            return
        self._ledger.note(data, "stun")
        reply = stun.reply(data, addr)
        if reply:
            assert isinstance(self._transport, asyncio.DatagramTransport)
            self._transport.sendto(reply, addr)


async def serve(
    ledger: Ledger, host: str, port: int, marker: str | None = None
) -> asyncio.DatagramTransport:
    """Listen on a port, 0 for any that is free."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Datagrams(ledger, marker), local_addr=(host, port)
    )
    return transport
