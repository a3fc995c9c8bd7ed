"""Matching: what is near a value, of what one participant may know of and should act on."""

from collections.abc import Sequence
from itertools import batched
from uuid import UUID

from flask import Flask, current_app

from ondevice.signals import PDQ
from webapp.bank import Bank
from webapp.bank.feed import Entry, Reader, Status, look_up
from webapp.bank.lookup import find_active
from webapp.bank.signal import Pair
from webapp.exchange.follower import Follower
from webapp.exchange.pdq_index import Match
from webapp.tools import tools

# So many ids fit into one question to either database.
BATCH = 5_000


def init_app(app: Flask, bank: Bank) -> None:
    """Hang the index into the app. It reads nothing before the first query."""
    app.extensions["stillmine-follower"] = Follower(bank)


def match(reader: Reader, queries: Sequence[Pair]) -> list[list[tuple[Entry, int]]]:
    """For each value the active signals near it with their distances, the nearest first.

    Raises IndexLoading.
    """
    near = _near(queries)
    entries = _visible(reader, {match.signal_id for found in near for match in found})
    return [
        [
            (entries[match.signal_id], match.distance)
            for match in found
            if match.signal_id in entries
        ]
        for found in near
    ]


def _near(queries: Sequence[Pair]) -> list[list[Match]]:
    """The same for everybody: within distance 31 of a PDQ value, equal to any other."""
    images = [value for type_, value in queries if type_ == PDQ]
    follower: Follower = current_app.extensions["stillmine-follower"]
    near = iter(follower.near(images) if images else [])
    equal = tools().bank.run(find_active, {pair for pair in queries if pair[0] != PDQ})
    return [
        next(near) if pair[0] == PDQ else [Match(equal[pair], 0)] if pair in equal else []
        for pair in queries
    ]


def _visible(reader: Reader, signal_ids: set[UUID]) -> dict[UUID, Entry]:
    """Those of these signals that the reader may know of, if they are active for it."""
    found: dict[UUID, Entry] = {}
    for some in batched(signal_ids, BATCH, strict=False):
        entries = tools().bank.run(look_up, reader, some, reader.participant.types)
        found |= {e.signal_id: e for e in entries if e.status is Status.ACTIVE}
    return found
