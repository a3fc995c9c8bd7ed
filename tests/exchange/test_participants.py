"""What one platform may know and do, and what it cannot find out about people and about others."""

from datetime import timedelta

import pytest
from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIICSPFeedbackValue,
    StopNCIISignalType,
)

from tests.cases import pdq
from webapp.bank.credential import rotate_keys
from webapp.bank.deletion import count_outstanding
from webapp.bank.dispute import Outcome, decide, open_list
from webapp.bank.participant import Scope
from webapp.bank.revocation import revoke_participant
from webapp.bank.table import utc_now
from webapp.bank.use import uses_since

PDQ_TYPE = StopNCIISignalType.ImagePDQ
Wire = StopNCIICSPFeedbackValue


def status_of(platform, signal):
    return platform.records(100_000)[signal.value].hashStatus.value


def test_a_platform_that_no_case_chose_sees_nothing_of_it(world, platform, other):
    signal = pdq()
    world.open(signal, participants=["acme"])
    assert other.records() == {}
    other_says = other.feed({"hashValue": signal.value, "feedbackValue": "NotBlocked"}).json()
    assert other_says == {"count": 1, "accepted": 0, "unknown": 1}
    platform.client.submit_feedback(PDQ_TYPE, signal.value, Wire.Blocked)
    world.withdraw(signal)
    assert other.records(100_000) == {}
    # What is there and what is not are answered alike.
    nothing = other.feed({"hashValue": pdq().value, "feedbackValue": "NotBlocked"}).json()
    assert nothing == other_says


def test_a_signal_can_be_gone_for_one_platform_and_active_for_another(world, platform, other):
    signal = pdq()
    world.open(signal, participants=["acme", "bolt"])
    world.withdraw(signal)
    world.open(signal, participants=["bolt"])
    assert (status_of(platform, signal), status_of(other, signal)) == ("Withdrawn", "Active")


def test_two_platforms_cannot_join_what_they_know_of_cases(world, platform, other):
    signals = [pdq(n) for n in range(1, 4)]
    world.open(*signals, participants=["acme", "bolt"])
    mine, others = platform.records(), other.records()
    names = {name for record in mine.values() for name in record.caseNumbers}
    assert len(names) == 1  # one case, one name: this platform may group what belongs together
    assert names.isdisjoint(name for record in others.values() for name in record.caseNumbers)
    assert {name for record in platform.records().values() for name in record.caseNumbers} == names


def test_upper_case_digits_are_the_same_signal(world, platform):
    signal = pdq()
    world.open(signal, participants=["acme"])
    given = {"hashValue": signal.value.upper(), "feedbackValue": "Blocked", "tags": ["b", "a", "b"]}
    assert platform.feed(given).json() == {"count": 1, "accepted": 1, "unknown": 0}
    (opinion,) = platform.records()[signal.value].CSPFeedbacks
    assert opinion.tags == {"a", "b"}


def test_every_post_is_answered_in_json(platform):
    for call, key, name in (
        ("SubmitFeedback", "feedback_key", "hashFeedbacks"),
        ("SubmitHashes", "submit_key", "hashRecords"),
    ):
        answer = platform.ask("POST", call, key, json={"count": 0, name: []})
        assert answer.status_code == 200 and answer.json()["count"] == 0


def test_a_quorum_that_finds_nothing_wrong_suspends_a_signal_until_people_decide(
    world, platform, other
):
    signal, refused = pdq(1), pdq(2)
    world.open(signal, refused, participants=["acme", "bolt"])
    for each in (signal, refused):
        platform.client.submit_feedback(PDQ_TYPE, each.value, Wire.NotBlocked)
        assert status_of(other, each) == "Active"
        other.client.submit_feedback(PDQ_TYPE, each.value, Wire.NotBlocked)
        assert status_of(platform, each) == status_of(other, each) == "Received"
    disputes = world.bank.run(open_list)
    assert len(disputes) == 2
    world.bank.run(decide, disputes[0].id, Outcome.RESTORED)
    world.bank.run(decide, disputes[1].id, Outcome.REFUSED)
    assert sorted(status_of(platform, s) for s in (signal, refused)) == ["Active", "Withdrawn"]


def test_blocked_removes_nothing_here(world, platform, other):
    signal = pdq()
    world.open(signal, participants=["acme", "bolt"])
    for each in (platform, other):
        each.client.submit_feedback(PDQ_TYPE, signal.value, Wire.Blocked)
    assert status_of(platform, signal) == "Active"


def test_deleted_confirms_that_a_withdrawn_signal_is_gone(world, platform):
    gone, kept = pdq(1), pdq(2)
    world.open(gone, kept, participants=["acme"])
    platform.records()
    world.withdraw(gone)
    platform.records(100_000)
    assert world.bank.run(count_outstanding, platform.id) == 1
    platform.client.submit_feedback(PDQ_TYPE, gone.value, Wire.Deleted)
    assert world.bank.run(count_outstanding, platform.id) == 0


def test_new_keys_work_beside_the_old_ones_for_as_long_as_they_overlap(world, platform):
    old = dict(platform.keys)
    made = world.bank.run(rotate_keys, "acme", overlap=timedelta(hours=1))
    assert platform.fetch().status_code == 200
    platform.keys.update({f"{kind}_key": key for kind, key in made.items()})
    assert platform.fetch().status_code == 200
    platform.keys["fetch_key"] = old["fetch_key"]
    assert platform.fetch().status_code == 200  # one key at a time is fine

    world.bank.run(rotate_keys, "acme", overlap=timedelta(0))
    assert platform.fetch().status_code == 401


def test_a_platform_that_left_gets_nothing_and_is_chosen_no_more(world, platform, other):
    value = pdq().value
    platform.client.submit_hash(PDQ_TYPE, value)
    assert set(other.records()) == {value}
    world.bank.run(revoke_participant, "acme")
    assert platform.fetch().status_code == 401
    assert other.records(100_000)[value].hashStatus.value == "Withdrawn"


@pytest.mark.parametrize(
    ("network", "status"), [("192.0.2.0/24", 403), ("127.0.0.0/8", 200), ("::/0", 403)]
)
def test_a_platform_with_a_list_of_networks_may_come_from_there_only(world, network, status):
    walled = world.add("walled", networks=[network])
    assert walled.fetch().status_code == status


def test_a_platform_may_do_what_its_scopes_say(world):
    reader = world.add("reader", scopes=[Scope.PULL])
    assert reader.fetch().status_code == 200
    refused = reader.feed()
    assert (refused.status_code, refused.json()) == (403, {"error": "not_allowed"})
    answerer = world.add("answerer", scopes=[Scope.FEEDBACK])
    assert answerer.fetch().status_code == 403
    assert answerer.feed().status_code == 200


def test_every_use_of_a_key_is_counted(world, platform):
    for _ in range(3):
        platform.fetch()
    platform.feed()
    world.app.extensions["stillmine-gate"]._usage.write()
    counted = world.bank.run(uses_since, utc_now() - timedelta(days=1))
    assert counted == {
        (platform.id, "v1.fetch_hashes"): 3,
        (platform.id, "v1.submit_feedback"): 1,
    }
