"""The vault's document, put together: one page with one script and one style sheet in it."""

import json
import re

from bundle.paths import STATIC
from bundle.shelf import Entry, Shelf, sha256_base64

SOURCES = STATIC / "vault"
# In the order in which they are run: the guard comes before everything else.
DOCUMENT = (
    "guard",
    "grammar",
    "state",
    "trust",
    "jobs",
    "decoder",
    "moving",
    "files",
    "rows",
    "variants",
    "events",
)
WORKER = ("start", "queue", "pictures", "hashing", "others")


class VaultMalformed(Exception):
    """A place to fill in is missing, or there is more than one script or style in the page."""


def put_vault(shelf: Shelf, runtime: dict[str, Entry], later: dict[str, Entry]) -> Entry:
    """The document with every part pinned in it, and its own digests for the policy."""
    boot = fill(_script(), "/*PINS*/", _pins(runtime))
    boot = fill(boot, "/*LATER_PINS*/", _pins(later))
    page = fill(_read("vault.html"), "/*VAULT_CSS*/", _read("vault.css"))
    page = fill(page, "/*VAULT_BOOT*/", boot)
    entry = shelf.put("vault.html", page.encode())
    entry["script_sha256"] = sha256_base64(inline(page, "script").encode())
    entry["style_sha256"] = sha256_base64(inline(page, "style").encode())
    return entry


def _script() -> str:
    """One script, and nothing of it reachable from outside."""
    parts = "\n".join(_read(f"document/{name}.js") for name in DOCUMENT)
    return f'"use strict";\n(() => {{\n{parts}}})();'


def worker_script() -> str:
    """What runs in the worker, as one classic script: a module could not be started from a blob."""
    return '"use strict";\n' + "\n".join(_read(f"worker/{name}.js") for name in WORKER)


def _pins(parts: dict[str, Entry]) -> str:
    return json.dumps({name: entry["sha256"] for name, entry in parts.items()}, sort_keys=True)


def _read(name: str) -> str:
    return (SOURCES / name).read_text()


def fill(text: str, place: str, content: str) -> str:
    """The text with the content in this place, of which there is one. Raises VaultMalformed."""
    if text.count(place) != 1:
        raise VaultMalformed(place)
    return text.replace(place, content)


def inline(page: str, tag: str) -> str:
    """What stands inside the one element of this kind. Raises VaultMalformed."""
    found = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
    if len(found) != 1:
        raise VaultMalformed(tag)
    return str(found[0])
