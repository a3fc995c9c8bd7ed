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
    """The style sheets, and that of everybody turned for languages that run from right to left.

    What only staff see is a sheet of its own, which nobody else has to load.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = {name: Path(folder) / name for name in ("site.css", "site-rtl.css", "desk.css")}
        for name in ("site.css", "desk.css"):
            source = (STATIC / "sass" / name).with_suffix(".scss")
            run("sass", f"--load-path={NODE_MODULES}", "--style=compressed", "--no-source-map",
                "--quiet-deps", source, made[name])  # fmt: skip
        run("rtlcss", "--silent", made["site.css"], made["site-rtl.css"])
        return {name: sheet.read_bytes() for name, sheet in made.items()}
