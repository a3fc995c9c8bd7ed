"""What a platform says: verdicts, what it dropped, and signals of its own."""

from datetime import timedelta

import pytest

from tests.cases import md5, pdq
from tests.exchange.v2.wire import named, values, vpdq
from webapp.bank import demo
from webapp.bank.feedback import FeedbackRow
from webapp.bank.table import utc_now


def finding(signal, verdict="match", **more):
    return {"signal": named(signal), "verdict": verdict} | more


def row_of(bank):
    return bank.run(lambda session: session.query(FeedbackRow).one())


def test_each_verdict_is_accepted_or_unknown_in_order(social, opened):
    mine, unknown, theirs = pdq(), md5(), pdq()
    opened(mine)
    opened(theirs, to=["example-video"])
    answer = social.post("feedback", {"feedback": [finding(s) for s in (unknown, mine, theirs)]})
    assert answer.json == {
        "accepted": 1,
        "unknown": 2,
        "results": ["unknown", "accepted", "unknown"],
    }


@pytest.mark.parametrize(
    "verdict", ["match", "under-review", "removed", "not-violating", "error", "none"]
)
def test_every_verdict_is_seen_by_the_other_platform(social, video, opened, verdict):
    signal = pdq()
    opened(signal)
    social.post("feedback", {"feedback": [finding(signal, verdict, reason="Why. Çünkü. لأن")]})
    [told] = video.read()[0]
    assert [(o["verdict"], o["reason"]) for o in told["opinions"]] == [(verdict, "Why. Çünkü. لأن")]


def test_none_takes_a_verdict_back(social, video, opened):
    signal = pdq()
    opened(signal)
    social.post("feedback", {"feedback": [finding(signal, "removed", tags=["a", "b"])]})
    social.post("feedback", {"feedback": [finding(signal, "none")]})
    [opinion] = video.read()[0][0]["opinions"]
    assert (opinion["verdict"], opinion["tags"]) == ("none", [])


def test_the_time_at_which_it_was_found_is_kept(social, opened, bank):
    signal = pdq()
    opened(signal)
    found_at = (utc_now() - timedelta(hours=5)).replace(microsecond=0)
    social.post("feedback", {"feedback": [finding(signal, at=found_at.isoformat())]})
    assert row_of(bank).matched_at == found_at


def test_a_clock_that_is_a_little_fast_is_not_refused(social, opened, bank):
    signal = pdq()
    opened(signal)
    soon = utc_now() + timedelta(minutes=1)
    answer = social.post("feedback", {"feedback": [finding(signal, at=soon.isoformat())]})
    assert answer.status_code == 200
    assert row_of(bank).matched_at <= utc_now()


def test_nothing_is_kept_of_a_batch_with_a_time_to_come(social, video, opened):
    signal = pdq()
    opened(signal)
    later = (utc_now() + timedelta(hours=1)).isoformat()
    batch = {"feedback": [finding(signal), finding(signal, at=later)]}
    answer = social.post("feedback", batch)
    assert (answer.status_code, answer.json["code"]) == (422, "time_in_the_future")
    assert video.read()[0][0]["opinions"] == []


def test_the_longest_tags_in_any_script_are_kept(social, video, opened):
    signal = pdq()
    opened(signal)
    tags = [f"{number:02}" + "🧵" * 98 for number in range(20)]
    answer = social.post("feedback", {"feedback": [finding(signal, tags=tags)]})
    assert answer.status_code == 200
    assert video.read()[0][0]["opinions"][0]["tags"] == tags


def test_what_is_withdrawn_is_outstanding_until_it_is_confirmed(social, video, opened, bank):
    signal, other = pdq(1), md5(2)
    opened(signal, other)
    social.read()
    assert social.get("deletions/outstanding").json == {"total": 0, "signals": []}
    demo.withdraw_signal(bank, signal.type, signal.value)
    left = social.get("deletions/outstanding").json
    assert left["total"] == 1
    assert [(s["value"], s["status"]) for s in left["signals"]] == [(signal.value, "withdrawn")]
    answer = social.post("deletions", {"signals": [named(signal), named(pdq())]})
    assert answer.json["results"] == ["accepted", "unknown"]
    assert social.get("deletions/outstanding").json["total"] == 0
    # The other platform was never told of it.
    assert video.get("deletions/outstanding").json["total"] == 0


def test_outstanding_names_as_many_as_asked_for_and_says_how_many_there_are(social, opened, bank):
    signals = [pdq(1), pdq(2)]
    opened(*signals)
    social.read()
    for signal in signals:
        demo.withdraw_signal(bank, signal.type, signal.value)
    left = social.get("deletions/outstanding", limit=1).json
    assert (left["total"], values(left["signals"])) == (2, [signals[0].value])


def test_a_signal_of_a_platform_reaches_others_and_is_taken_back(social, video):
    image, film = pdq(), vpdq()
    brought = [named(image) | {"quality": 90}, named(film)]
    assert social.post("signals", {"signals": brought}).json == {"accepted": 2, "new": 2}
    assert social.post("signals", {"signals": brought}).json == {"accepted": 2, "new": 0}
    found, cursor = video.read()
    assert [(s["status"], s["cases"]) for s in found] == [("active", [])] * 2
    social.post("deletions", {"signals": [named(image)]})
    [told] = video.read(cursor=cursor)[0]
    assert (told["value"], told["status"]) == (image.value, "withdrawn")


def test_an_image_too_plain_to_be_told_from_others_is_not_taken(social, video):
    plain = named(pdq()) | {"quality": 49}
    assert social.post("signals", {"signals": [plain]}).status_code == 422
    assert video.read()[0] == []
