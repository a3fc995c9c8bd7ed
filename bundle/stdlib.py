"""The part of Python's standard library that our job takes, compiled ahead.

The stock archive is source code of everything: half of a start is spent compiling what is used, and
most of it never is.
"""

import hashlib
import shutil
from pathlib import Path

from bundle.archive import write_archive
from bundle.command import run
from bundle.paths import PYODIDE, Places

NODE = Path(__file__).parent / "node"


def build_stdlib(places: Places, wheel: Path) -> Path:
    """An archive of byte code for the pinned Pyodide, made by that Pyodide itself."""
    told = [PYODIDE / "python_stdlib.zip", PYODIDE / "pyodide.asm.wasm", wheel, *NODE.iterdir()]
    digest = hashlib.sha256(b"".join(hashlib.sha256(p.read_bytes()).digest() for p in sorted(told)))
    made = places.cache / f"python_stdlib-{digest.hexdigest()[:16]}.zip"
    if not made.exists():
        folder = made.with_suffix("")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run("node", NODE / "stdlib.mjs", PYODIDE, wheel, folder)
        files = {
            str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }
        write_archive(made, files)
        shutil.rmtree(folder)
    return made
