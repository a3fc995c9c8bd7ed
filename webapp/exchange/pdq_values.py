"""PDQ values in memory, by the id of their signal: 48 bytes each, and no Python object among them.

An id is 16 raw bytes, a value four words of 64 bits. Nothing in here is ever changed: whoever holds
one of these may read it while the next one is made.
"""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

ID_BYTES = 16
VALUE_BYTES = 32
WORDS = VALUE_BYTES // 8

Ids = NDArray[np.bytes_]
Bits = NDArray[np.uint64]
Rows = NDArray[np.intp]
Distances = NDArray[np.uint16]


def read_value(value: str) -> Bits:
    """The four words of a value in hexadecimal digits."""
    return np.frombuffer(bytes.fromhex(value), np.uint64)


def distances(bits: Bits, value: Bits) -> Distances:
    """In how many bits each of these differs from a value."""
    far = np.zeros(len(bits), np.uint16)  # 256 would not fit into a byte, and pass for 0
    for n in range(WORDS):
        far += np.bitwise_count(bits[:, n] ^ value[n])
    return far


def find_in[T: np.generic](ordered: NDArray[T], wanted: NDArray[T]) -> Rows:
    """Where each of those wanted is in what is ordered, or -1 where it is not."""
    places = np.searchsorted(ordered, wanted)
    places[places == len(ordered)] = -1
    if len(ordered):
        places[ordered[places] != wanted] = -1
    return places


class Changes:
    """What became of signals, in the order in which it happened. Of one signal the last counts."""

    def __init__(self) -> None:
        self._ids, self._bits, self._stays = bytearray(), bytearray(), bytearray()

    def add(self, signal_id: UUID, value: str | None) -> None:
        """The signal is there, with this value; or, without one, it is not (any more)."""
        self._ids += signal_id.bytes
        self._bits += bytes.fromhex(value) if value else bytes(VALUE_BYTES)
        self._stays.append(value is not None)

    def settle(self) -> tuple["Values", Ids]:
        """The signals that are there in the end, and the ids of those that are not."""
        ids = np.frombuffer(self._ids, f"S{ID_BYTES}")
        ids, from_the_end = np.unique(ids[::-1], return_index=True)
        last = len(self._stays) - 1 - from_the_end
        stays = np.frombuffer(self._stays, np.bool_)[last]
        bits = np.frombuffer(self._bits, np.uint64).reshape(-1, WORDS)
        return Values(ids[stays], bits[last[stays]]), ids[~stays]


@dataclass(frozen=True)
class Values:
    """Values in the order of their ids, which are all different."""

    ids: Ids
    bits: Bits

    @classmethod
    def none(cls) -> "Values":
        """No values at all."""
        return cls(np.empty(0, f"S{ID_BYTES}"), np.empty((0, WORDS), np.uint64))

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, ids: Ids) -> Rows:
        """The row of each of these ids, or -1 where it is not held."""
        return find_in(self.ids, ids)

    def at(self, rows: Rows | NDArray[np.bool_]) -> "Values":
        """Only these rows."""
        return Values(self.ids[rows], self.bits[rows])

    def without(self, rows: Rows) -> "Values":
        """All but these rows."""
        return Values(np.delete(self.ids, rows), np.delete(self.bits, rows, axis=0))

    def merged_with(self, others: "Values") -> "Values":
        """These and the others, of which none may be among these."""
        rows = np.searchsorted(self.ids, others.ids)
        ids = np.insert(self.ids, rows, others.ids)
        return Values(ids, np.insert(self.bits, rows, others.bits, axis=0))

    def id_at(self, row: int) -> UUID:
        """The id in this row."""
        return UUID(bytes=self.ids[row : row + 1].tobytes())
