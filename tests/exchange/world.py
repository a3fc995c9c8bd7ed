"""An exchange, and platforms with real keys and the real open-source client."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import requests
from flask import Flask
from threatexchange.exchanges.clients.stopncii.api import (
    FetchHashesResponse,
    StopNCIIAPI,
    StopNCIIEndpoint,
    StopNCIIHashRecord,
)

from ondevice.signals import Signal
from tests.cases import enter, opening
from webapp.bank import Bank, demo
from webapp.bank.case import open_case
from webapp.bank.credential import rotate_keys
from webapp.bank.participant import add_participant
from webapp.bank.table import utc_now
from webapp.tools import Tools

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Platform:
    """A participant: what it signs in with, and what it has on its side."""

    slug: str
    id: UUID
    keys: dict[str, str]
    base_url: str

    @property
    def client(self) -> StopNCIIAPI:
        """The client that threatexchange brings, with nothing changed."""
        return StopNCIIAPI(
            self.keys["subscription_key"],
            self.keys["fetch_key"],
            {
                StopNCIIEndpoint.SubmitFeedback: self.keys["feedback_key"],
                StopNCIIEndpoint.SubmitHashes: self.keys["submit_key"],
            },
            base_url_override=self.base_url,
        )

    def ask(self, method: str, endpoint: str, key: str, **how: Any) -> requests.Response:
        """A request as the client makes them, but without its help."""
        headers = {
            "Ocp-Apim-Subscription-Key": self.keys["subscription_key"],
            "x-functions-key": self.keys[key],
        } | how.pop("headers", {})
        url = f"{self.base_url}/{endpoint}"
        return requests.request(
            method, url, headers=headers, allow_redirects=False, timeout=30, **how
        )

    def fetch(self, **asked: object) -> requests.Response:
        return self.ask("GET", "FetchHashes", "fetch_key", params=asked)

    def feed(self, *given: dict[str, Any]) -> requests.Response:
        """SubmitFeedback."""
        body = {"count": len(given), "hashFeedbacks": list(given)}
        return self.ask("POST", "SubmitFeedback", "feedback_key", json=body)

    def pages(self, start: int = 10, size: int = 800, token: str = "") -> list[FetchHashesResponse]:
        """All pages of a pass, asked for as the client's own loop does."""
        found, has_more = [], True
        while has_more:
            page = self.client.fetch_hashes(start_timestamp=start, page_size=size, next_page=token)
            token, has_more = page.nextPageToken or "", page.hasMoreRecords
            found.append(page)
        return found

    def records(self, start: int = 10) -> dict[str, StopNCIIHashRecord]:
        """What a pass brings, by value: the later replaces the earlier."""
        return {r.hashValue: r for page in self.pages(start) for r in page.hashRecords}


@dataclass(frozen=True)
class Shell:
    """A machine of a platform: a home of its own, and the commands that are installed there."""

    home: Path

    def run(
        self, command: str, *arguments: str, text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        environ["TX_STATEDIR"] = str(self.home / "state")
        return subprocess.run(
            [str(BIN / command), *arguments],
            check=False,
            env=environ,
            cwd=self.home,
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def must(self, command: str, *arguments: str, text: str = "") -> str:
        """Run what has to succeed; what it printed."""
        done = self.run(command, *arguments, text=text)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass(frozen=True)
class World:
    """The exchange's side."""

    app: Flask
    url: str

    @property
    def bank(self) -> Bank:
        tools: Tools = self.app.extensions["stillmine"]
        return tools.bank

    def add(self, slug: str, **may: Any) -> Platform:
        """Let a platform take part."""
        added = self.bank.run(add_participant, slug, slug.title(), **may)
        made = self.bank.run(rotate_keys, slug)
        keys = {f"{kind}_key": key for kind, key in made.items()}
        return Platform(slug, added.id, keys, f"{self.url}/v1")

    def open(self, *signals: Signal, participants: list[str], ago: int = 0) -> UUID:
        """A case behind these signals, opened so many seconds ago."""
        receipt = open_case(
            self.bank,
            opening(*signals, participants=participants),
            now=utc_now() - timedelta(seconds=ago),
        )
        return enter(self.bank, receipt)

    def withdraw(self, signal: Signal) -> None:
        """Every case lets go of it, and the three days are over."""
        demo.withdraw_signal(self.bank, signal.type, signal.value)


def shell_of(platform: Platform, home: Path) -> Shell:
    """A machine with the platform's keys in the file that the connector reads."""
    home.mkdir(parents=True, exist_ok=True)
    facts = platform.keys | {"base_url": platform.base_url}
    keys = home / ".tx_stillmine_keys"
    keys.write_text(json.dumps(facts))
    keys.chmod(0o400)
    return Shell(home)


def wait_for_the_next_second() -> None:
    """What is told from now on has a second of its own."""
    time.sleep(1.02 - time.time() % 1)
