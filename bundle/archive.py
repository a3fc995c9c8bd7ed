"""ZIP archives whose bytes depend on what is in them and on nothing else."""

from collections.abc import Mapping
from pathlib import Path
from time import gmtime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bundle.command import EPOCH


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Store the files uncompressed, in the order of their names, with one date for all.

    Uncompressed, because brotli squeezes the whole of it better than ZIP squeezes each file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, gmtime(EPOCH)[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
