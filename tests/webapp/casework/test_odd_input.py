"""What no form of ours sends: each is answered in words, and breaks nothing."""

import re

import pytest

from tests.desks import Browser
from tests.webapp.casework.test_access import address, rules
from webapp.bank.referring import open_referral

ODD = [
    "\x00",
    "\x00ayse",
    "[]",
    "{}",
    '{"id": 1, "rawId": null, "response": {}}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {"clientDataJSON": "e30"}}',
    "9" * 400,
    "-1",
    "2026-13-45",
    "\ud83d\ude42".encode("utf-16", "surrogatepass").decode("utf-16") * 900,
    "\u202e\u0000\uffff",
    "' OR 1=1 --",
    "../../etc/passwd",
]
FIELDS = (
    "name", "password", "old", "code", "recovery", "secret", "answer", "challenge", "label", "id",
    "role", "partner", "reference", "locale", "country", "note", "state", "on", "place", "due_on",
    "colour", "website", "logo", "words", "intro", "closing", "hours", "phones", "first-1",
    "origin", "switch", "ticket", "pow",
)  # fmt: skip
ACTIONS = ("", "add", "reset", "plan", "finish", "drop", "end-sign-in", "drop-passkey", "nothing")


@pytest.mark.parametrize("odd", ODD)
def test_no_form_breaks_the_server(app, bank, zeynep, odd):
    mine = zeynep.staff
    facts = {"reference": "A-1", "locale": "tr", "country": "TR"}
    referral = bank.run(open_referral, mine.partner_id, mine.id, **facts)
    for rule, method in rules(app):
        path = address(rule, referral).removeprefix("/casework/en")
        if method != "POST" or path in ("/sign-out", "/sign-in", "/passkey"):
            continue
        for action in ACTIONS:
            answer = zeynep.post(path, **dict.fromkeys(FIELDS, odd), action=action)
            assert answer.status_code < 500, (path, action, odd[:40])
    for path in (
        "/?show=%00&country=%00&page=%00",
        "/figures?quarter=%00",
        "/portal/%00",
        "/r/%00",
    ):
        assert zeynep.get(path).status_code < 500
    for path in ("/sign-in", "/passkey"):
        assert zeynep.post(path, **dict.fromkeys(FIELDS, odd)).status_code < 500


def test_a_form_that_is_too_large_says_so(ayse):
    answer = ayse.post("/new", reference="x", note="x" * 70_000)
    assert answer.status_code == 413
    assert re.search("too much at once", answer.text)


ANSWERS = [
    *ODD,
    "null",
    "1",
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": null}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": []}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response":'
    ' {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response":'
    ' {"clientDataJSON": "AA", "attestationObject": "AA"}}',
]


def test_an_answer_that_no_device_gives_is_refused(app, ayse):
    """With a challenge that was really asked: the answer itself is read."""
    for person, page, form in (
        (Browser(app), "/sign-in", "/passkey"),
        (ayse, "/set-up", "/set-up"),
    ):
        challenge = re.search(r'name="challenge" value="([^"]+)"', person.get(page).text)[1]
        for answer in ANSWERS:
            told = person.post(form, answer=answer, challenge=challenge)
            assert told.status_code == 422, answer[:60]
