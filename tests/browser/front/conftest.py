"""The trial site on loopback, the page left to, and real Chromium. No bank is needed for it."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.browser.front.assets import Asset, build_assets
from tests.browser.front.trial import Trial


@contextmanager
def serving(application: WSGIApplication) -> Iterator[str]:
    """A WSGI app on a free port of loopback."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@dataclass
class Elsewhere:
    """Another origin: where a visit began, where leave-now goes, and a site that frames ours."""

    url: str = ""
    may_answer: Event = field(default_factory=Event)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == "/hang":
            self.may_answer.wait(20)
        text = f"<p>{request.path}"
        if framed := request.args.get("frame"):
            sandbox = request.args.get("sandbox")
            attribute = f' sandbox="{sandbox}"' if sandbox else ""
            text = f'<iframe src="{framed}" width=900 height=600{attribute}></iframe>'
        answer = Response(f"<!doctype html><title>elsewhere</title>{text}", mimetype="text/html")
        return answer(environ, start)


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Asset]:
    return build_assets(tmp_path_factory.mktemp("built"))


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    there = Elsewhere()
    with serving(there) as url:
        there.url = url
        yield there
        there.may_answer.set()


@pytest.fixture
def trial(assets: dict[str, Asset], elsewhere: Elsewhere) -> Trial:
    return Trial(assets, f"{elsewhere.url}/left")


@pytest.fixture
def url(trial: Trial) -> Iterator[str]:
    """Where the trial site is; slow answers are let go at the end."""
    with serving(trial.make_app()) as url:
        yield url
        trial.release.set()
        trial.scripts_may_come.set()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of: a blocked script or style, an error in a module."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    yield found
