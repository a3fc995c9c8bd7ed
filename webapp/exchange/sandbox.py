"""The sandbox: the same calls on signals that belong to nobody, for a platform to try with.

Nothing here reaches the bank, and nothing is remembered from one request to the next.
"""

import hashlib
import json
from datetime import UTC, datetime
from itertools import count

from ondevice.signals import PDQ, VIDEO_MD5, VPDQ
from webapp.bank.feed import Reader, Status
from webapp.bank.signal import Pair
from webapp.exchange import asked, told
from webapp.exchange.api import calls
from webapp.exchange.pdq_buckets import MOST_DISTANCE
from webapp.exchange.wire import SignalType, pair_of

PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC)
KINDS: list[tuple[SignalType, Status]] = [
    ("pdq", Status.ACTIVE),
    ("pdq", Status.ACTIVE),
    ("pdq", Status.SUSPENDED),
    ("pdq", Status.WITHDRAWN),
    ("video_md5", Status.ACTIVE),
    ("video_md5", Status.WITHDRAWN),
    ("vpdq", Status.ACTIVE),
]


def _value(type_: SignalType, number: int) -> str:
    """A value of its own for each number, far from every other and from every picture."""
    digits = str(number).encode()
    pdq = hashlib.sha256(digits).hexdigest()
    if type_ == VPDQ:
        return json.dumps([f"{pdq},100,0.000"])
    return hashlib.md5(digits).hexdigest() if type_ == VIDEO_MD5 else pdq  # noqa: S324 - its form


SAMPLES = {
    (type_, value): told.Standing(
        type=type_,
        value=value,
        status=status,
        changed_at=PUBLISHED_AT,
        cases=[],
        opinions=[],
    )
    for number, (type_, status) in zip(count(1), KINDS, strict=False)
    for value in [_value(type_, number)]
}


@calls.add("/sandbox/signals", None, told.Samples)
def sandbox_signals(_reader: Reader, _query: asked.Nothing) -> told.Samples:
    """Get signals to try with.

    Their values are digests of the numbers from 1 on: SHA-256 for PDQ, MD5 for videos.
    """
    return told.Samples(signals=list(SAMPLES.values()))


@calls.add("/sandbox/feedback", None, told.Outcomes, body=asked.Feedback)
def sandbox_feedback(_reader: Reader, body: asked.Feedback) -> told.Outcomes:
    """Try to say what you found.

    As `/v2/feedback`, on the signals of the sandbox. It is forgotten at once.
    """
    return told.Outcomes.of([pair_of(each.signal) for each in body.feedback], SAMPLES)


@calls.add("/sandbox/deletions", None, told.Outcomes, body=asked.Deletions)
def sandbox_deletions(_reader: Reader, body: asked.Deletions) -> told.Outcomes:
    """Try to confirm what you dropped.

    As `/v2/deletions`, on the signals of the sandbox. It is forgotten at once.
    """
    return told.Outcomes.of([pair_of(each) for each in body.signals], SAMPLES)


@calls.add("/sandbox/matches", None, told.Answers, body=asked.Queries)
def sandbox_matches(_reader: Reader, body: asked.Queries) -> told.Answers:
    """Try to ask what is near.

    As `/v2/matches`, on the active signals of the sandbox.
    """
    return told.Answers(results=[_near(pair_of(each)) for each in body.signals])


def _near(query: Pair) -> told.Matches:
    far = {
        pair: distance
        for pair, sample in SAMPLES.items()
        if sample.status is Status.ACTIVE and (distance := _distance(pair, query)) is not None
    }
    nearest = sorted(far, key=lambda pair: far[pair])
    return told.Matches(
        matches=[told.Match(**SAMPLES[p].model_dump(), distance=far[p]) for p in nearest],
        has_more=False,
    )


def _distance(one: Pair, other: Pair) -> int | None:
    """How far two signals are from each other, if they are near."""
    if one[0] != PDQ or other[0] != PDQ:
        return 0 if one == other else None
    distance = (int(one[1], 16) ^ int(other[1], 16)).bit_count()
    return distance if distance <= MOST_DISTANCE else None
