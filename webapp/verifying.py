"""Verifying: a running server against a build of the same source.

What a page loads is found as a browser finds it, in the page, so that a script is noticed which no
list names. What a server sends to one person alone cannot be found from outside.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from webapp.config import load_config
from webapp.security import ENDPOINTS, policy_table, vault_headers
from webapp.shipped import Shipped

# Each with its endpoint, which says what headers it has.
PAGES = {
    "/en/": "pages.home",
    "/en/case": "case.start",
    "/en/check": "pages.check",
    "/en/how": "pages.how",
    "/en/offline": "pages.offline",
}
# Attributes by which something is loaded or gone to.
ADDRESSES = {"src", "href", "srcset", "data", "action", "formaction", "poster", "background"}
PRESSED = {"a", "area", "form", "button", "input"}
SCHEMES = {"http", "https", "tel", "mailto"}
# What no page of ours has: another base, another page within it or in its place.
NEVER = {"base", "object", "embed", "applet", "iframe", "frame", "portal"}
ALLOWLIST = "Connection-Allowlist"
SECONDS = 60
LARGEST = 64 * 1024 * 1024
# As an everyday browser says it: a server that tells us apart should not find it easy.
HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"}


class NotReached(Exception):
    """No answer, one that leads elsewhere, or none that can be read."""


@dataclass(frozen=True)
class Finding:
    """One thing that was compared. `says`: same, or differs, missing, unknown, policy, inline."""

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
    """What a page has loaded: addresses with their integrity, where one is needed; and the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[tuple[str, str | None]] = []
        self.links: list[str] = []
        self.inline = 0  # how many elements do something without any address

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note every address, and whatever needs none to do something."""
        given = {name: value or "" for name, value in attrs}
        is_pinned = tag == "script" or "stylesheet" in given.get("rel", "")
        for name in ADDRESSES & set(given):
            if tag in PRESSED:
                self.links.append(given[name])
            else:
                self.urls.append((given[name], given.get("integrity", "") if is_pinned else None))
        refreshes = tag == "meta" and given.get("http-equiv", "").lower() == "refresh"
        runs = "srcdoc" in given or any(name.startswith("on") for name in given)
        if tag in NEVER or refreshes or runs or (tag == "script" and "src" not in given):
            self.inline += 1


def compare(url: str, built: Path) -> Iterator[Finding]:
    """Everything that the server ships, compared. Raises NotReached."""
    shipped = Shipped(built)
    mine = {str(file["url"]): str(file["sha256"]) for file in shipped.files()}
    opener = build_opener(_NoRedirects)
    theirs = _listed(opener, url + "/check.json")
    yield from _files(opener, url, mine, shipped)
    yield from (Finding(path, "unknown") for path in sorted(theirs - set(mine)))
    policies = policy_table(load_config({}), shipped)
    for page, endpoint in PAGES.items():
        body, headers = _get(opener, url + page)
        found = list(_loaded(body, url + page, mine))
        # Where leave-now leads is each server's own choice.
        wanted = [line for line in policies[ENDPOINTS[endpoint]] if line[0] != ALLOWLIST]
        found += [] if _has(headers, wanted) else ["policy"]
        yield from (Finding(page, says) for says in found or ["same"])


def _files(
    opener: OpenerDirector, url: str, mine: Mapping[str, str], shipped: Shipped
) -> Iterator[Finding]:
    for path, digest in mine.items():
        try:
            body, headers = _get(opener, url + path)
        except NotReached:
            yield Finding(path, "missing")
            continue
        yield Finding(path, "same" if hashlib.sha256(body).hexdigest() == digest else "differs")
        if path.startswith("/vault/"):
            is_held = _has(headers, vault_headers(*shipped.vault_sources()))
            yield Finding("the policies of the vault", "same" if is_held else "policy")


def _listed(opener: OpenerDirector, url: str) -> set[str]:
    """The addresses that a server says it ships."""
    try:
        return {str(file["url"]) for file in json.loads(_get(opener, url)[0])["files"]}
    except (ValueError, KeyError, TypeError) as error:
        raise NotReached(f"{url}: not a list of files") from error


def _loaded(body: bytes, page: str, mine: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with what a page loads, runs or leads to."""
    loads = _Loads()
    loads.feed(body.decode(errors="replace"))
    here = urlsplit(page)
    for source, integrity in loads.urls:
        address = urlsplit(urljoin(page, source))
        if address[:2] != here[:2] or address.query or address.path not in mine:
            yield "unknown"
        elif integrity not in (None, _integrity(mine[address.path])):
            yield "differs"
    if loads.inline or {urlsplit(urljoin(page, link)).scheme for link in loads.links} - SCHEMES:
        yield "inline"


def _has(headers: HTTPMessage, wanted: Iterable[tuple[str, str]]) -> bool:
    there = {(name.lower(), value) for name, value in headers.items()}
    return all((name.lower(), value) in there for name, value in wanted)


def _integrity(sha256: str) -> str:
    return f"sha256-{base64.b64encode(bytes.fromhex(sha256)).decode()}"


def _get(opener: OpenerDirector, url: str) -> tuple[bytes, HTTPMessage]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise NotReached(url)
    try:
        with opener.open(Request(url, headers=HEADERS), timeout=SECONDS) as answer:  # noqa: S310
            return answer.read(LARGEST), answer.headers
    except (URLError, TimeoutError, ValueError) as error:
        raise NotReached(f"{url}: {error}") from error
