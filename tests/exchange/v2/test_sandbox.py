"""The sandbox answers like the real thing, and the bank never hears of it."""

import pytest
from sqlalchemy import func, select

from tests.cases import pdq
from tests.exchange.v2.wire import named, nearby
from webapp.bank import METADATA


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def samples(social):
    return social.get("sandbox/signals").json["signals"]


def pair(sample):
    return {"type": sample["type"], "value": sample["value"]}


def test_it_has_signals_of_every_type_and_status(samples):
    assert {each["type"] for each in samples} == {"pdq", "video_md5", "vpdq"}
    assert {each["status"] for each in samples} == {"active", "suspended", "withdrawn"}


def test_what_was_published_stays_as_it_is(samples):
    """Whoever has written a value into a test of their own finds it there for ever."""
    assert samples[0]["value"] == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    assert samples[4]["value"] == "e4da3b7fbbce2345d7772b0674a318d5"


def test_matches_are_found_like_real_ones(social, samples):
    images = [each for each in samples if each["type"] == "pdq"]
    asked = [nearby(images[0]["value"], bits) for bits in (0, 31, 32)]
    asked += [each["value"] for each in images if each["status"] != "active"]
    queries = [{"type": "pdq", "value": value} for value in asked] + [pair(samples[4])]
    results = social.post("sandbox/matches", {"signals": queries}).json["results"]
    assert [[match["distance"] for match in each["matches"]] for each in results] == [
        [0],
        [31],
        [],
        [],
        [],
        [0],
    ]


def test_answers_are_taken_on_its_own_signals_only(social, samples):
    signals = [pair(samples[0]), named(pdq())]
    body = {"feedback": [{"signal": signal, "verdict": "removed"} for signal in signals]}
    for answer in (
        social.post("sandbox/feedback", body),
        social.post("sandbox/deletions", {"signals": signals}),
    ):
        assert answer.json["results"] == ["accepted", "unknown"]


def test_its_signals_are_not_among_the_real_ones(social, samples):
    assert social.read()[0] == []
    body = {"signals": [pair(sample) for sample in samples]}
    assert social.post("deletions", body).json["accepted"] == 0


def test_nothing_of_it_is_kept(social, samples, bank):
    def count_rows(session):
        return [
            session.scalar(select(func.count()).select_from(t)) for t in METADATA.tables.values()
        ]

    before = bank.run(count_rows)
    signals = [pair(sample) for sample in samples]
    verdicts = [{"signal": signal, "verdict": "removed"} for signal in signals]
    social.post("sandbox/feedback", {"feedback": verdicts}, **{"Idempotency-Key": "one"})
    social.post("sandbox/deletions", {"signals": signals}, **{"Idempotency-Key": "one"})
    social.post("sandbox/matches", {"signals": signals[:1]})
    assert bank.run(count_rows) == before
