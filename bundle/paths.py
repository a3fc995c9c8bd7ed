"""Where the bundle's sources are, and where it goes."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONDEVICE = ROOT / "ondevice"
STATIC = ROOT / "static"
NODE_MODULES = ROOT / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"


@dataclass(frozen=True)
class Places:
    """`built` is what will be served; `cache` holds slow steps by the digest of their input."""

    built: Path = STATIC / "built"
    cache: Path = ROOT / "build" / "bundle"
