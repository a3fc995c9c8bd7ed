"""Match queries among a million signals, against threatexchange's own index over the same values.

Half of what is asked for is near a signal, half is near none. Both sides get the same questions in
turns and must give the same answers. Also: what both take of memory, and how long it takes to have
the values from a bank, where they are sealed, against indexing values that lie in memory already.
"""

import ctypes
import gc
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import batched
from pathlib import Path
from uuid import UUID, uuid4

import faiss
import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session
from threatexchange.signal_type.pdq.pdq_index import PDQIndex

from bench.figure import Figure
from ondevice.signals import PDQ
from tests.databases import connected
from webapp.bank.change import spread_changes
from webapp.bank.migrations import upgrade
from webapp.bank.signal import SignalRow, new_rows
from webapp.bank.table import utc_now
from webapp.exchange.follower import Follower
from webapp.exchange.pdq_index import PdqIndex
from webapp.exchange.pdq_values import Changes

SIGNALS = 1_000_000
IN_THE_BANK = 100_000
QUERIES = 600
BATCH = 100
ROUNDS = 2

Pair = tuple[str, UUID]
Answers = list[set[tuple[UUID, int]]]


class AnswersDiffer(Exception):
    """One side found what the other did not: how fast it was is of no interest."""


def measure() -> list[Figure]:
    """How many times faster we answer, one by one and in batches; memory; loading."""
    pairs = list(_pairs(SIGNALS))
    ours, our_bytes = _memory_of(lambda: _our_index(pairs))
    theirs, their_bytes = _memory_of(lambda: PDQIndex(pairs))
    queries = _queries([value for value, _ in pairs])
    ids = [id_ for _, id_ in pairs]
    figures = [
        _speed("match query, one by one", queries, 1, ours, theirs, ids),
        _speed(f"match query, batches of {BATCH}", queries, BATCH, ours, theirs, ids),
    ]
    note = f"{our_bytes / SIGNALS:.0f} against {their_bytes / SIGNALS:.0f} bytes a signal"
    figures.append(Figure("memory of the index", our_bytes / their_bytes, 0.5, "x", note))
    return [*figures, _loading(pairs[:IN_THE_BANK])]


def _pairs(count: int) -> Iterator[Pair]:
    digits = secrets.token_bytes(32 * count).hex()
    return ((digits[n * 64 : n * 64 + 64], uuid4()) for n in range(count))


def _our_index(pairs: list[Pair]) -> PdqIndex:
    changes = Changes()
    for value, id_ in pairs:
        changes.add(id_, value)
    return PdqIndex.of_nothing().changed(changes)


def _queries(values: list[str]) -> list[str]:
    """By turns a signal in which 0 to 31 bits differ, and a value like no other."""
    random = np.random.default_rng(3)
    queries = []
    for n in range(QUERIES // 2):
        number = int(values[random.integers(len(values))], 16)
        for bit in random.choice(256, n % 32, replace=False):
            number ^= 1 << int(bit)
        queries += [f"{number:064x}", secrets.token_hex(32)]
    return queries


def _speed(
    name: str,
    queries: list[str],
    size: int,
    ours: PdqIndex,
    theirs: PDQIndex[UUID],
    ids: list[UUID],
) -> Figure:
    """The best time of each side, as a ratio."""
    batches = [list(batch) for batch in batched(queries, size)]

    def ask_us() -> Answers:
        found = [matches for batch in batches for matches in ours.near(batch)]
        return [set(matches) for matches in found]

    def ask_them() -> Answers:
        if size == 1:
            return [
                {(m.metadata, m.similarity_info.distance) for m in theirs.query(query)}
                for query in queries
            ]
        found = [theirs.index.search_with_distance_in_result(batch, 31) for batch in batches]
        listed = [matches for answer in found for matches in answer.values()]
        return [{(ids[n], int(distance)) for n, _, distance in matches} for matches in listed]

    us, them = [], []
    for threads in (1, os.cpu_count() or 1) * ROUNDS:
        # Theirs may use all cores, which is not always faster: it gets the better of the two.
        faiss.omp_set_num_threads(threads)
        our_seconds, our_answers = _timed(ask_us)
        their_seconds, their_answers = _timed(ask_them)
        if our_answers != their_answers:
            raise AnswersDiffer
        us.append(our_seconds)
        them.append(their_seconds)
    best, of_theirs = min(us), min(them)
    note = f"{QUERIES / best:.0f} against {QUERIES / of_theirs:.0f} a second, {len(ids):,} signals"
    return Figure(name, of_theirs / best, 1.0, "x", note, True)


def _loading(pairs: list[Pair]) -> Figure:
    """A follower's first reading of a bank in SQLite, against indexing the same values."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bank.db"
        with connected(url, Path(folder)) as bank:
            upgrade(bank)
            for batch in batched(pairs, 10_000):
                bank.run(_keep, [value for value, _ in batch])
            ours, _ = _timed(Follower(bank).read_on)
    theirs, _ = _timed(lambda: PDQIndex(pairs))
    note = f"{len(pairs) / ours:.0f} signals a second, read, opened and indexed"
    return Figure("index from a bank / PDQIndex from memory", ours / theirs, 4.0, "x", note)


def _keep(session: Session, values: list[str]) -> None:
    rows = new_rows(session, [(PDQ, value) for value in values])
    session.execute(insert(SignalRow), rows)
    ids = [row["id"] for row in rows]
    spread_changes(session, ids, utc_now() - timedelta(hours=1), utc_now())


def _timed[T](work: Callable[[], T]) -> tuple[float, T]:
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done


def _memory_of[T](make: Callable[[], T]) -> tuple[T, int]:
    """What was made, and how much larger the process is for it."""
    before = _resident()
    made = make()
    return made, _resident() - before


def _resident() -> int:
    """Bytes in use: what was freed goes back first, or it would be counted for the wrong side."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
