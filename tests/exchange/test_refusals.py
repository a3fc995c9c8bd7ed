"""What the exchange refuses: a code and nothing else, never a redirect, never what was sent."""

import http.client
import time
from itertools import product
from urllib.parse import urlsplit

import pytest
from limits import RateLimitItemPerMinute

from tests.cases import pdq
from webapp.bank.participant import Scope
from webapp.exchange.gate import LIMITS

SECRET = "5e" * 32
PATHS = [
    "/v1/FetchHashes", "/v1//FetchHashes", "/v1/FetchHashes/", "/v1/fetchhashes", "/v1", "/v1/",
    "//v1/FetchHashes", "/v1/nothing", "/v1/../v1/FetchHashes", "/v1/SubmitFeedback",
]  # fmt: skip
QUESTIONS: list[tuple[dict[str, object], str]] = [
    ({"startTimestamp": "soon"}, "malformed_number"),
    ({"startTimestamp": "-5"}, "malformed_number"),
    ({"startTimestamp": "1e9"}, "malformed_number"),
    ({"startTimestamp": "٣"}, "malformed_number"),
    ({"startTimestamp": "9" * 400}, "malformed_number"),
    ({"startTimestamp": ""}, "malformed_number"),
    ({"startTimestamp": int(time.time()) + 86_400}, "start_timestamp_in_the_future"),
    ({"startTimestamp": 10**11}, "start_timestamp_in_the_future"),
    ({"pageSize": 0}, "page_size_out_of_range"),
    ({"pageSize": 5_001}, "page_size_out_of_range"),
    ({"pageSize": 10**9}, "page_size_out_of_range"),
    ({"pageSize": "all"}, "malformed_number"),
    ({"nextPageToken": SECRET}, "malformed_page_token"),
    ({"nextPageToken": "W10.x"}, "malformed_page_token"),
]
BODIES = [
    ("no json", "malformed_request"),
    ("[]", "malformed_request"),
    ("{}", "malformed_request"),
    ('{"hashFeedbacks": [1]}', "malformed_request"),
    ('{"hashFeedbacks": [{}]}', "malformed_hash_value"),
    (f'{{"hashFeedbacks": [{{"hashValue": "{SECRET}0"}}]}}', "malformed_hash_value"),
    (f'{{"hashFeedbacks": [{{"hashValue": "{SECRET}"}}]}}', "unknown_feedback_value"),
    (
        f'{{"hashFeedbacks": [{{"hashValue": "{SECRET}", "feedbackValue": "Undefined"}}]}}',
        "unknown_feedback_value",
    ),
    (
        f'{{"hashFeedbacks": [{{"hashValue": "{SECRET}", "feedbackValue": "None",'
        f' "tags": "{SECRET}"}}]}}',
        "malformed_tags",
    ),
    ('{"hashFeedbacks": [' + ",".join(["{}"] * 5_001) + "]}", "too_many_items"),
]


def is_refused(answer, status, code, *secrets):
    """True if the answer is the code alone."""
    assert answer.status_code == status
    assert answer.json() == {"error": code}
    assert answer.headers["Content-Type"] == "application/json"
    for secret in secrets:
        assert secret not in answer.text and secret not in str(answer.headers)
    return True


def test_a_question_that_makes_no_sense_is_refused(platform):
    for asked, code in QUESTIONS:
        assert is_refused(platform.fetch(**asked), 400, code, SECRET), asked


def test_the_largest_page_is_given(platform):
    assert platform.fetch(pageSize=5_000).status_code == 200


def test_a_token_is_of_no_use_to_another_platform_or_when_altered(world, platform, other):
    world.open(pdq(1), pdq(2), participants=["acme", "bolt"])
    token = platform.client.fetch_hashes(page_size=1).nextPageToken
    assert platform.fetch(nextPageToken=token).status_code == 200
    for asker, shown in ((other, token), (platform, "X" + token[1:])):
        assert is_refused(asker.fetch(nextPageToken=shown), 400, "malformed_page_token", shown)


def test_a_body_that_makes_no_sense_is_refused_whole(platform):
    headers = {"Content-Type": "application/json"}
    for body, code in BODIES:
        answer = platform.ask("POST", "SubmitFeedback", "feedback_key", data=body, headers=headers)
        assert is_refused(answer, 400, code, SECRET), body[:80]


