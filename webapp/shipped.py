"""What is shipped to the browser: every file with its digest, as the bundle wrote it down."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup


class BundleMissing(Exception):
    """The bundle was never built: `make bundle` does it."""


@dataclass(frozen=True)
class Asset:
    """One file of a page: where it is, and the digest the browser must find in it."""

    url: str
    integrity: str

    @property
    def csp_source(self) -> str:
        """The same digest as a source expression of a Content-Security-Policy."""
        return f"'{self.integrity}'"


class Shipped:
    """The manifest of the bundle, read once at the start."""

    def __init__(self, built: Path) -> None:
        manifest = built / "manifest.json"
        if not manifest.exists():
            raise BundleMissing(str(manifest))
        self._built = built
        self.manifest: dict[str, Any] = json.loads(manifest.read_text())
        self.vault: bytes = (built / self.manifest["vault"]["path"]).read_bytes()

    def asset(self, name: str) -> Asset:
        """The style sheet, script or picture of that name in the sources, e.g. `js/leave.js`."""
        entry = self.manifest["assets"][name]
        return Asset(f"/static/{entry['path']}", _integrity(entry["sha256"]))

    def inline(self, name: str) -> Markup:
        """The words of a script that has to stand in the page itself, unchanged."""
        return Markup((self._built / self.manifest["assets"][name]["path"]).read_text())  # noqa: S704

    def runtime_parts(self, which: str = "runtime") -> list[dict[str, object]]:
        """What the page fetches and hands into the vault: name, address, digest, size.

        Of `later` are those that only some files need; they come when the others are at work.
        """
        return [
            {
                "name": name,
                "url": f"/{entry['path']}",
                "integrity": _integrity(entry["sha256"]),
                "bytes": entry["bytes"],
            }
            for name, entry in self.manifest[which].items()
        ]

    def files(self) -> list[dict[str, object]]:
        """Everything that is shipped: the address of each file, its SHA-256 and its size."""
        found = [("/vault/self", self.manifest["vault"])]
        for which in ("runtime", "later"):
            found += [(f"/{entry['path']}", entry) for entry in self.manifest[which].values()]
        others = (self.manifest["offline"], self.manifest["notices"])
        for entry in (*self.manifest["assets"].values(), *others):
            found.append((f"/static/{entry['path']}", entry))
        return [
            {"url": url, "sha256": entry["sha256"], "bytes": entry["bytes"]} for url, entry in found
        ]

    def vault_sources(self) -> tuple[str, str]:
        """The digests of the vault's one script and one style sheet, as CSP sources."""
        entry = self.manifest["vault"]
        return f"'sha256-{entry['script_sha256']}'", f"'sha256-{entry['style_sha256']}'"


def _integrity(sha256_hex: str) -> str:
    return "sha256-" + base64.b64encode(bytes.fromhex(sha256_hex)).decode()
