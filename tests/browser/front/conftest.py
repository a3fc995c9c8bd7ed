"""The trial site on loopback, the page left to, and real Chromium. No bank is needed for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.browser.front.assets import Asset, build_assets
from tests.browser.front.trial import Trial
from tests.chromium import chromium, page, playwright_here  # noqa: F401


@contextmanager
def serving(application: object) -> Iterator[str]:
    """A WSGI app on a free port of loopback."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@Request.application
def _elsewhere(_request: Request) -> Response:
    return Response("<!doctype html><title>elsewhere</title><p>elsewhere", mimetype="text/html")


@pytest.fixture(scope="session")
def assets() -> dict[str, Asset]:
    return build_assets()


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another origin, where leave-now goes to and where the visit began."""
    with serving(_elsewhere) as url:
        yield url + "/"


@pytest.fixture
def trial(assets: dict[str, Asset], elsewhere: str) -> Trial:
    return Trial(assets, elsewhere + "left")


@pytest.fixture
def url(trial: Trial) -> Iterator[str]:
    """Where the trial site is; slow answers are let go at the end."""
    with serving(trial.make_app()) as url:
        yield url
        trial.release.set()
