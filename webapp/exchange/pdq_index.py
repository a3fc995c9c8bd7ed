"""What is near a PDQ value, exactly: an index that is never changed, only followed by the next one.

So any number of threads may ask it while one makes its successor. Most signals are in buckets.
What has come since the buckets were made is looked through one by one, and what has gone is struck
off what was found; when there is too much of both, buckets are made anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np

from webapp.exchange.pdq_buckets import MOST_DISTANCE, Buckets
from webapp.exchange.pdq_values import (
    Changes,
    Distances,
    Rows,
    Values,
    distances,
    find_in,
    read_value,
)

# Looking through these takes about as long as looking into the buckets of a million.
MOST_LOOSE = 4_096


class Match(NamedTuple):
    """A signal near the value asked for: in `distance` bits, of 256, they differ."""

    signal_id: UUID
    distance: int


@dataclass(frozen=True)
class PdqIndex:
    """PDQ signals, about 116 bytes each. `_gone` are rows of the buckets, each once, in order."""

    _buckets: Buckets
    _gone: Rows
    _fresh: Values

    @classmethod
    def of(cls, values: Values) -> "PdqIndex":
        """An index of these values."""
        return cls(Buckets.of(values), np.empty(0, np.intp), Values.none())

    @classmethod
    def of_nothing(cls) -> "PdqIndex":
        """An index that finds nothing."""
        return cls.of(Values.none())

    def __len__(self) -> int:
        return len(self._buckets.values) - len(self._gone) + len(self._fresh)

    def changed(self, changes: Changes) -> "PdqIndex":
        """The index after these changes. A signal that is held already keeps its value."""
        present, absent = changes.settle()
        settled, fresh = self._buckets.values, self._fresh
        gone = np.union1d(self._gone, _held(settled.find(absent)))
        fresh = fresh.without(_held(fresh.find(absent)))
        rows = settled.find(present.ids)
        is_held = (fresh.find(present.ids) >= 0) | ((rows >= 0) & (find_in(gone, rows) < 0))
        fresh = fresh.merged_with(present.at(~is_held))
        if len(gone) + len(fresh) <= MOST_LOOSE:
            return PdqIndex(self._buckets, gone, fresh)
        return PdqIndex.of(settled.without(gone).merged_with(fresh))

    def near(self, values: Iterable[str]) -> list[list[Match]]:
        """For each value, the signals within distance 31 of it, the nearest first."""
        return [self._near(value) for value in values]

    def _near(self, value: str) -> list[Match]:
        bits = read_value(value)
        rows, far = self._buckets.near(bits)
        stays = find_in(self._gone, rows) < 0
        found = _matches(self._buckets.values, rows[stays], far[stays])
        if len(self._fresh):
            far = distances(self._fresh.bits, bits)
            rows = np.flatnonzero(far <= MOST_DISTANCE)
            found += _matches(self._fresh, rows, far[rows])
        return sorted(found, key=lambda match: match.distance)


def _matches(values: Values, rows: Rows, far: Distances) -> list[Match]:
    return [Match(values.id_at(row), int(d)) for row, d in zip(rows, far, strict=True)]


def _held(rows: Rows) -> Rows:
    return rows[rows >= 0]
