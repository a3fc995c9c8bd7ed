"""Other people's programs, run in an environment that cannot change what they make."""

import os
import subprocess
from pathlib import Path

from bundle.paths import NODE_MODULES, ROOT

# The clock of every archive: no file of a bundle knows when it was made.
EPOCH = 315_532_800
STABLE = {
    "SOURCE_DATE_EPOCH": str(EPOCH),
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
}


class CommandFailed(Exception):
    """A program ended badly; the message is what it said."""


def run(*arguments: str | Path, cwd: Path = ROOT) -> str:
    """Run a program and give back what it printed. Raises CommandFailed with its words."""
    path = f"{ROOT / '.venv' / 'bin'}:{NODE_MODULES / '.bin'}:{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env={**os.environ, **STABLE, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        # A stack of bundled JavaScript quotes the whole bundle: its end says what went wrong.
        raise CommandFailed(f"{arguments[0]}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
