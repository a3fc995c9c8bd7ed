"""A small site around the vault: its real headers, and a page that holds it as the case pages do.

It serves what the bundle built. A test may ask for a vault with other bytes in some part: it is the
built document with the pin of that part changed, so that everything else stays the real thing.
"""

import base64
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from werkzeug.datastructures import Headers
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.browser.vault.texts import ENGLISH
from webapp.security import EVERYWHERE, vault_headers

BUILT = Path(os.environ.get("STILLMINE_BUILT", "static/built")).resolve()
SCRIPTS = (
    "js/leave.js",
    "js/vault-parts.js",
    "js/vault-signals.js",
    "js/vault-host.js",
    "js/signal-list.js",
)
PROBLEMS = ("no-wasm", "download", "tampered", "start", "crashed", "refused")
STYLE = "#vault-place iframe { width: 100%; border: 0 } body { margin: 16px }"

PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Stillmine</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
{scripts}</head>
<body><button data-action="leave" data-leave-url="/elsewhere.html">Leave now</button>
<main id="main" data-step="{step}">
<div data-swap="question"><h1>Choose</h1>
{problems}
<p data-vault-whole hidden>Whole.</p>
<form id="step-form"><input type="hidden" name="signals" value="[]"></form></div>
<div id="vault-place" hidden data-src="/vault/self" data-title="Choose images"
 data-parts="{parts}" data-later="{later}" data-texts="{texts}" data-colours="{colours}">
<div data-vault-wait><p>One moment.</p><progress max="100" value="0"></progress></div></div>
<div data-swap="actions"><p data-signal-status hidden>Ready: <b data-signal-items></b></p>
<div data-signal-list><p><b data-signal-count>0</b></p>
<template><details><summary><b data-signal-item></b>
 <span data-signal-variant data-texts='{{"stored": "as it is"}}'></span></summary>
<code data-signal-value></code> <b data-signal-short></b> <b data-signal-type></b>
 <b data-signal-quality></b></details></template></div>
<button data-needs-signals data-action="continue">Continue</button></div>
</main></body></html>"""


def digest(content: bytes) -> str:
    """The SHA-256 of these bytes, as the vault pins it."""
    return hashlib.sha256(content).hexdigest()


def integrity(content: bytes) -> str:
    """The same as the page and its policy say it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def listed(parts: dict[str, bytes]) -> list[dict[str, object]]:
    """What the page is told of these parts."""
    return [
        {
            "name": name,
            "url": f"/rt/{digest(part)[:16]}/{name}",
            "integrity": integrity(part),
            "bytes": len(part),
        }
        for name, part in parts.items()
    ]


