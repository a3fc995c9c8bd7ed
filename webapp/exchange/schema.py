"""The words of the first protocol's wire, and what they are in ours. camelCase stops here."""

from collections.abc import Mapping
from typing import Any

from ondevice.signals import PDQ, VIDEO_MD5, is_value
from webapp.bank.feed import Entry, Status
from webapp.bank.feedback import LONGEST_TAG, MOST_TAGS, Feedback, Opinion, Verdict
from webapp.bank.signal import Pair
from webapp.exchange.refusal import Refusal

# Whoever meets a type, a status or a verdict that it does not know drops the whole record. So the
# first protocol never learns a new word.
WIRE_TYPES = {PDQ: "ImagePDQ", VIDEO_MD5: "VideoMD5"}
TYPES = {wire: type_ for type_, wire in WIRE_TYPES.items()}
# The open-source client writes the name of its own class before the type.
CLIENTS_PREFIX = "StopNCIISignalType."

WIRE_STATUSES = {
    Status.ACTIVE: "Active",
    # The case is known, but nobody is to act on it.
    Status.SUSPENDED: "Received",
    Status.WITHDRAWN: "Withdrawn",
}
WIRE_VERDICTS = {
    Verdict.MATCH: "PendingReview",
    Verdict.UNDER_REVIEW: "PendingReview",
    Verdict.REMOVED: "Blocked",
    Verdict.NOT_VIOLATING: "NotBlocked",
    Verdict.NONE: "None",
}
VERDICTS = {
    "Unknown": Verdict.NONE,
    "None": Verdict.NONE,
    "QualityUnknown": Verdict.NONE,
    "PendingReview": Verdict.UNDER_REVIEW,
    "Blocked": Verdict.REMOVED,
    "NotBlocked": Verdict.NOT_VIOLATING,
}
# A participant says with these that it dropped the signal.
DROPPED = {"Withdrawn", "Deleted"}
MOST_AT_ONCE = 5_000


def write_record(entry: Entry) -> dict[str, Any]:
    """A signal as a record of the wire."""
    status = WIRE_STATUSES[entry.status]
    return {
        "lastModtimestamp": entry.place.second,
        "signalType": WIRE_TYPES[entry.type],
        "hashValue": entry.value,
        "hashStatus": status,
        "caseNumbers": {
            str(name): status if kept is Status.ACTIVE else WIRE_STATUSES[kept]
            for name, kept in entry.cases.items()
        },
        "CSPFeedbacks": [
            _write_opinion(opinion)
            for opinion in entry.opinions
            if opinion.verdict in WIRE_VERDICTS
        ],
    }


def _write_opinion(opinion: Opinion) -> dict[str, Any]:
    return {
        "source": opinion.source,
        "feedbackValue": WIRE_VERDICTS[opinion.verdict],
        "tags": list(opinion.tags),
    }


def read_feedback(body: object) -> tuple[list[Feedback], set[Pair]]:
    """The verdicts of a SubmitFeedback, and the signals that its sender says it dropped."""
    given, dropped = [], set()
    for item in _items(body, "hashFeedbacks"):
        pair = _pair_of(item.get("hashValue"))
        if item.get("feedbackValue") in DROPPED:
            dropped.add(pair)
        else:
            given.append(_verdict_on(pair, item))
    return given, dropped


def read_submission(body: object) -> tuple[set[Pair], list[Feedback]]:
    """The signals of a SubmitHashes, and what its sender thinks of them."""
    pairs, given = set(), []
    for item in _items(body, "hashRecords"):
        pair = _typed_pair(item)
        pairs.add(pair)
        opinions = item.get("CSPFeedbacks") or []
        if not isinstance(opinions, list) or not all(isinstance(each, dict) for each in opinions):
            raise Refusal("malformed_feedback")
        given += [_verdict_on(pair, each) for each in opinions]
    return pairs, given


def _items(body: object, name: str) -> list[dict[str, Any]]:
    items = body.get(name) if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refusal("malformed_request")
    if len(items) > MOST_AT_ONCE:
        raise Refusal("too_many_items")
    return items


def _pair_of(value: object) -> Pair:
    """The signal of a value alone: the wire says no type here, but the forms do not overlap."""
    text = value.lower() if isinstance(value, str) else ""
    for type_ in WIRE_TYPES:
        if is_value(type_, text):
            return type_, text
    raise Refusal("malformed_hash_value")


def _typed_pair(item: Mapping[str, Any]) -> Pair:
    wire, value = item.get("signalType"), item.get("hashValue")
    type_ = TYPES.get(wire.removeprefix(CLIENTS_PREFIX)) if isinstance(wire, str) else None
    if type_ is None:
        raise Refusal("unknown_signal_type")
    if not isinstance(value, str) or not is_value(type_, value.lower()):
        raise Refusal("malformed_hash_value")
    return type_, value.lower()


def _verdict_on(pair: Pair, item: Mapping[str, Any]) -> Feedback:
    wire = item.get("feedbackValue")
    if not isinstance(wire, str) or wire not in VERDICTS:
        raise Refusal("unknown_feedback_value")
    return Feedback(pair, VERDICTS[wire], tags=_tags(item.get("tags")))


def _tags(tags: object) -> tuple[str, ...]:
    """The tags, in one order: the client sends a set, in whatever order it comes."""
    found = tags or []
    if not isinstance(found, list) or len(found) > MOST_TAGS or not all(map(_is_tag, found)):
        raise Refusal("malformed_tags")
    return tuple(sorted(set(found)))


def _is_tag(tag: object) -> bool:
    return isinstance(tag, str) and 0 < len(tag) <= LONGEST_TAG and tag.isprintable()
