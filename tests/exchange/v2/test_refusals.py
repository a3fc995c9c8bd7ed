"""Every refusal is a problem with a fixed code, and says nothing of what was sent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from limits import RateLimitItemPerMinute
from structlog.testing import capture_logs

from tests.cases import md5
from tests.exchange.v2.wire import named
from webapp import security
from webapp.bank import submission
from webapp.bank.credential import Kind, rotate_keys
from webapp.bank.participant import Scope, add_participant
from webapp.bank.revocation import revoke_participant
from webapp.exchange import gate, v2
from webapp.exchange.api import calls
from webapp.exchange.problem import PROBLEMS

SECRET = "f00d" * 16
BODIES = {
    "feedback": {"feedback": [{"signal": named(md5()), "verdict": "match"}]},
    "deletions": {"signals": [named(md5())]},
    "signals": {"signals": [named(md5())]},
    "matches": {"signals": [named(md5())]},
}
SCOPES = {
    "changes": Scope.PULL,
    "deletions/outstanding": Scope.PULL,
    "feedback": Scope.FEEDBACK,
    "deletions": Scope.FEEDBACK,
    "signals": Scope.SUBMIT,
    "matches": Scope.QUERY,
}


@pytest.fixture
def database_url(sqlite_url):
    """One database is enough for what never gets that far."""
    return sqlite_url


def ask(platform, path):
    return platform.post(path, BODIES[path]) if path in BODIES else platform.get(path)


def refused(answer, status, code):
    """It is this problem, in the form that was promised."""
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"] == PROBLEMS[code][1]
    assert answer.json["status"] == status
    assert answer.json["type"] == f"/en/developers#{code}"
    return answer


@pytest.mark.parametrize("call", calls.all, ids=lambda call: call.name)
def test_without_a_key_nobody_gets_in(app, call):
    client = app.test_client(use_cookies=False)
    given = {"method": call.method, "json": {} if call.body else None}
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {SECRET}"}):
        answer = refused(client.open(call.path, headers=headers, **given), 401, "key_refused")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert SECRET not in answer.text


def test_only_the_api_key_opens_and_only_as_a_bearer(app, bank):
    keys = bank.run(rotate_keys, "example-social")
    client = app.test_client(use_cookies=False)
    for kind, key in keys.items():
        expected = 200 if kind is Kind.API else 401
        answer = client.get("/v2/whoami", headers={"Authorization": f"bearer {key}"})
        assert answer.status_code == expected
        assert client.get("/v2/whoami", headers={"Authorization": key}).status_code == 401
        assert client.get("/v2/whoami", headers={"x-functions-key": key}).status_code == 401


def test_an_old_key_works_until_it_expires_and_none_does_of_one_that_left(social, bank):
    bank.run(rotate_keys, social.slug, overlap=timedelta(hours=1))
    assert social.get("whoami").json["key_expires_at"] is not None
    bank.run(rotate_keys, social.slug, overlap=timedelta(seconds=-1))
    refused(social.get("whoami"), 401, "key_refused")
    fresh = replace(social, key=bank.run(rotate_keys, social.slug)[Kind.API])
    assert fresh.get("whoami").json["key_expires_at"] is None
    bank.run(revoke_participant, social.slug)
    refused(fresh.get("whoami"), 401, "key_refused")


@pytest.mark.parametrize("scope", Scope)
def test_each_call_wants_its_scope_and_no_other(bank, platforms, scope):
    bank.run(add_participant, "narrow", "Narrow", scopes=[scope])
    platform = platforms("narrow")
    for path, wanted in SCOPES.items():
        if wanted is scope:
            assert ask(platform, path).status_code == 200, path
        else:
            refused(ask(platform, path), 403, "not_allowed")
    assert platform.get("whoami").json["scopes"] == [scope]
    assert platform.get("sandbox/signals").status_code == 200


def test_from_another_network_nobody_gets_in(bank, platforms):
    bank.run(add_participant, "at-home", "At Home", networks=["192.0.2.0/24"])
    refused(platforms("at-home").get("whoami"), 403, "not_allowed")


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ({"limit": "0"}, "/limit"),
        ({"limit": "5001"}, "/limit"),
        ({"limit": "-1"}, "/limit"),
        ({"limit": "9" * 400}, "/limit"),
        ({"limit": "many"}, "/limit"),
        ({"types": "pdq,tmk"}, "/types/1"),
        ({"types": ""}, "/types/0"),
        ({"cursor": "a" * 1_001}, "/cursor"),
        ({SECRET: "1"}, ""),
    ],
)
def test_a_parameter_that_cannot_be_is_pointed_at(social, parameters, pointer):
    answer = refused(social.get("changes", **parameters), 400, "malformed_parameter")
    assert [flaw["pointer"] for flaw in answer.json["flaws"]] == [pointer]
    assert SECRET not in answer.text


@pytest.mark.parametrize("cursor", ["x", SECRET, "WzAsMCwwLDAsMF0.AAAA", "İ.ü", "\x00", "null"])
def test_a_cursor_that_we_did_not_give_is_refused(social, cursor):
    answer = refused(social.get("changes", cursor=cursor), 400, "cursor_refused")
    assert cursor not in answer.text


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"verdict": "match"}, "/feedback/0/signal"),
        (
            {"signal": {"type": "pdq", "value": SECRET.upper()}, "verdict": "match"},
            "/feedback/0/signal/value",
        ),
        ({"signal": {"type": SECRET, "value": SECRET}, "verdict": "match"}, "/feedback/0/signal"),
        (
            {"signal": {"type": "vpdq", "value": f'["{SECRET}"]'}, "verdict": "match"},
            "/feedback/0/signal/value",
        ),
        ({"signal": named(md5()), "verdict": SECRET}, "/feedback/0/verdict"),
        ({"signal": named(md5()), "verdict": "match", SECRET: 1}, "/feedback/0"),
        (
            {"signal": named(md5()), "verdict": "match", "at": "2026-01-01T10:00:00"},
            "/feedback/0/at",
        ),
        (
            {"signal": named(md5()), "verdict": "match", "at": "0001-01-01T00:00:00+14:00"},
            "/feedback/0/at",
        ),
        ({"signal": named(md5()), "verdict": "match", "at": 1}, "/feedback/0/at"),
        (
            {"signal": named(md5()), "verdict": "match", "reason": f"{SECRET}\n"},
            "/feedback/0/reason",
        ),
        ({"signal": named(md5()), "verdict": "match", "reason": SECRET * 4}, "/feedback/0/reason"),
        (
            {"signal": named(md5()), "verdict": "match", "tags": ["a", f"\x00{SECRET}"]},
            "/feedback/0/tags/1",
        ),
        ({"signal": named(md5()), "verdict": "match", "tags": [SECRET] * 21}, "/feedback/0/tags"),
        ({"signal": named(md5()), "verdict": "match", "tags": None}, "/feedback/0/tags"),
    ],
)
def test_a_flaw_in_the_body_is_pointed_at_and_not_repeated(social, item, pointer):
    with capture_logs() as logged:
        answer = refused(social.post("feedback", {"feedback": [item]}), 422, "invalid_body")
    assert [flaw["pointer"] for flaw in answer.json["flaws"]] == [pointer]
    assert SECRET not in answer.text.lower()
    assert logged == []


@pytest.mark.parametrize("path", BODIES)
def test_a_body_that_is_no_json_or_too_much_is_refused(social, path):
    def send(data, kind="application/json"):
        return social.client.post(
            f"/v2/{path}", data=data, content_type=kind, headers=social.headers
        )

    for data in (b"", b"{", b"[]", b"null", b"\xff", b'{"signals": []}', b"[" * 10_000):
        refused(send(data), 422, "invalid_body")
    refused(send(b"a=b", "application/x-www-form-urlencoded"), 415, "json_required")
    refused(send(b"--x--", "multipart/form-data; boundary=x"), 415, "json_required")
    limit = security.BODIES.get(f"v2.{path}", security.SMALL_BODY)
    refused(send(b" " * (limit + 1)), 413, "too_large")


@pytest.mark.parametrize(("path", "most"), [("feedback", 1_000), ("matches", 100)])
def test_no_more_are_taken_at_once_than_was_said(social, path, most):
    [(name, [item])] = BODIES[path].items()
    assert social.post(path, {name: [item] * most}).status_code == 200
    refused(social.post(path, {name: [item] * (most + 1)}), 422, "invalid_body")


def test_one_platform_stands_behind_so_many_signals(social, monkeypatch):
    monkeypatch.setattr(submission, "MOST_A_PARTICIPANT", 1)
    two = {"signals": [named(md5()), named(md5())]}
    refused(social.post("signals", two), 403, "too_many_signals")


def test_limits_are_told_with_every_answer_and_end_in_a_time_to_wait(social, monkeypatch):
    monkeypatch.setitem(gate.LIMITS, None, RateLimitItemPerMinute(2))
    for left in (1, 0):
        headers = social.get("whoami").headers
        assert headers["RateLimit-Policy"] == '"any";q=2;w=60'
        assert headers["RateLimit"].startswith(f'"any";r={left};t=')
    answer = refused(social.get("whoami"), 429, "too_many_requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit"].startswith('"any";r=0;t=')
    # Another limit is another limit.
    assert social.get("changes").headers["RateLimit-Policy"] == '"pull";q=6000;w=60'


def test_where_there_is_nothing_it_says_so(social):
    for path in ("", "nothing", "changes/", "/changes", "Changes", "sandbox"):
        refused(social.get(path), 404, "unknown_endpoint")
    picture = {"photo": (__file__, "us.jpg")}
    refused(social.client.post("/v2/upload", data=picture), 404, "unknown_endpoint")


def test_a_wrong_method_is_told_the_right_one(social):
    answer = refused(
        social.client.delete("/v2/feedback", headers=social.headers), 405, "wrong_method"
    )
    assert answer.headers["Allow"] == "POST"
    answer = refused(social.post("changes", {}), 405, "wrong_method")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_fault_of_ours_is_logged_without_what_was_sent(social, monkeypatch):
    def break_(*_given):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(v2, "match", break_)
    with capture_logs() as logged:
        answer = refused(social.post("matches", BODIES["matches"]), 500, "internal_error")
    assert SECRET not in answer.text + repr(logged)
    assert [line["endpoint"] for line in logged] == ["v2.matches"]


def test_every_code_that_a_call_may_refuse_with_is_described():
    for call in calls.all:
        assert set(call.codes) <= set(PROBLEMS)
