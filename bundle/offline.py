"""The offline program: one page that holds everything, and works from disk without any server."""

import base64
import gzip
import json
import re
from html import escape

from flask import Flask

from bundle.command import run
from bundle.paths import STATIC
from bundle.shelf import Entry, Shelf, sha256_base64, sha256_hex
from bundle.vault import fill, inline
from webapp import i18n
from webapp.case.words import offline_texts, vault_texts
from webapp.security import vault_headers

SOURCES = STATIC / "offline"
NAME = "stillmine-offline.html"
# What a policy cannot say in the page itself; the frame is held by its attribute.
NO_META = re.compile(r"frame-ancestors [^;]*; |; sandbox allow-scripts")


def put_offline(
    shelf: Shelf, vault: Entry, runtime: dict[str, Entry], later: dict[str, Entry]
) -> Entry:
    """The page. What it shows is in every language; what it runs is what the wizard runs."""
    frame = _with_policies(shelf.entries[str(vault["path"])][1].decode())
    script = _script()
    style = (SOURCES / "offline.css").read_text()
    hashes = [
        [sha256_base64(part.encode()) for part in parts]
        for parts in (
            (f"\n      {script}\n    ", inline(frame, "script")),
            (f"\n      {style}\n    ", inline(frame, "style")),
        )
    ]
    page = (SOURCES / "offline.html").read_text()
    page = fill(page, "/*POLICY*/", escape(_policy(*hashes)))
    page = fill(page, "/*STYLE*/", style)
    page = fill(page, "/*TEXTS*/", _json(_texts()))
    page = fill(page, "/*VAULT*/", _packed(frame.encode()))
    parts = [_part(shelf, "part", *each) for each in runtime.items()]
    parts += [_part(shelf, "later", *each) for each in later.items()]
    page = fill(page, "<!--PARTS-->", "\n".join(parts))
    data = fill(page, "/*SCRIPT*/", script).encode()
    return shelf.put(f"offline/{sha256_hex(data)[:16]}/{NAME}", data)


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Nothing from anywhere. The frame of the vault inherits it and has its own besides."""
    script = " ".join(f"'sha256-{digest}'" for digest in scripts)
    style = " ".join(f"'sha256-{digest}'" for digest in styles)
    return (
        f"default-src 'none'; script-src {script} 'wasm-unsafe-eval' blob:; style-src {style}; "
        "img-src blob:; media-src blob:; worker-src blob:; form-action 'none'; base-uri 'none'"
    )


def _with_policies(frame: str) -> str:
    """The vault's document with the policies in it that its server would send."""
    script, style = (
        f"'sha256-{sha256_base64(inline(frame, tag).encode())}'" for tag in ("script", "style")
    )
    lines = [
        f'<meta http-equiv="{name}" content="{escape(NO_META.sub("", value))}" />'
        for name, value in vault_headers(script, style)
        if name == "Content-Security-Policy"
    ]
    return frame.replace("<head>", "<head>" + "".join(lines), 1)


def _script() -> str:
    return run("esbuild", SOURCES / "offline.js", "--bundle", "--format=iife", "--minify",
               "--target=es2022", "--log-level=error").strip()  # fmt: skip


def _texts() -> dict[str, object]:
    """By language: its name and direction, the words of the page and those of the vault."""
    app = Flask("offline")
    i18n.init_app(app)
    texts: dict[str, object] = {}
    for language in i18n.LANGUAGES.values():
        with app.test_request_context(f"/{language.code}/"):
            texts[language.code] = {
                "name": language.name,
                "dir": language.dir,
                "words": offline_texts(),
                "vault": vault_texts(),
            }
    return texts


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def _part(shelf: Shelf, kind: str, name: str, entry: Entry) -> str:
    data = _packed(shelf.entries[str(entry["path"])][1])
    return f'<script type="text/plain" data-{kind}="{escape(name)}">{data}</script>'


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()
