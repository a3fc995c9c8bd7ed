"""Verifying: a running server against a build of the same source.

What a page loads is found as a browser finds it, in the page, so that a script is noticed which no
list names. What a server sends to one person alone cannot be found from outside.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from webapp.security import vault_headers
from webapp.shipped import Shipped

PAGES = ("/en/", "/en/case", "/en/check", "/en/how")
SECONDS = 60
LARGEST = 64 * 1024 * 1024
# As an everyday browser says it: a server that tells us apart should not find it easy.
HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"}


class NotReached(Exception):
    """No answer, or one that leads elsewhere."""


@dataclass(frozen=True)
class Finding:
    """One thing that was compared. `says`: same, differs, missing, unknown, policy or inline."""

    what: str
    says: str

    @property
    def is_same(self) -> bool:
        """As it should be."""
        return self.says == "same"


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_asked: object) -> Request | None:
        """Where it leads is not what was to be verified."""
        return None


class _Loads(HTMLParser):
    """What a page has loaded: the addresses in it, and whether a script stands in it itself."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.has_inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, style sheets, pictures, frames, and handlers in attributes."""
        given = dict(attrs)
        source = given.get("src") or (given.get("href") if tag == "link" else None)
        if source and tag in ("script", "link", "img", "iframe", "source", "embed", "video"):
            self.urls.append(source)
        is_script = tag == "script" and not given.get("src")
        self.has_inline |= is_script or any(name.startswith("on") for name, _ in attrs)


def compare(url: str, built: Path) -> Iterator[Finding]:
    """Everything that the server ships, compared. Raises NotReached."""
    shipped = Shipped(built)
    mine = {str(file["url"]): str(file["sha256"]) for file in shipped.files()}
    opener = build_opener(_NoRedirects)
    theirs = {
        str(file["url"]) for file in json.loads(_get(opener, url + "/check.json")[0])["files"]
    }
    for path, digest in mine.items():
        body, headers = _try(opener, url + path)
        if body is None:
            yield Finding(path, "missing")
            continue
        yield Finding(path, "same" if hashlib.sha256(body).hexdigest() == digest else "differs")
        if path.startswith("/vault/"):
            yield Finding("the policies of the vault", _held(shipped, headers))
    yield from (Finding(path, "unknown") for path in sorted(theirs - set(mine)))
    for page in PAGES:
        yield from _loaded(opener, url, page, set(mine))


def _loaded(opener: OpenerDirector, url: str, page: str, mine: set[str]) -> Iterator[Finding]:
    """What a page has loaded besides the files that were compared already."""
    body, _ = _get(opener, url + page)
    loads = _Loads()
    loads.feed(body.decode(errors="replace"))
    here = urlsplit(url)
    extra = []
    for source in loads.urls:
        address = urlsplit(urljoin(url + page, source))
        if address[:2] != here[:2] or address.path not in mine:
            extra.append(Finding(f"{page} loads {source}", "unknown"))
    if loads.has_inline:
        extra.append(Finding(page, "inline"))
    yield from extra or [Finding(page, "same")]


def _held(shipped: Shipped, headers: HTTPMessage) -> str:
    """Whether the vault comes with every header that holds it."""
    wanted = vault_headers(*shipped.vault_sources())
    there = {(name.lower(), value) for name, value in headers.items()}
    return "same" if all((name.lower(), value) in there for name, value in wanted) else "policy"


def _try(opener: OpenerDirector, url: str) -> tuple[bytes | None, HTTPMessage]:
    try:
        return _get(opener, url)
    except NotReached:
        return None, HTTPMessage()


def _get(opener: OpenerDirector, url: str) -> tuple[bytes, HTTPMessage]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise NotReached(url)
    try:
        with opener.open(Request(url, headers=HEADERS), timeout=SECONDS) as answer:  # noqa: S310
            return answer.read(LARGEST), answer.headers
    except (URLError, TimeoutError, ValueError) as error:
        raise NotReached(f"{url}: {error}") from error
