"""The open-source client, as it comes from PyPI, against a running exchange."""

from itertools import pairwise

import pytest
from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIIAPI,
    StopNCIICaseStatus,
    StopNCIICSPFeedback,
    StopNCIICSPFeedbackValue,
    StopNCIISignalType,
)

from ondevice.signals import PDQ, VPDQ, WHOLE, Signal, canonical_vpdq
from tests.cases import md5, pdq
from tests.exchange.world import wait_for_the_next_second
from webapp.bank import demo

PDQ_TYPE = StopNCIISignalType.ImagePDQ
Blocked, NotBlocked = StopNCIICSPFeedbackValue.Blocked, StopNCIICSPFeedbackValue.NotBlocked


@pytest.fixture
def three_seconds(world, platform):
    """The values of 90 signals that came within three seconds, 30 in each."""
    given = []
    for ago in (12, 11, 10):
        signals = [pdq(item) for item in range(1, 31)]
        world.open(*signals, participants=["acme"], ago=ago)
        given += [signal.value for signal in signals]
    return set(given)


def test_pages_of_any_size_bring_every_signal_once_and_in_order(platform, three_seconds):
    for size in (2, 7, 30, 90, 91):
        pages = platform.pages(size=size)
        records = [record for page in pages for record in page.hashRecords]
        assert len(records) == 90 and {record.hashValue for record in records} == three_seconds
        assert [page.count for page in pages] == [len(page.hashRecords) for page in pages]
        seconds = [record.lastModtimestamp for record in records]
        assert seconds == sorted(seconds) and len(set(seconds)) == 3
        for page in pages:
            assert page.nextSetTimestamp == page.hashRecords[-1].lastModtimestamp


def test_who_stops_after_any_page_goes_on_from_its_time_without_the_token(platform, three_seconds):
    for stop_after in (1, 2, 5, 9, 12):
        read = platform.pages(size=7)[:stop_after]
        rest = platform.pages(start=read[-1].nextSetTimestamp, size=7)
        values = {record.hashValue for page in [*read, *rest] for record in page.hashRecords}
        assert values == three_seconds
        times = [page.nextSetTimestamp for page in [*read, *rest]]
        assert all(one <= other for one, other in pairwise(times)), "checkpoint time rewound"


def test_an_idle_poll_repeats_the_last_second_and_nothing_else(platform, three_seconds):
    last = platform.pages()[-1].nextSetTimestamp
    (again,) = platform.pages(start=last)
    assert again.count == 30 and again.nextSetTimestamp == last and not again.hasMoreRecords


def test_a_platform_with_nothing_to_fetch_gets_an_empty_page_at_its_own_time(platform):
    (page,) = platform.pages(start=10)
    assert (page.count, page.hashRecords, page.nextSetTimestamp) == (0, [], 10)


def test_thousands_arrive_by_the_clients_own_loop(world, platform):
    demo.seed(world.bank, 25, 100)
    pages = list(platform.client.fetch_hashes_iter())
    assert [page.count for page in pages] == [800, 800, 800, 100]
    assert len({record.hashValue for page in pages for record in page.hashRecords}) == 2_500


def test_a_new_case_behind_an_old_signal_comes_with_the_next_poll(world, platform):
    signal = pdq()
    world.open(signal, participants=["acme"], ago=5)
    first = platform.pages()[-1]
    world.open(signal, participants=["acme"])
    (record,) = platform.records(first.nextSetTimestamp).values()
    assert list(record.caseNumbers.values()) == [StopNCIICaseStatus.Active] * 2
    assert set(first.hashRecords[0].caseNumbers) < set(record.caseNumbers)


def test_feedback_of_one_platform_is_seen_by_the_other(world, platform, other):
    signal = pdq()
    world.open(signal, participants=["acme", "bolt"], ago=5)
    checkpoint = other.pages()[-1].nextSetTimestamp
    platform.client.submit_feedback(PDQ_TYPE, signal.value, Blocked, {"reported", "nude"})
    record = other.records(checkpoint)[signal.value]
    assert record.CSPFeedbacks == [StopNCIICSPFeedback(Blocked, {"reported", "nude"}, "acme")]
    assert record.lastModtimestamp > checkpoint


def test_the_latest_verdict_of_a_platform_replaces_its_former(world, platform):
    signal = pdq()
    world.open(signal, participants=["acme"])
    platform.client.submit_feedback(PDQ_TYPE, signal.value, NotBlocked)
    platform.client.submit_feedback(PDQ_TYPE, signal.value, Blocked)
    (given,) = platform.records()[signal.value].CSPFeedbacks
    assert given.feedbackValue is Blocked


