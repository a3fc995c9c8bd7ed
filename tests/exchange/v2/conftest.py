"""A platform that speaks the second protocol, against the real app, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cases import opening
from tests.site import make_app, make_config
from webapp.bank import Bank
from webapp.bank.case import open_case
from webapp.bank.credential import Kind, rotate_keys


@dataclass(frozen=True)
class Platform:
    """A participant's program."""

    slug: str
    key: str
    client: FlaskClient

    def get(self, path: str, **parameters: Any):
        return self.client.get(f"/v2/{path}", query_string=parameters, headers=self.headers)

    def post(self, path: str, body: Any, **headers: str):
        return self.client.post(f"/v2/{path}", json=body, headers=self.headers | headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def read(self, **parameters: Any) -> tuple[list[dict[str, Any]], str]:
        """Every page from a cursor on: the changes, and the last cursor."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.get("changes", **parameters).json
            found += page["changes"]
            parameters["cursor"] = page["cursor"]
            if not page["has_more"]:
                return found, page["cursor"]


@pytest.fixture
def app(tmp_path, database_url) -> Iterator[Flask]:
    """The app over an empty bank of each kind, with two participants."""
    made = make_app(make_config(tmp_path, database_url=database_url))
    yield made
    made.extensions["stillmine-gate"].close()
    made.extensions["stillmine"].bank.close()


@pytest.fixture
def bank(app) -> Bank:
    found: Bank = app.extensions["stillmine"].bank
    return found


@pytest.fixture
def platforms(app, bank):
    """Makes a platform of a participant."""

    def make(slug: str) -> Platform:
        key = bank.run(rotate_keys, slug)[Kind.API]
        return Platform(slug, key, app.test_client(use_cookies=False))

    return make


@pytest.fixture
def social(platforms) -> Platform:
    return platforms("example-social")


@pytest.fixture
def video(platforms) -> Platform:
    return platforms("example-video")


@pytest.fixture
def opened(bank):
    """Opens a case with these signals, for these participants."""

    def open_(*signals, to=("example-social", "example-video"), **more):
        return open_case(bank, opening(*signals, participants=list(to)), **more)

    return open_
