"""A platform that takes part, for the stories that go all the way."""

import json
import subprocess
import sys

import pytest

from tests.exchange import reference_participant
from webapp.bank.credential import rotate_keys


@pytest.fixture
def platform(site, tmp_path):
    """Runs the reference participant, a program of its own, with the keys of `example-social`."""
    folder = tmp_path / "platform"
    folder.mkdir()
    made = site.bank.run(rotate_keys, "example-social")
    facts = {f"{kind}_key": key for kind, key in made.items()} | {"base_url": f"{site.url}/v1"}
    (folder / "keys.json").write_text(json.dumps(facts))

    def run(*deed: str) -> str:
        command = [sys.executable, reference_participant.__file__, folder / "keys.json", *deed]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
