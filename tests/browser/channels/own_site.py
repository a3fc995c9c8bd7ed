"""Our own server for a run: the pages of the test columns, and an ear for what reaches it.

A way out may end at our own server just as well: a request that carries data is a leak wherever it
goes, so every address asked for is searched for markers too.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.browser.channels import headers
from tests.browser.channels.column import COLUMNS, Column

PAGES = Path(__file__).parent / "pages"
PYODIDE = Path("node_modules/pyodide").resolve()
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
STYLE = "body { margin: 0 }"

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def source(text: str) -> str:
    """The digest of an inline text as a source of a policy."""
    return f"'{integrity(text)}'"


def integrity(text: str) -> str:
    """The digest of a text as an integrity attribute spells it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def boot(column: Column) -> str:
    """The script of the frame."""
    text = (PAGES / "vault.js").read_text()
    text = text.replace("/*DELETES*/", str(column.deletes_peers).lower())
    return text.replace("/*WORKER*/", (PAGES / "worker.js").read_text())


def hearing(application: Application, note: Callable[[str], None]) -> Application:
    """The same application; every address and body it is asked for is noted."""

    def hear(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = [environ["PATH_INFO"], environ["QUERY_STRING"]]
        asked += [str(value) for name, value in environ.items() if name.startswith("HTTP_")]
        note("\n".join(asked))
        return application(environ, start_response)

    return hear


class OwnSite:
    """`/host/COLUMN` holds the frame `/vault/COLUMN`."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._columns = {column.name: column for column in COLUMNS}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.get_data()
        return self._answer(request.path)(environ, start_response)

    def _answer(self, path: str) -> Response:
        _, room, *rest = path.split("/")
        name = "/".join(rest)
        if room == "host":
            return self._host(self._columns[name])
        if room == "vault":
            return self._vault(self._columns[name])
        if room == "pyodide":
            file = PYODIDE / name
            return Response(file.read_bytes(), mimetype=KINDS.get(file.suffix))
        kind = KINDS.get(Path(path).suffix, "text/html")
        return Response("" if kind != "text/html" else "<!doctype html><p>here", mimetype=kind)

    def _host(self, column: Column) -> Response:
        vault = f"{self._origin}/vault/{column.name}"
        told = {
            "vault": vault,
            "locks": column.locks,
            "sandbox": "allow-scripts" if column.sandbox else "",
        }
        script = (PAGES / "host.js").read_text().replace("/*COLUMN*/", json.dumps(told))
        frames = f"{vault} {self._origin}/sibling"
        page = (PAGES / "host.html").read_text().replace("/*HOST*/", script)
        return _page(page, headers.host_headers(column, source(script), frames))

    def _vault(self, column: Column) -> Response:
        script = boot(column)
        page = (PAGES / "vault.html").read_text()
        page = page.replace("/*STYLE*/", STYLE).replace("/*BOOT*/", script)
        return _page(page, headers.frame_headers(column, source(script), source(STYLE)))


def _page(text: str, lines: headers.Headers) -> Response:
    response = Response(text, mimetype="text/html")
    for name, value in lines:
        response.headers.add(name, value)
    return response
