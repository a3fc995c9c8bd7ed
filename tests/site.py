"""The real app for tests: with a bank of its own, in the test client or served on loopback."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from webapp.app import create_app
from webapp.bank import Bank, migrations, participant, resource_sheet
from webapp.config import Config, load_config
from webapp.tools import Tools

PARTICIPANTS = {"example-social": "Example Social", "example-video": "Example Video"}


@dataclass(frozen=True)
class Site:
    """A running copy: where it is, and what is behind it."""

    url: str
    app: Flask
    server: BaseWSGIServer

    @property
    def bank(self) -> Bank:
        tools: Tools = self.app.extensions["stillmine"]
        return tools.bank


def serve(application: object) -> tuple[BaseWSGIServer, str]:
    """Serve a WSGI app on a free port of loopback, in a thread."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def make_config(instance: Path, **changes: object) -> Config:
    """The settings of a fresh copy; nothing of the machine's own environment gets in."""
    config = load_config({"STILLMINE_INSTANCE": str(instance)})
    return replace(config, **changes)


def make_app(config: Config, participants: dict[str, str] = PARTICIPANTS) -> Flask:
    """An app over a fresh bank, as `db upgrade` leaves it, with the example participants."""
    app = create_app(config)
    bank = app.extensions["stillmine"].bank
    migrations.upgrade(bank)
    bank.run(resource_sheet.seed)
    for slug, name in participants.items():
        bank.run(participant.add_participant, slug, name)
    return app


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The app with two participants."""
    return make_app(make_config(tmp_path))


@pytest.fixture
def client(app: Flask):
    """A client without cookies: the product must work without any."""
    return app.test_client(use_cookies=False)


@Request.application
def _elsewhere(_request: Request) -> Response:
    return Response(
        "<!doctype html><title>elsewhere</title><p id=elsewhere>elsewhere", mimetype="text/html"
    )


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another origin, where leave-now goes to in tests."""
    server, url = serve(_elsewhere)
    yield url + "/"
    server.shutdown()


@pytest.fixture
def site(tmp_path: Path, elsewhere: str) -> Iterator[Site]:
    """The real app on loopback, with two participants."""
    app = make_app(make_config(tmp_path, leave_url=elsewhere))
    server, url = serve(app)
    yield Site(url, app, server)
    server.shutdown()
