"""The licences of what others made and we ship, in one text beside it."""

import json

from bundle.paths import NODE_MODULES
from bundle.shelf import Entry, Shelf, sha256_hex

# Unchanged, each in a file of its own or in one that says so; libheif's can be put in its place.
SHIPPED = ("pyodide", "libheif-js", "mediabunny", "govuk-frontend")
LINE = "=" * 78


class LicenceMissing(Exception):
    """A package that we ship says nowhere under which licence."""


def put_notices(shelf: Shelf) -> Entry:
    """Name, version, licence and its whole text, for each package."""
    text = "\n".join(_notice(name) for name in SHIPPED)
    return shelf.put(f"notices.{sha256_hex(text.encode())[:8]}.txt", text.encode())


def _notice(name: str) -> str:
    folder = NODE_MODULES / name
    facts = json.loads((folder / "package.json").read_text())
    files = sorted(folder.glob("LICENSE*"))
    if not files and not facts.get("license"):
        raise LicenceMissing(name)
    head = f"{LINE}\n{name} {facts['version']}: {facts.get('license')}\n{LINE}\n"
    return head + "\n".join(file.read_text() for file in files)
