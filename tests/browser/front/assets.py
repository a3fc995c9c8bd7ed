"""The style sheets and scripts of this checkout, built the way the bundle builds them."""

import base64
import hashlib
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / "node_modules" / ".bin"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    name: str
    content: bytes

    @property
    def url(self) -> str:
        return f"/static/{self.name}"

    @property
    def integrity(self) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(self.content).digest()).decode()

    @property
    def kind(self) -> str:
        return KINDS[Path(self.name).suffix]


def build_assets() -> dict[str, Asset]:
    """Every asset by the name that `asset()` knows it by."""
    found = {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in ("js", "img")
        for path in sorted((ROOT / "static" / folder).iterdir())
    }
    with tempfile.TemporaryDirectory() as folder:
        sheet, mirrored = Path(folder, "site.css"), Path(folder, "site-rtl.css")
        source = ROOT / "static" / "sass" / "site.scss"
        sass = [TOOLS / "sass", "--style=compressed", "--no-source-map", source, sheet]
        subprocess.run(sass, check=True)
        subprocess.run([TOOLS / "rtlcss", sheet, mirrored], check=True, capture_output=True)
        found |= {"site.css": sheet.read_bytes(), "site-rtl.css": mirrored.read_bytes()}
    return {name: Asset(name, content) for name, content in found.items()}
