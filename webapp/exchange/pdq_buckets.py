"""Buckets of PDQ values, in which everything near a value is found without looking at all of them.

Multi-index hashing (Norouzi, Punjani, Fleet: "Fast search in Hamming space", 2012). A value is 16
chunks of 16 bits. If two values differ in 31 bits or fewer, some chunk differs in 1 bit or none: 16
times 2 would be 32. So the signals that have a chunk in common with the value, or all but one bit
of it, are all that need to be counted: of values at random, 0.4 per cent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.exchange.pdq_values import Bits, Distances, Rows, Values, distances

MOST_DISTANCE = 31
CHUNKS = 16
BUCKETS_PER_CHUNK = 1 << 16
# A query that asks for more candidates than this counts them in several goes, to save memory.
AT_ONCE = 1 << 16
# Values in turn are read so many times faster than values here and there.
IN_TURN_IS_FASTER = 4

# A chunk as it is, and with each of its bits flipped.
_FLIPS = np.array([0, *(1 << bit for bit in range(16))])
_FIRST_BUCKETS = np.arange(CHUNKS)[:, np.newaxis] * BUCKETS_PER_CHUNK


@dataclass(frozen=True)
class Buckets:
    """For every chunk 65,536 buckets, which hold the rows of the values that have this chunk.

    `_rows` are those of all buckets one after the other, `_ends` has where each ends: 64 bytes a
    value and 4 MB.
    """

    values: Values
    _rows: NDArray[np.uint32]
    _ends: NDArray[np.uint32]

    @classmethod
    def of(cls, values: Values) -> "Buckets":
        """Deal these values out."""
        count = len(values)
        rows = np.empty(CHUNKS * count, np.uint32)
        # One place more in front: where a bucket begins is where the one before it ends.
        ends = np.zeros(1 + CHUNKS * BUCKETS_PER_CHUNK, np.uint32)
        chunks = values.bits.view(np.uint16)
        for n in range(CHUNKS):
            chunk = np.ascontiguousarray(chunks[:, n])
            rows[n * count : (n + 1) * count] = np.argsort(chunk, kind="stable")
            sizes = np.bincount(chunk, minlength=BUCKETS_PER_CHUNK)
            first = 1 + n * BUCKETS_PER_CHUNK
            ends[first : first + BUCKETS_PER_CHUNK] = n * count + np.cumsum(sizes)
        return cls(values, rows, ends)

    def near(self, value: Bits) -> tuple[Rows, Distances]:
        """The rows of all values within MOST_DISTANCE of this one, and how far they are."""
        found = [self._count(part, value) for part in self._candidates(value)]
        rows = np.concatenate([rows for rows, _ in found])
        rows, first = np.unique(rows, return_index=True)  # chunks in common: as often found
        return rows.astype(np.intp), np.concatenate([far for _, far in found])[first]

    def _candidates(self, value: Bits) -> Iterator[NDArray[np.integer]]:
        """Rows, in parts: everything near the value is among them."""
        chunks = value.view(np.uint16)[:, np.newaxis]
        buckets = ((chunks ^ _FLIPS) + _FIRST_BUCKETS).ravel()
        begins = self._ends[buckets].astype(np.intp)
        sizes = self._ends[buckets + 1] - begins
        ends = np.cumsum(sizes)
        total = int(ends[-1])
        if total * IN_TURN_IS_FASTER > len(self.values):  # too much alike to tell apart
            for begin in range(0, len(self.values), AT_ONCE):
                yield np.arange(begin, min(begin + AT_ONCE, len(self.values)))
            return
        places = np.arange(total) + np.repeat(begins - (ends - sizes), sizes)
        for begin in range(0, max(total, 1), AT_ONCE):
            yield self._rows.take(places[begin : begin + AT_ONCE])

    def _count(
        self, rows: NDArray[np.integer], value: Bits
    ) -> tuple[NDArray[np.integer], Distances]:
        far = distances(self.values.bits.take(rows, axis=0), value)
        near = np.flatnonzero(far <= MOST_DISTANCE)
        return rows[near], far[near]
