"""The style sheets, scripts and pictures of this checkout, as the bundle makes them."""

import base64
from dataclasses import dataclass
from pathlib import Path

from bundle.assets import put_assets
from bundle.paths import ROOT, Places
from bundle.shelf import Shelf

__all__ = ["ROOT", "Asset", "build_assets"]

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as a page names it and as it is served."""

    name: str
    sha256: str
    content: bytes

    @property
    def url(self) -> str:
        return f"/static/{self.name}"

    @property
    def integrity(self) -> str:
        return "sha256-" + base64.b64encode(bytes.fromhex(self.sha256)).decode()

    @property
    def kind(self) -> str:
        return KINDS[Path(self.name).suffix]


def build_assets(built: Path) -> dict[str, Asset]:
    """Every asset by the name that `asset()` knows it by, built into the folder `built`."""
    entries = put_assets(Shelf(Places(built=built)))
    return {
        name: Asset(name, str(entry["sha256"]), (built / str(entry["path"])).read_bytes())
        for name, entry in entries.items()
    }
