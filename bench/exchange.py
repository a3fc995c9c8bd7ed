"""One worker of the exchange with a million signals, against the client at the other end.

A platform's open-source client parses what it is sent, record by record: the server must not be the
slower of the two. What a page or an idle poll costs must not depend on how much there is, nor on
where in the log a page lies. All of it over loopback, from the real server, on each database.
"""

import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text
from threatexchange.exchanges.clients.stopncii.api import StopNCIIAPI

from bench.figure import Figure
from tests.databases import PostgresServer
from webapp.bank import Bank, BankKeys, demo
from webapp.bank.change import load_head
from webapp.bank.credential import Kind, rotate_keys
from webapp.bank.migrations import upgrade
from webapp.bank.participant import add_participant
from webapp.config import load_config

FEW, MANY = 10_000, 1_000_000
SIGNALS_A_CASE = 100
PAGE, MOST_CHANGES = 800, 1_000
PAGES = 100
PAGES_AT_ONCE = 10
POLLS = 300
SLUG = "acme"
STILLMINE = Path(sys.executable).parent / "stillmine"


class Asking:
    """A platform's connection that reads what comes and makes nothing of it."""

    def __init__(self, port: int, keys: Mapping[Kind, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {
            "Ocp-Apim-Subscription-Key": keys[Kind.SUBSCRIPTION],
            "x-functions-key": keys[Kind.FETCH],
            "Authorization": f"Bearer {keys[Kind.API]}",
        }

    def read(self, path: str) -> bytes:
        """The body of an answer."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise ConnectionError(answer.status)
        return body

    def page(self, start: int, token: str = "") -> bytes:
        """A page of what changed since a second, or the one after it."""
        asked = {"startTimestamp": start, "pageSize": PAGE, "nextPageToken": token}
        return self.read("/v1/FetchHashes?" + urlencode(asked))


class Client(StopNCIIAPI):
    """The platform's client, to which bodies come without a wire."""

    def parse(self, body: bytes) -> None:
        """Make records of a body, all of them."""
        self._body = body
        if len(self.fetch_hashes(page_size=PAGE).hashRecords) != PAGE:
            raise ValueError("the client dropped records")

    def _get(self, *_asked: object, **_params: object) -> object:
        return json.loads(self._body)


@dataclass(frozen=True)
class Trial:
    """A served bank with so many signals, and the second of its last change."""

    signals: int
    asking: Asking
    last_second: int

    def second_at(self, part: float) -> int:
        """The second in which this part of the signals has come; they came evenly."""
        return self.last_second - int(demo.SEEDED_OVER.total_seconds() * (1 - part))

    def poll(self) -> None:
        """Ask for news where there are none."""
        self.asking.page(self.last_second)

    def poll_v2(self) -> None:
        """The same in the second protocol, which has a cursor for it."""
        self.asking.read("/v2/changes?" + urlencode({"cursor": self.cursor}))

    @cached_property
    def cursor(self) -> str:
        """The end of the log."""
        answer: dict[str, Any] = {"cursor": "", "has_more": True}
        while answer["has_more"]:
            asked = {"cursor": answer["cursor"], "limit": MOST_CHANGES}
            answer = json.loads(self.asking.read("/v2/changes?" + urlencode(asked)))
        return str(answer["cursor"])

    def alive(self) -> None:
        """What any request costs, and the shortest way to the database."""
        self.asking.read("/healthz")


def measure() -> list[Figure]:
    """An idle poll, a page anywhere in the log, and the server against the client."""
    with _sqlite() as url_of:
        figures = _measure_on("SQLite", url_of)
    with _postgres() as url_of:
        return figures + _measure_on("PostgreSQL", url_of)


def _measure_on(name: str, url_of: Callable[[str], str]) -> list[Figure]:
    with _trial(url_of("few"), FEW) as trial:
        of_few, _ = _idle(trial, trial.poll)
    with _trial(url_of("many"), MANY) as trial:
        of_many, note = _idle(trial, trial.poll)
        of_v2, note_v2 = _idle(trial, trial.poll_v2)
        grown = f"{of_few:.2f} times healthz with {FEW:,} signals, {of_many:.2f} with {MANY:,}"
        return [
            Figure(f"{name}: idle poll / healthz", of_many, 3.0, "x", note),
            Figure(f"{name}: idle poll, many / few", of_many / of_few, 1.3, "x", grown),
            Figure(f"{name}: idle poll of v2 / healthz", of_v2, 3.0, "x", note_v2),
            _depth(name, trial),
            _against_client(name, trial),
        ]


def _idle(trial: Trial, poll: Callable[[], None]) -> tuple[float, str]:
    """An idle poll in units of /healthz, one asked right after the other."""
    poll()
    polls, alive = _in_turns(POLLS, poll, trial.alive)
    return polls / alive, f"{polls * 1000:.1f} against {alive * 1000:.1f} ms"


def _depth(name: str, trial: Trial) -> Figure:
    first, last = trial.second_at(0), trial.second_at(1 - 1.2 * PAGE / trial.signals)
    page = trial.asking.page
    at_start, at_end = _in_turns(PAGES // 2, lambda: page(first), lambda: page(last))
    note = f"{at_end * 1000:.0f} against {at_start * 1000:.0f} ms a page"
    return Figure(f"{name}: last page / first page", at_end / at_start, 1.3, "x", note)


def _against_client(name: str, trial: Trial) -> Figure:
    """Pages from the middle of the log, each parsed right after it came."""
    start, client = trial.second_at(0.5), Client("", "-")
    bodies = [trial.asking.page(start)]

    def serve() -> None:
        bodies.append(trial.asking.page(start, json.loads(bodies[-1])["nextPageToken"]))

    serving, parsing = _in_turns(PAGES, serve, lambda: client.parse(bodies[-1]))
    note = f"{PAGE / serving:,.0f} records a second against {PAGE / parsing:,.0f}"
    return Figure(f"{name}: served / parsed by the client", parsing / serving, 1.0, "x", note, True)


def _in_turns(times: int, *works: Callable[[], object]) -> list[float]:
    """The seconds that each of these takes, when others on the machine hold it up the least."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken, strict=True):
            begin = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begin)
    return [statistics.quantiles(seconds, n=4)[0] for seconds in taken]


@contextmanager
def _trial(url: str, signals: int) -> Iterator[Trial]:
    with tempfile.TemporaryDirectory() as instance:
        environ = {"STILLMINE_INSTANCE": instance, "STILLMINE_DATABASE_URL": url}
        bank = Bank.connect(
            url, BankKeys.from_secrets(load_config(environ).secrets, Path(instance))
        )
        upgrade(bank)
        bank.run(add_participant, SLUG, SLUG.title())
        keys = bank.run(rotate_keys, SLUG)
        demo.seed(bank, signals // SIGNALS_A_CASE, SIGNALS_A_CASE)
        if bank.engine.dialect.name == "postgresql":
            # It does so by itself, but up to a minute later. SQLite never does, so neither do we.
            bank.run(lambda session: session.execute(text("ANALYZE")))
        head = bank.run(load_head)
        bank.close()
        with _served(environ) as port:
            yield Trial(signals, Asking(port, keys), head.second)


@contextmanager
def _served(environ: dict[str, str]) -> Iterator[int]:
    """The real server with one worker; the port that it answers on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [STILLMINE, "serve", "--workers", "1", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE) as server:
        server.stdout.readline()  # it says when it is ready
        try:
            yield port
        finally:
            server.terminate()


@contextmanager
def _sqlite() -> Iterator[Callable[[str], str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda name: f"sqlite:///{folder}/{name}.db"


@contextmanager
def _postgres() -> Iterator[Callable[[str], str]]:
    folder = Path(tempfile.mkdtemp(prefix="stillmine-pg-"))
    server = PostgresServer(folder / "data")

    def make(name: str) -> str:
        server.create(name)
        return server.url(name)

    yield make
    server.stop()
    shutil.rmtree(folder)
