"""The server as it is run for people: gunicorn, in a process of its own, over both databases."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.databases import SECRETS
from tests.journey import Walk, shown, step_of

COMMAND = (sys.executable, "-c", "from webapp.cli import main; main()")


@dataclass
class Page:
    """An answer: its text, and its headers by name."""

    text: str
    headers: dict[str, str]


@dataclass
class Visitor:
    """Asks over the network what others ask of the test client."""

    port: int

    def get(self, path: str) -> Page:
        return self._ask(path, None)

    def post(self, path: str, data: dict[str, object]) -> Page:
        return self._ask(path, urllib.parse.urlencode(data, doseq=True).encode())

    def _ask(self, path: str, body: bytes | None) -> Page:
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", body, 30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            names = {name.lower(): value for name, value in answer.headers.items()}
            return Page(answer.read().decode(), names)


@pytest.fixture
def visitor(database_url, tmp_path) -> Iterator[Visitor]:
    """Somebody in front of a demo copy with two workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "STILLMINE_DATABASE_URL": database_url,
        "STILLMINE_INSTANCE": str(tmp_path),
        "STILLMINE_PUBLIC_URL": "",
        "STILLMINE_DEMO": "1",
    }
    environ = {**os.environ, **SECRETS, **settings}
    subprocess.run([*COMMAND, "db", "upgrade"], env=environ, check=True, timeout=60)
    serve = [*COMMAND, "serve", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(serve, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert "Stillmine is ready" in server.stdout.readline()
        yield Visitor(port)
    finally:
        server.terminate()
        server.wait(30)


def test_a_case_is_opened_and_found_again(visitor):
    walk = Walk(visitor).go_to("review", where={"participants": ["example-photos"]})
    receipt = walk.send()
    number, passcode = shown(receipt, "case-number"), shown(receipt, "passcode")
    # By whichever worker answers.
    for _ in range(4):
        look_up = {"case_number": number, "passcode": passcode}
        case = visitor.post("/en/case/follow", look_up)
        assert step_of(case) == "case"
        assert 'data-participant="example-photos"' in case.text


def test_no_answer_says_which_software_made_it(visitor):
    for path in ("/en/", "/healthz", "/nothing-here", "/vault/self"):
        assert "server" not in visitor.get(path).headers
    with socket.create_connection(("127.0.0.1", visitor.port), 10) as line:
        line.sendall(b"no request at all\r\n\r\n")
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"gunicorn" not in answer.lower()
