"""The kernel where it runs, in Pyodide, against native pdqhash on the same 12 megapixels.

Pyodide runs in Node here, from the parts that are shipped and called as the worker calls them, with
the pixels copied in. Both sides are timed in turns, because a shared machine changes its pace.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pdqhash  # type: ignore[import-untyped]

from bench.figure import Figure
from bundle.paths import ROOT, Places
from tests.photos import photo

WIDTH, HEIGHT = 4000, 3000
ROUNDS = 3
# The first pictures warm the WebAssembly compiler up, as the first of a person's photos does.
REPEATS = 5
RUNNER = ROOT / "tests" / "ondevice" / "pyodide.mjs"


class KernelWrong(Exception):
    """The hash differs from the reference: how fast it came is of no interest."""


def measure() -> list[Figure]:
    """How many times faster we are, hash and quality equal to the last bit."""
    picture = np.ascontiguousarray(photo(12, WIDTH, HEIGHT))
    bits, quality = pdqhash.compute(picture)
    wanted = f"pdq stored {quality} {np.packbits(bits.astype(np.uint8)).tobytes().hex()}"
    native, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        listed = _write(Path(folder), picture)
        for _ in range(ROUNDS):
            native.append(_time_native(picture))
            ours.append(_time_in_pyodide(listed, wanted))
    best, of_native = min(ours), min(native)
    note = f"12 MP, exact; Node {best:.0f} ms, native {of_native:.0f} ms"
    return [
        Figure("kernel in Pyodide, speed against pdqhash", of_native / best, 4, "x", note, True)
    ]


def _write(folder: Path, picture: np.ndarray) -> Path:
    opaque = np.full((HEIGHT, WIDTH), 255, np.uint8)
    pixels = folder / "picture.rgba"
    pixels.write_bytes(np.dstack([picture, opaque]).tobytes())
    listed = folder / "list.json"
    listed.write_text(json.dumps([[str(pixels), WIDTH, HEIGHT, 1]] * REPEATS))
    return listed


def _time_native(picture: np.ndarray) -> float:
    begin = time.perf_counter()
    pdqhash.compute(picture)
    return (time.perf_counter() - begin) * 1000


def _time_in_pyodide(listed: Path, wanted: str) -> float:
    """Milliseconds of the fastest of REPEATS."""
    done = subprocess.run(
        ["node", str(RUNNER), str(Places().built), str(listed)],
        capture_output=True,
        text=True,
        check=True,
    )
    results = json.loads(done.stdout)["results"]
    if any(found != wanted for found, _ in results):
        raise KernelWrong
    return float(min(milliseconds for _, milliseconds in results))
