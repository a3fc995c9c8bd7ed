"""Style sheets, scripts and pictures of the pages, named by their content."""

import tempfile
from pathlib import Path

from bundle.command import run
from bundle.paths import NODE_MODULES, STATIC
from bundle.shelf import Entry, Shelf, sha256_hex


def put_assets(shelf: Shelf) -> dict[str, Entry]:
    """Every asset by the name that templates use: `site.css`, `js/leave.js`, `img/icon.svg`."""
    found = _style_sheets()
    for folder in ("js", "img"):
        for source in sorted((STATIC / folder).glob("*.*")):
            found[f"{folder}/{source.name}"] = source.read_bytes()
    return {name: shelf.put(_named(name, data), data) for name, data in sorted(found.items())}


def _named(name: str, data: bytes) -> str:
    path = Path(name)
    return str(path.with_name(f"{path.stem}.{sha256_hex(data)[:8]}{path.suffix}"))


def _style_sheets() -> dict[str, bytes]:
    """The style sheet, and the same turned for languages that run from right to left."""
    with tempfile.TemporaryDirectory() as folder:
        sheet, turned = Path(folder) / "site.css", Path(folder) / "site-rtl.css"
        run("sass", f"--load-path={NODE_MODULES}", "--style=compressed", "--no-source-map",
            "--quiet-deps", STATIC / "sass" / "site.scss", sheet)  # fmt: skip
        run("rtlcss", "--silent", sheet, turned)
        return {"site.css": sheet.read_bytes(), "site-rtl.css": turned.read_bytes()}
