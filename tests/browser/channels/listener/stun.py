"""As much of STUN and TURN (RFC 8489, 8656) as makes a browser say the name it was given.

A browser shows its TURN user name only after it was refused once with a realm, so that is what it
gets. The user name of an ICE check holds the fragment of the other side, which a page can choose.
"""

import os
import struct
from collections.abc import Iterator
from ipaddress import IPv4Address

COOKIE = 0x2112A442
HEADER = struct.Struct(">HHI12s")
BINDING, ALLOCATE = 0x0001, 0x0003
SUCCESS, ERROR = 0x0100, 0x0110
USERNAME, ERROR_CODE, REALM, NONCE, XOR_MAPPED = 0x0006, 0x0009, 0x0014, 0x0015, 0x0020


def looks_like(data: bytes) -> bool:
    """Whether these bytes begin a STUN message."""
    return len(data) >= HEADER.size and data[4:8] == COOKIE.to_bytes(4)


def length(data: bytes) -> int:
    """The size of the whole message that begins here."""
    return HEADER.size + int.from_bytes(data[2:4])


def attributes(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and value of each attribute; values are padded to four bytes on the wire."""
    at = HEADER.size
    while at + 4 <= len(message):
        kind, size = struct.unpack_from(">HH", message, at)
        yield kind, message[at + 4 : at + 4 + size]
        at += 4 + (size + 3) // 4 * 4


def reply(message: bytes, sender: tuple[str, int]) -> bytes | None:
    """What the message gets back, if anything."""
    kind, _, _, transaction = HEADER.unpack_from(message)
    if kind == BINDING:
        return _message(BINDING | SUCCESS, transaction, [(XOR_MAPPED, _xor(sender))])
    if kind == ALLOCATE and USERNAME not in dict(attributes(message)):
        refused = [
            (ERROR_CODE, struct.pack(">HBB", 0, 4, 1) + b"Unauthorized"),
            (REALM, b"leak.test"),
            (NONCE, os.urandom(8).hex().encode()),
        ]
        return _message(ALLOCATE | ERROR, transaction, refused)
    return None


def _message(kind: int, transaction: bytes, values: list[tuple[int, bytes]]) -> bytes:
    body = b"".join(
        struct.pack(">HH", name, len(value)) + value + bytes(-len(value) % 4)
        for name, value in values
    )
    return HEADER.pack(kind, len(body), COOKIE, transaction) + body


def _xor(sender: tuple[str, int]) -> bytes:
    host, port = sender[:2]
    address = int(IPv4Address(host)) ^ COOKIE
    return struct.pack(">BBHI", 0, 1, port ^ (COOKIE >> 16), address)
