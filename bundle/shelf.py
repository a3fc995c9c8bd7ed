"""Where finished files are put: under a name with their digest, with a brotli copy beside them."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from bundle.paths import Places

Entry = dict[str, str | int]


def sha256_hex(data: bytes) -> str:
    """The digest as the manifest writes it."""
    return hashlib.sha256(data).hexdigest()


def sha256_base64(data: bytes) -> str:
    """The digest as a Content-Security-Policy writes it."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


@dataclass
class Shelf:
    """Collects files; `squeeze` makes the brotli copies of all of them at once."""

    places: Places
    entries: dict[str, tuple[Entry, bytes]] = field(default_factory=dict)

    def put(self, path: str, data: bytes) -> Entry:
        """Write a file under `built`. The entry is what the manifest says of it."""
        target = self.places.built / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        entry: Entry = {"path": path, "sha256": sha256_hex(data), "bytes": len(data), "brotli": 0}
        self.entries[path] = (entry, data)
        return entry

    def squeeze(self) -> None:
        """Write `<file>.br` beside each file and its size into the entry."""
        with ThreadPoolExecutor() as pool:
            for (entry, _), small in zip(
                self.entries.values(), pool.map(self._squeezed, self.entries.values()), strict=True
            ):
                self.places.built.joinpath(f"{entry['path']}.br").write_bytes(small)
                entry["brotli"] = len(small)

    def _squeezed(self, item: tuple[Entry, bytes]) -> bytes:
        """Quality 11 takes half a minute for the runtime, so it is kept by its input."""
        entry, data = item
        kept: Path = self.places.cache / "brotli" / f"{entry['sha256']}.br"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            half = kept.with_suffix(".new")
            half.write_bytes(brotli.compress(data, quality=11))
            half.replace(kept)
        return kept.read_bytes()
