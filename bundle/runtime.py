"""The runtime parts: what the page fetches and hands into the vault, each checked by its digest."""

import json
import tempfile
from pathlib import Path

from bundle.command import run
from bundle.paths import NODE_MODULES, PYODIDE, STATIC
from bundle.shelf import Entry, Shelf, sha256_hex
from bundle.stdlib import build_stdlib
from bundle.vault import worker_script
from bundle.wheel import build_wheel, platform

LIBHEIF = NODE_MODULES / "libheif-js" / "libheif-wasm" / "libheif.wasm"
STOCK = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")


def put_runtime(shelf: Shelf) -> dict[str, Entry]:
    """Every part by its name; its address begins with its digest."""
    wheel = build_wheel(shelf.places)
    parts = {name: _without_map((PYODIDE / name).read_bytes()) for name in STOCK}
    parts["python_stdlib.zip"] = build_stdlib(shelf.places, wheel).read_bytes()
    parts["lock.json"] = _lock(wheel)
    parts["ondevice.whl"] = wheel.read_bytes()
    parts["worker.js"] = worker_script().encode()
    return _put(shelf, parts)


def put_later(shelf: Shelf) -> dict[str, Entry]:
    """The parts that only some files need: fetched once the others are at work."""
    vault = STATIC / "vault"
    parts = {f"{name}.mjs": _bundled(vault / f"{name}.js") for name in ("video", "heic")}
    parts["libheif.wasm"] = LIBHEIF.read_bytes()
    return _put(shelf, parts)


def _put(shelf: Shelf, parts: dict[str, bytes]) -> dict[str, Entry]:
    return {
        name: shelf.put(f"rt/{sha256_hex(data)[:16]}/{name}", data)
        for name, data in sorted(parts.items())
    }


def _bundled(source: Path) -> bytes:
    """A module and what it takes from its packages, as one file with their licences' notices."""
    return run("esbuild", source, "--bundle", "--format=esm", "--minify", "--target=es2022",
               "--external:fs", "--external:path",
               "--legal-comments=eof", "--log-level=error").encode()  # fmt: skip


def _without_map(data: bytes) -> bytes:
    """Without the line that names a source map: no developer's tool should ask us for one."""
    before, mark, _ = data.rpartition(b"\n//# sourceMappingURL=")
    return before + b"\n" if mark else data


def _lock(wheel: Path) -> bytes:
    """Pyodide's lock file with our wheel and none of the 300 packages that we do not ship."""
    with tempfile.TemporaryDirectory() as folder:
        base, lock = Path(folder) / "base.json", Path(folder) / "lock.json"
        base.write_text(json.dumps({"info": platform(), "packages": {}}))
        run("pyodide", "lockfile", "add-wheels", "--input", base, "--output", lock, wheel)
        loaded = json.loads(lock.read_text())
    for package in loaded["packages"].values():
        package["file_name"] = "ondevice.whl"
    return json.dumps(loaded, sort_keys=True, separators=(",", ":")).encode()