def test_a_withdrawal_comes_with_the_next_poll_and_not_in_a_pass_from_nothing(world, platform):
    gone, kept = pdq(1), pdq(2)
    world.open(gone, kept, participants=["acme"], ago=5)
    checkpoint = platform.pages()[-1].nextSetTimestamp
    world.withdraw(gone)
    record = platform.records(checkpoint)[gone.value]
    assert record.hashStatus is StopNCIICaseStatus.Withdrawn
    assert list(record.caseNumbers.values()) == [StopNCIICaseStatus.Withdrawn]
    assert set(platform.records(10)) == set(platform.records(0)) == {kept.value}


def test_a_withdrawal_during_a_first_pass_is_told_in_it(world, platform):
    """Its signal may have been handed out on an earlier page of the same pass."""
    signals = [pdq(n) for n in range(1, 11)]
    world.open(*signals, participants=["acme"], ago=5)
    first = platform.client.fetch_hashes(page_size=4)
    gone = next(s for s in signals if s.value == first.hashRecords[0].hashValue)
    world.withdraw(gone)
    rest = platform.pages(size=4, token=first.nextPageToken)
    told = {record.hashValue: record.hashStatus for page in rest for record in page.hashRecords}
    assert told[gone.value] is StopNCIICaseStatus.Withdrawn and len(told) == 7


def test_a_signal_stays_while_another_case_stands_behind_it(world, platform):
    signal = pdq()
    world.open(signal, participants=["acme"])
    world.open(signal, pdq(2), participants=["acme"])
    world.withdraw(signal)
    world.open(signal, participants=["acme"])
    record = platform.records()[signal.value]
    assert record.hashStatus is StopNCIICaseStatus.Active
    assert sorted(status.value for status in record.caseNumbers.values()) == [
        "Active", "Withdrawn", "Withdrawn",
    ]  # fmt: skip


def test_own_signals_reach_the_other_platform_though_the_client_misspells_their_type(
    platform, other
):
    value = pdq().value
    platform.client.submit_hash(PDQ_TYPE, value, {"own"})
    record = other.records()[value]
    assert record.caseNumbers == {} and record.hashStatus is StopNCIICaseStatus.Active
    assert record.CSPFeedbacks == [StopNCIICSPFeedback(Blocked, {"own"}, "acme")]


@pytest.mark.parametrize("prefix", ["", "StopNCIISignalType."])
def test_both_spellings_of_a_type_are_taken(platform, prefix):
    record = {"signalType": f"{prefix}VideoMD5", "hashValue": md5().value}
    body = {"count": 1, "hashRecords": [record]}
    assert platform.ask("POST", "SubmitHashes", "submit_key", json=body).json()["new"] == 1
    assert set(platform.records()) == {record["hashValue"]}


def test_a_base_address_that_ends_in_a_slash_works_for_every_call(world, platform):
    signal = pdq()
    world.open(signal, participants=["acme"])
    client = platform.client
    client._base_url += "/"
    assert [page.count for page in client.fetch_hashes_iter()] == [1]
    client.submit_feedback(PDQ_TYPE, signal.value, Blocked)
    client.submit_hash(PDQ_TYPE, pdq().value)
    assert len(platform.records()) == 2


def test_new_types_never_enter_the_first_protocol(world, platform):
    film = Signal(VPDQ, canonical_vpdq(f'["{"a1" * 32},90,1.000"]'), 90, 2, WHOLE)
    picture = pdq()
    world.open(picture, film, participants=["acme"])
    assert set(platform.records()) == {picture.value}


def test_a_platform_gets_only_the_types_that_it_asked_for(world):
    photos = world.add("photos", types=[PDQ])
    picture, film = pdq(1), md5(2)
    world.open(picture, film, participants=["photos"])
    assert set(photos.records()) == {picture.value}


def test_what_comes_in_while_a_platform_reads_is_not_missed(world, platform):
    for ago in (4, 3):
        world.open(*[pdq(n) for n in range(1, 9)], participants=["acme"], ago=ago)
    first = platform.client.fetch_hashes(page_size=5)
    late = pdq()
    world.open(late, participants=["acme"])
    wait_for_the_next_second()
    rest = platform.pages(size=5, token=first.nextPageToken)
    assert late.value in {record.hashValue for page in rest for record in page.hashRecords}


def test_the_client_itself_parses_every_record_of_every_state(world, platform, other, caplog):
    signals = [pdq(n) for n in range(1, 5)]
    world.open(*signals, participants=["acme", "bolt"], ago=5)
    for each in (platform, other):
        each.client.submit_feedback(PDQ_TYPE, signals[0].value, NotBlocked, {"x"})
    world.withdraw(signals[1])
    records = StopNCIIAPI.fetch_hashes(platform.client, start_timestamp=100_000).hashRecords
    assert {record.hashStatus.value for record in records} == {"Received", "Withdrawn", "Active"}
    assert "Convert response" not in caplog.text