@dataclass
class Site:
    """What is served, and what was asked for. Change it before the page is opened."""

    vault: str
    parts: dict[str, bytes]
    later: dict[str, bytes]
    scripts: dict[str, bytes]
    step: str = "choose-files"
    lang: str = "en"
    dir: str = "ltr"
    texts: dict[str, str] = field(default_factory=lambda: dict(ENGLISH))
    colours: dict[str, str] = field(default_factory=dict)
    # What the page hands in besides or instead of the parts that the vault has pinned.
    handed: dict[str, bytes | None] = field(default_factory=dict)
    # Answers that are not the usual ones, by path: a status, or other bytes.
    trouble: dict[str, int | bytes] = field(default_factory=dict)
    # Headers of the vault to do without.
    dropped: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    is_up: threading.Event = field(default_factory=threading.Event)

    def replace_part(self, name: str, old: str, new: str) -> None:
        """Another text inside a part of the runtime, with its pin in the vault to match."""
        before = self.parts[name]
        assert before.count(old.encode()) == 1, f"{name} has not one {old!r}"
        self.parts[name] = before.replace(old.encode(), new.encode())
        self.replace_vault(digest(before), digest(self.parts[name]))

    def replace_vault(self, old: str, new: str) -> None:
        """Another text inside the vault's document; its policy follows."""
        assert self.vault.count(old) == 1, f"the vault has not one {old!r}"
        self.vault = self.vault.replace(old, new)

    def replace_script(self, name: str, old: str, new: str) -> None:
        """Another text inside a script of the page; its policy follows."""
        assert self.scripts[name].count(old.encode()) == 1, f"{name} has not one {old!r}"
        self.scripts[name] = self.scripts[name].replace(old.encode(), new.encode())

    def path_of(self, name: str) -> str:
        """Where a part of the runtime is."""
        return f"/rt/{digest(self.parts[name])[:16]}/{name}"

    def runtime(self) -> dict[str, bytes]:
        """What the page is told to fetch and hand in, by its name."""
        given = self.parts | self.handed
        return {name: content for name, content in given.items() if content is not None}

    def contents(self) -> dict[str, tuple[bytes, list[tuple[str, str]]]]:
        """Everything there is, by its path, with the headers that are its own."""
        no_store = ("Cache-Control", "no-store")
        kept = ("Cache-Control", "public, max-age=31536000, immutable")
        found = {
            "/": (self.page().encode(), [*self.headers_of_page(), no_store]),
            "/vault/self": (self.vault.encode(), self.headers_of_vault()),
            "/page.css": (STYLE.encode(), [no_store]),
            "/elsewhere.html": (b"<!doctype html><p id=elsewhere>elsewhere", [no_store]),
        }
        for name, script in self.scripts.items():
            found[f"/static/{name}"] = (script, [no_store])
        for name, part in (self.runtime() | self.later).items():
            found[f"/rt/{digest(part)[:16]}/{name}"] = (part, [kept])
        return found

    def page(self) -> str:
        """A page that holds the vault as the pages of a case do."""
        scripts = "".join(
            f'<script type="module" src="/static/{name}" integrity="{integrity(script)}"></script>'
            for name, script in self.scripts.items()
        )
        problems = "".join(f'<p data-vault-problem="{code}" hidden>{code}</p>' for code in PROBLEMS)
        return PAGE.format(
            lang=self.lang,
            dir=self.dir,
            step=self.step,
            scripts=scripts,
            problems=problems,
            parts=escape(json.dumps(listed(self.runtime()))),
            later=escape(json.dumps(listed(self.later))),
            texts=escape(json.dumps(self.texts)),
            colours=escape(json.dumps(self.colours)),
        )

    def headers_of_vault(self) -> list[tuple[str, str]]:
        script, style = (
            re.findall(rf"<{tag}>(.*?)</{tag}>", self.vault, re.DOTALL)[0].encode()
            for tag in ("script", "style")
        )
        headers = vault_headers(f"'{integrity(script)}'", f"'{integrity(style)}'")
        return [(name, value) for name, value in headers if name not in self.dropped]

    def headers_of_page(self) -> list[tuple[str, str]]:
        sources = " ".join(f"'{integrity(script)}'" for script in self.scripts.values())
        policy = (
            f"default-src 'none'; script-src {sources}; style-src 'self'; img-src data:; "
            "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; "
            "object-src 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return [("Content-Security-Policy", policy)]


class Server:
    """The site as a WSGI app. What is served is put together when the first page is asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._contents: dict[str, tuple[bytes, list[tuple[str, str]]]] = {}

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        request = Request(environ)
        self._site.asked.append(request.full_path.rstrip("?"))
        if request.path == "/":
            self._contents = self._site.contents()
        response = self._answer(request.path)
        found: Iterable[bytes] = response(environ, start_response)
        return found

    def _answer(self, path: str) -> Response:
        trouble = self._site.trouble.get(path)
        if isinstance(trouble, int):
            return Response(status=trouble)
        if path not in self._contents:
            return Response(status=204 if path == "/bye" else 404)
        content, own = self._contents[path]
        headers = Headers([*EVERYWHERE.items(), *own])
        return Response(trouble or content, headers=headers, mimetype=mimetype(path))


class Quiet(WSGIRequestHandler):
    """Says nothing of what it serves."""

    def log(self, *_: object) -> None:
        pass


def mimetype(path: str) -> str:
    """What a path's ending says; the pages have none."""
    endings = {"": "html", ".mjs": "javascript", ".js": "javascript", ".css": "css"}
    suffix = Path(path).suffix
    if suffix == ".wasm":
        return "application/wasm"
    return f"text/{endings[suffix]}" if suffix in endings else "application/octet-stream"


def load_site() -> Site:
    """The site as it was built, not served yet."""
    manifest = json.loads((BUILT / "manifest.json").read_text())

    def read(entry: dict[str, str]) -> bytes:
        return (BUILT / entry["path"]).read_bytes()

    return Site(
        vault=read(manifest["vault"]).decode(),
        parts={name: read(entry) for name, entry in manifest["runtime"].items()},
        later={name: read(entry) for name, entry in manifest["later"].items()},
        scripts={name: read(manifest["assets"][name]) for name in SCRIPTS},
    )


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """The site on a free port of loopback. `site.is_up.clear()` takes the server away for good."""
    server = make_server("127.0.0.1", 0, Server(site), threaded=True, request_handler=Quiet)
    site.url = f"http://127.0.0.1:{server.server_port}/"
    site.is_up.set()

    def serve() -> None:
        server.timeout = 0.05
        while site.is_up.is_set():
            server.handle_request()
        server.server_close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.is_up.clear()
        thread.join(10)
