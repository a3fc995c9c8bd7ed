"""The same kernel where it will run: in Pyodide, from the files that are shipped."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from bundle.paths import ROOT, Places
from ondevice.signals import MIN_QUALITY
from tests.ondevice.pictures import random_picture, reference, synthetic, vectors
from tests.photos import photo


def hash_in_pyodide(folder: Path, pictures: list[np.ndarray]) -> list[str | None]:
    """What the worker would say of each picture (opaque, not turned)."""
    listed = []
    for number, picture in enumerate(pictures):
        height, width, _ = picture.shape
        alpha = np.full((height, width), 255, np.uint8)
        path = folder / f"{number}.rgba"
        path.write_bytes(np.dstack([picture, alpha]).tobytes())
        listed.append([str(path), width, height, 1])
    (folder / "list.json").write_text(json.dumps(listed))
    script = ROOT / "tests" / "ondevice" / "pyodide.mjs"
    done = subprocess.run(
        ["node", script, Places().built, folder / "list.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [result for result, _ in json.loads(done.stdout)["results"]]


def test_the_published_vectors_come_out_in_pyodide(tmp_path):
    good = [v for v in vectors() if v["quality"] >= MIN_QUALITY]
    pictures = [synthetic(v["w"], v["h"], v["k"]) for v in good]
    assert hash_in_pyodide(tmp_path, pictures) == [
        f"pdq stored {v['quality']} {v['hash']}" for v in good
    ]


@pytest.mark.parametrize("seed", [101, 102])
def test_random_pictures_hash_in_pyodide_as_the_reference_does(tmp_path, seed):
    random = np.random.default_rng(seed)
    pictures = [random_picture(random, 1500) for _ in range(110)]
    pictures += [np.asarray(photo(seed, 3000, 2000)), np.asarray(photo(seed, 1999, 2501))]
    judged = 0
    for picture, found in zip(pictures, hash_in_pyodide(tmp_path, pictures), strict=True):
        value, quality = reference(picture)
        if quality >= MIN_QUALITY:
            judged += 1
            assert found == f"pdq stored {quality} {value}", picture.shape
        elif quality < MIN_QUALITY - 1:
            assert found is None, picture.shape
    assert judged >= 50
