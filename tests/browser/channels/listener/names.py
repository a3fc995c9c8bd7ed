"""A name server for one network: `*.leak.test` is the stranger's address, nothing else exists."""

import asyncio
import struct
from ipaddress import IPv4Address

from tests.browser.channels.ledger import Ledger
from tests.browser.channels.world import STRANGER

ZONE = "leak.test"
TYPE_A = 1
NO_ERROR, NO_SUCH_NAME = 0x8580, 0x8583


def read_question(query: bytes) -> tuple[str, int, int]:
    """The name and type asked for, and where the question ends."""
    labels, at = [], 12
    while length := query[at]:
        labels.append(query[at + 1 : at + 1 + length].decode("latin-1"))
        at += 1 + length
    return ".".join(labels).lower(), int.from_bytes(query[at + 1 : at + 3]), at + 5


def answer(query: bytes) -> bytes:
    """The answer of RFC 1035: one address, an empty answer, or no such name."""
    name, kind, end = read_question(query)
    exists = name == ZONE or name.endswith(f".{ZONE}")
    record = b""
    if exists and kind == TYPE_A:
        record = struct.pack(">HHHIH", 0xC00C, TYPE_A, 1, 60, 4) + IPv4Address(STRANGER).packed
    flags = NO_ERROR if exists else NO_SUCH_NAME
    return query[:2] + struct.pack(">HHHHH", flags, 1, bool(record), 0, 0) + query[12:end] + record


class Names(asyncio.DatagramProtocol):
    """Notes each name asked for, then answers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            name, _, _ = read_question(data)
            reply = answer(data)
        except IndexError:
            return
        self._ledger.note(name, "dns")
        assert isinstance(self._transport, asyncio.DatagramTransport)
        self._transport.sendto(reply, addr)


async def serve(ledger: Ledger) -> asyncio.DatagramTransport:
    """Answer on port 53 of loopback."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Names(ledger), local_addr=("127.0.0.1", 53)
    )
    return transport
