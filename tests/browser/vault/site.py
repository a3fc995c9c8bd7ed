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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from werkzeug.datastructures import Headers
from werkzeug.serving import BaseWSGIServer, make_server
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
<body><button data-action="leave" data-leave-url="/elsewhere">Leave now</button>
<main id="main" data-step="{step}">
<div data-swap="question"><h1>Choose</h1>
{problems}
<form id="step-form"><input type="hidden" name="signals" value="[]"></form></div>
<div id="vault-place" hidden data-src="/vault/self" data-title="Choose images"
 data-parts="{parts}" data-texts="{texts}" data-colours="{colours}">
<div data-vault-wait><p>One moment.</p><progress max="100" value="0"></progress></div></div>
<div data-swap="actions"><p data-signal-status hidden>Ready: <b data-signal-items></b></p>
<div data-signal-list><p><b data-signal-count>0</b></p>
<template><details><summary><b data-signal-item></b>
 <span data-signal-variant data-texts='{{"stored": "as it is"}}'></span></summary>
<code data-signal-value></code> <b data-signal-short></b> <b data-signal-type></b>
 <b data-signal-quality></b></details></template></div>
<button data-needs-signals data-action="continue">Continue</button></div>
</main></body></html>"""


def digest_source(text: str) -> str:
    """The digest of an inline script or style, as a source of a policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@dataclass
class Site:
    """What is served, and what was asked for. Change the fields before the page is opened."""

    manifest: dict[str, dict[str, dict[str, object]]]
    vault: str
    parts: dict[str, bytes]
    step: str = "choose-files"
    lang: str = "en"
    dir: str = "ltr"
    texts: dict[str, str] = field(default_factory=lambda: dict(ENGLISH))
    colours: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    # What the page is told to hand in, when that is not what the vault expects.
    handed: dict[str, bytes] = field(default_factory=dict)
    url: str = ""
    stop: Callable[[], None] = lambda: None

    def replace_part(self, name: str, old: str, new: str) -> None:
        """Another text inside a part of the runtime, with its pin in the vault to match."""
        before = self.parts[name]
        assert old.encode() in before, f"{name} has no {old!r}"
        self.parts[name] = before.replace(old.encode(), new.encode())
        self.replace_vault(hashlib.sha256(before).hexdigest(), digest(self.parts[name]))

    def replace_vault(self, old: str, new: str) -> None:
        """Another text inside the vault's document; its policy follows."""
        assert old in self.vault, f"the vault has no {old!r}"
        self.vault = self.vault.replace(old, new)

    def runtime(self) -> dict[str, bytes]:
        """Every part by its address, as the page fetches it."""
        return {
            f"/rt/{digest(part)[:16]}/{name}": part
            for name, part in (self.parts | self.handed).items()
        }

    def page(self) -> str:
        listed = [
            {
                "name": address.rsplit("/")[-1],
                "url": address,
                "integrity": digest_source(part)[1:-1] if isinstance(part, str) else sri(part),
                "bytes": len(part),
            }
            for address, part in self.runtime().items()
        ]
        scripts = "".join(
            f'<script type="module" src="/static/{self.manifest["assets"][name]["path"]}"></script>'
            for name in SCRIPTS
        )
        problems = "".join(f'<p data-vault-problem="{code}" hidden>{code}</p>' for code in PROBLEMS)
        return PAGE.format(
            lang=self.lang,
            dir=self.dir,
            step=self.step,
            scripts=scripts,
            problems=problems,
            parts=escape(json.dumps(listed)),
            texts=escape(json.dumps(self.texts)),
            colours=escape(json.dumps(self.colours)),
        )

    def headers_of_vault(self) -> list[tuple[str, str]]:
        found = [
            digest_source(re.findall(rf"<{tag}>(.*?)</{tag}>", self.vault, re.DOTALL)[0])
            for tag in ("script", "style")
        ]
        return vault_headers(*found)

    def headers_of_page(self) -> list[tuple[str, str]]:
        sources = " ".join(
            "'" + sri_of_hex(str(self.manifest["assets"][name]["sha256"])) + "'" for name in SCRIPTS
        )
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; "
            "object-src 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return [("Content-Security-Policy", policy.replace("'self';", f"{sources} 'self';", 1))]

    def __call__(self, environ: dict[str, object], start_response: object) -> object:
        request = Request(environ)
        self.asked.append(request.path)
        response = self.answer(request.path)
        return response(environ, start_response)

    def answer(self, path: str) -> Response:
        headers = Headers(list(EVERYWHERE.items()))
        if path == "/":
            headers.extend([*self.headers_of_page(), ("Cache-Control", "no-store")])
            return Response(self.page(), headers=headers, mimetype="text/html")
        if path == "/vault/self":
            headers.extend(self.headers_of_vault())
            return Response(self.vault, headers=headers, mimetype="text/html")
        if path in self.runtime():
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
            return Response(self.runtime()[path], headers=headers, mimetype=mimetype(path))
        if path == "/page.css":
            return Response(STYLE, headers=headers, mimetype="text/css")
        if path == "/elsewhere":
            return Response("<!doctype html><p id=elsewhere>elsewhere", mimetype="text/html")
        if path.startswith("/static/js/"):
            script = (BUILT / path.removeprefix("/static/")).read_bytes()
            return Response(script, headers=headers, mimetype="text/javascript")
        return Response(status=204 if path == "/bye" else 404)


def digest(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()


def sri(part: bytes) -> str:
    return sri_of_hex(digest(part))


def sri_of_hex(found: str) -> str:
    return "sha256-" + base64.b64encode(bytes.fromhex(found)).decode()


def mimetype(path: str) -> str:
    kinds = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
    return kinds.get(Path(path).suffix, "application/octet-stream")


def load_site() -> Site:
    """The site as it was built, not served yet."""
    manifest = json.loads((BUILT / "manifest.json").read_text())
    parts = {
        name: (BUILT / entry["path"]).read_bytes() for name, entry in manifest["runtime"].items()
    }
    return Site(manifest, (BUILT / manifest["vault"]["path"]).read_text(), parts)


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """The site on a free port of loopback; `site.stop` takes the server away for good."""
    server: BaseWSGIServer = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/"

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(10)

    site.stop = stop
    try:
        yield site
    finally:
        stop()
