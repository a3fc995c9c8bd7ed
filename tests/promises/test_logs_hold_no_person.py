"""Promise 3: whatever happens, no log, table or file holds who came or what they sent."""

import json
from pathlib import Path

import pytest

from tests.journey import Walk, shown, signal
from tests.referrals import open_desk
from tests.site import make_app, make_config

ADDRESS, AGENT = "203.0.113.77", "AgentOfAPerson/9.1"
VALUE = "6e" * 32


@pytest.fixture
def visited(tmp_path: Path, capfd, caplog):
    """Drives marked requests through every kind of answer; what was written anywhere."""
    app = make_app(make_config(tmp_path))
    client = app.test_client(use_cookies=False)
    client.environ_base.update(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT)
    receipt = Walk(client).go_to("review").send(signal(VALUE))
    number, passcode = shown(receipt, "case-number"), shown(receipt, "passcode")
    for code in (passcode, "1111 2222 3333 4444"):
        data = {"action": "look-up", "case_number": number, "passcode": code}
        client.post("/en/case/follow", data=data)
    client.get(f"/en/{number}?passcode={passcode}")
    handover = open_desk(app.extensions["stillmine"].bank).hand_over()
    for token in (handover.token, handover.token[::-1]):
        client.get(f"/en/case/w/{token}")
    client.post("/en/case/code", data={"code": handover.code})
    client.post("/en/case/review", data={"draft": passcode, "signals": json.dumps([VALUE])})
    client.post("/en/case/start", data=passcode, content_type="text/plain")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"{number} {passcode} {VALUE}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("webapp.case.opening._open", fail)
        assert Walk(client).go_to("review").send(signal(VALUE)).status_code == 500
    captured = capfd.readouterr()
    files = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    told = captured.out + captured.err + caplog.text
    spoken = [number, passcode, handover.code]
    written = [each.replace("-", "").replace(" ", "") for each in spoken]
    return told, files, [*spoken, *written, handover.token]


def test_an_error_is_logged_without_what_was_sent(visited):
    told, _, secrets = visited
    assert "RuntimeError" in told
    for secret in [*secrets, VALUE, ADDRESS, AGENT]:
        assert secret not in told


def test_no_file_of_the_server_holds_a_person(visited):
    _, files, secrets = visited
    for secret in [*secrets, VALUE, ADDRESS, AGENT]:
        assert secret.encode() not in files
    assert bytes.fromhex(VALUE) not in files