def test_a_body_that_is_no_json_by_its_type_is_refused(platform):
    answer = platform.ask("POST", "SubmitFeedback", "feedback_key", data={"a": SECRET})
    assert is_refused(answer, 415, "json_required", SECRET)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(platform):
    place = urlsplit(platform.base_url)
    line = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    headers = {"Content-Type": "application/json", "Content-Length": str(5 * 1024**2)}
    headers |= {
        "Ocp-Apim-Subscription-Key": platform.keys["subscription_key"],
        "x-functions-key": platform.keys["feedback_key"],
    }
    line.request("POST", "/v1/SubmitFeedback", headers=headers)
    answer = line.getresponse()
    assert (answer.status, answer.read().strip()) == (413, b'{"error":"too_large"}')
    line.close()


@pytest.mark.parametrize("kind", ["fetch_key", "subscription_key"])
def test_a_wrong_key_is_refused_and_not_repeated(platform, kind):
    platform.keys[kind] = SECRET
    assert is_refused(platform.fetch(), 401, "key_refused", SECRET)


def test_no_keys_at_all_are_refused(platform):
    names = ("Ocp-Apim-Subscription-Key", "x-functions-key")
    answer = platform.ask("GET", "FetchHashes", "fetch_key", headers=dict.fromkeys(names, ""))
    assert is_refused(answer, 401, "key_refused")


def test_a_key_opens_nothing_but_its_own_call(platform):
    for key in ("feedback_key", "submit_key", "api_key", "subscription_key"):
        assert is_refused(platform.ask("GET", "FetchHashes", key), 401, "key_refused")
    for call, key in (("SubmitFeedback", "fetch_key"), ("SubmitHashes", "feedback_key")):
        assert is_refused(platform.ask("POST", call, key, json={}), 401, "key_refused")


def test_one_key_shown_twice_is_not_two_keys(platform):
    for key in ("fetch_key", "subscription_key"):
        names = ("Ocp-Apim-Subscription-Key", "x-functions-key")
        both = dict.fromkeys(names, platform.keys[key])
        answer = platform.ask("GET", "FetchHashes", key, headers=both)
        assert is_refused(answer, 401, "key_refused")


def test_keys_of_two_platforms_together_open_nothing(platform, other):
    platform.keys["subscription_key"] = other.keys["subscription_key"]
    assert is_refused(platform.fetch(), 401, "key_refused")


def test_who_asks_too_often_is_told_when_to_come_again(platform, other, monkeypatch):
    monkeypatch.setitem(LIMITS, Scope.PULL, RateLimitItemPerMinute(3))
    assert [platform.fetch().status_code for _ in range(3)] == [200] * 3
    answer = platform.fetch()
    assert is_refused(answer, 429, "too_many_requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert other.fetch().status_code == 200


def test_nothing_is_ever_answered_by_a_redirect(world):
    place = urlsplit(world.url)
    for path, method in product(PATHS, ("GET", "POST", "PUT", "DELETE")):
        line = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        line.request(method, path, headers={"x-functions-key": SECRET})
        answer = line.getresponse()
        assert answer.status >= 400 and "Location" not in answer.headers, (method, path)
        assert SECRET.encode() not in answer.read()
        line.close()


def test_a_wrong_method_or_name_is_told_in_the_protocols_own_way(platform):
    wrong = platform.ask("POST", "FetchHashes", "fetch_key", json={})
    assert wrong.status_code in (404, 405) and set(wrong.json()) == {"error"}
    for name in ("Nothing", "/Nothing"):
        assert is_refused(platform.ask("GET", name, "fetch_key"), 404, "unknown_endpoint")


def test_no_refusal_is_logged_with_what_was_sent(platform, capfd, caplog):
    platform.fetch(nextPageToken=SECRET)
    platform.feed({"hashValue": SECRET, "feedbackValue": SECRET})
    platform.keys["fetch_key"] = SECRET
    platform.fetch()
    told = capfd.readouterr()
    # werkzeug's own server, which only tests use, logs the address that was asked for.
    ours = [record.getMessage() for record in caplog.records if record.name != "werkzeug"]
    assert SECRET not in "".join(ours)
    assert all(SECRET not in line or "GET /v1" in line for line in told.err.splitlines())
