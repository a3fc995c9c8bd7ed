"""Fifty photos at once, and one as an iPhone keeps it, in the real vault: time, memory, calm."""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pillow_heif
from pdqhash import compute
from PIL import Image

from bench.browser import Watched, opened
from bench.figure import Figure
from tests.photos import photo

PHOTOS = 50
ROUNDS = 3
STEP = 120  # pixels: less, and two would have one code
SIDES = (4000, 3000)
PATIENCE_MS = 600_000
# In every frame from its start: how long the main thread was held up at a time. The vault's frame
# is a process of its own, and its main thread too.
LONG_TASKS = """
globalThis.longTasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) longTasks.push([startTime, duration]);
}).observe({ type: "longtask", buffered: true });
"""
LONGEST_SINCE = """(begin) =>
  Math.max(0, ...longTasks.filter(([at]) => at > begin).map(([, long]) => long))"""


def measure() -> list[Figure]:
    """Photos of 12 megapixels, each with another crop of one picture."""
    with tempfile.TemporaryDirectory() as folder:
        wide = np.asarray(photo(12, SIDES[0] + PHOTOS * STEP, SIDES[1]))
        files = [_saved(Path(folder) / f"{n}.jpg", wide, n) for n in range(PHOTOS)]
        return [*_batch(files), _heic(Path(folder), wide)]


def _saved(path: Path, wide: np.ndarray, number: int) -> Path:
    at = STEP * number
    Image.fromarray(wide[:, at : at + SIDES[0]]).save(path, quality=90)
    return path


def _settled(vault: Watched, files: list[Path]) -> float:
    begin = time.perf_counter()
    vault.pick(*files)
    row = vault.find("[data-file-state=done]").nth(len(files) - 1)
    row.wait_for(timeout=PATIENCE_MS)
    taken = time.perf_counter() - begin
    for _ in files:
        vault.find(".remove").first.click()
    return taken


def _batch(files: list[Path]) -> list[Figure]:
    with opened(LONG_TASKS) as vault:
        _settled(vault, files[:1])
        alone = statistics.median(_settled(vault, files[n : n + 1]) for n in range(1, 6))
        frames = (vault.page.main_frame, vault.frame)
        begun = [frame.evaluate("performance.now()") for frame in frames]
        first = vault.memory()
        with vault.peak() as peaks:
            vault.pick(*files)
            begin = time.perf_counter()
            last = vault.find("[data-file-state=done]").nth(PHOTOS - 1)
            last.wait_for(timeout=PATIENCE_MS)
            together = time.perf_counter() - begin
        for _ in files:
            vault.find(".remove").first.click()
        second = vault.memory()
        with vault.peak() as more:
            _settled(vault, files)
        longest = [f.evaluate(LONGEST_SINCE, at) for f, at in zip(frames, begun, strict=True)]
    note = f"{together:.1f} s for {PHOTOS}, {alone:.2f} s for one"
    most, later = first + peaks[0], second + more[0]
    memory = f"{most:.0f} and {later:.0f} MB, {peaks[0]:.0f} of them above the idle page"
    return [
        Figure("50 photos of 12 MP / 50 times one", together / (PHOTOS * alone), 1.1, "x", note),
        Figure("longest task of the page meanwhile", longest[0], 100, "ms", "main thread"),
        Figure("longest task of the vault meanwhile", longest[1], 100, "ms", "main thread"),
        Figure("memory at the peak, second 50 photos / first 50", later / most, 1.2, "x", memory),
    ]


def _heic(folder: Path, wide: np.ndarray) -> Figure:
    """Against the same library outside of a browser, with the reference's hash."""
    path = folder / "phone.heic"
    pillow_heif.from_pillow(Image.fromarray(wide[:, : SIDES[0]])).save(path, quality=80)
    ours, native = [], []
    with opened() as vault:
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            compute(np.asarray(pillow_heif.open_heif(path).to_pillow().convert("RGB")))
            native.append(time.perf_counter() - begin)
            ours.append(_settled(vault, [path]))
    note = f"best of {ROUNDS}: vault {min(ours):.1f} s, native {min(native):.1f} s"
    return Figure(
        "12 MP HEIC / libheif and pdqhash natively", min(ours) / min(native), 4, "x", note
    )
