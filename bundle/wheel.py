"""Our own Python for the browser, as a wheel: readable sources and the compiled kernel."""

import base64
import hashlib
import json
import tomllib
from pathlib import Path

from bundle.archive import write_archive
from bundle.command import run
from bundle.kernel import EXPORTS, side_module
from bundle.paths import ONDEVICE, PYODIDE, Places

NAME = "stillmine_ondevice"


class WheelUnsound(Exception):
    """The wheel does not export what `ondevice.pdq` calls."""


def platform() -> dict[str, str]:
    """What the pinned Pyodide says of itself: abi_version, arch, platform, python."""
    info: dict[str, str] = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    return info


def tag() -> str:
    """The tag under which Pyodide's tools take the wheel."""
    info = platform()
    python = "cp" + "".join(info["python"].split(".")[:2])
    return f"{python}-{python}-{info['platform']}_{info['arch']}"


def build_wheel(places: Places) -> Path:
    """The wheel, audited by Pyodide's own tool. Raises WheelUnsound."""
    version = tomllib.loads((ONDEVICE / "pyproject.toml").read_text())["project"]["version"]
    about = f"{NAME}-{version}.dist-info"
    files = {f"ondevice/{source.name}": source.read_bytes() for source in ONDEVICE.glob("*.py")}
    files["ondevice/kernel/pdq.so"] = side_module(places)
    files[f"{about}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {NAME.replace('_', '-')}\nVersion: {version}\n".encode()
    )
    files[f"{about}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: stillmine\nRoot-Is-Purelib: false\nTag: {tag()}\n".encode()
    )
    files[f"{about}/RECORD"] = _record(files, f"{about}/RECORD").encode()
    made = places.cache / f"{NAME}-{version}-{tag()}.whl"
    write_archive(made, files)
    _audit(made)
    return made


def _record(files: dict[str, bytes], itself: str) -> str:
    lines = []
    for name in sorted(files):
        digest = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).decode()
        lines.append(f"{name},sha256={digest.rstrip('=')},{len(files[name])}\n")
    return "".join(lines) + f"{itself},,\n"


def _audit(wheel: Path) -> None:
    exported = run("pyodide", "auditwheel", "exports", wheel).split()
    missing = [name for name in EXPORTS if name not in exported]
    if missing:
        raise WheelUnsound(", ".join(missing))
