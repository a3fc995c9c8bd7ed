"""How much a person has to download before the first picture can be hashed."""

import json

from bench.figure import Figure
from bundle.paths import Places

MEGABYTE = 1_000_000


def measure() -> list[Figure]:
    """All runtime parts together, as the network carries them."""
    parts = json.loads((Places().built / "manifest.json").read_text())["runtime"]
    compressed = sum(part["brotli"] for part in parts.values())
    whole = sum(part["bytes"] for part in parts.values())
    note = f"{len(parts)} parts, brotli; {whole / MEGABYTE:.1f} MB unpacked"
    return [Figure("bytes to first hash", compressed / MEGABYTE, 4.3, "MB", note)]
