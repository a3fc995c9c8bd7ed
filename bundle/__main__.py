"""`python -m bundle`: from the pinned packages and our sources to what the browser gets."""

import argparse
import json
import shutil
from pathlib import Path

from bundle.assets import put_assets
from bundle.kernel import build_native
from bundle.notices import put_notices
from bundle.offline import put_offline
from bundle.paths import Places
from bundle.runtime import put_later, put_runtime
from bundle.shelf import Shelf
from bundle.vault import put_vault


def build(places: Places) -> None:
    """Build everything into a fresh folder, then put it in the place of the old one."""
    fresh = Places(places.built.with_name(places.built.name + ".new"), places.cache)
    shutil.rmtree(fresh.built, ignore_errors=True)
    shelf = Shelf(fresh)
    runtime = put_runtime(shelf)
    later = put_later(shelf)
    vault = put_vault(shelf, runtime, later)
    offline = put_offline(shelf, vault, runtime, later)
    assets = put_assets(shelf)
    notices = put_notices(shelf)
    shelf.squeeze()
    manifest = {
        "assets": assets,
        "runtime": runtime,
        "later": later,
        "vault": vault,
        "offline": offline,
        "notices": notices,
    }
    text = json.dumps(manifest, sort_keys=True, indent=1) + "\n"
    fresh.built.joinpath("manifest.json").write_text(text)
    shutil.rmtree(places.built, ignore_errors=True)
    fresh.built.rename(places.built)


def main() -> None:
    """Build for this checkout, or into the folders given."""
    usual = Places()
    parser = argparse.ArgumentParser(prog="bundle", description=__doc__)
    parser.add_argument("--built", type=Path, default=usual.built)
    parser.add_argument("--cache", type=Path, default=usual.cache)
    given = parser.parse_args()
    places = Places(given.built.resolve(), given.cache.resolve())
    build_native(places)
    build(places)


if __name__ == "__main__":
    main()
