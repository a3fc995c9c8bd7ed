"""Videos in the real vault: a minute of film, half a gigabyte of bytes, four gigabytes of file."""

import struct
import subprocess
import tempfile
import time
from pathlib import Path

from bench.browser import Watched, opened
from bench.figure import Figure
from tests.videos import make_video, run

MIB = 1024 * 1024
SUMMED = 500 * MIB
HUGE = 4096 * MIB
SLICE = MIB
ROUNDS = 3
PATIENCE_MS = 600_000
H264 = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-b:v", "8M"]

# Both run in the vault's worker, on the file that was picked: `caught` keeps it from being hashed.
CATCH = """() => { hashFilm = async (job, file) => {
  globalThis.caught = file; throw new Refused("unsupported"); } }"""
SUM_AGAINST_READING = """async ([rounds, size]) => {
  const { sumOf } = await extraModule("video.mjs");
  const best = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    let begin = performance.now();
    for (let at = 0; at < caught.size; at += size)
      await caught.slice(at, at + size).arrayBuffer();
    best[0] = Math.min(best[0], performance.now() - begin);
    begin = performance.now();
    await sumOf(caught, python.Exact(), () => {});
    best[1] = Math.min(best[1], performance.now() - begin);
  }
  return best;
}"""


def measure() -> list[Figure]:
    """Each in a browser of its own, so that none begins with what another left behind."""
    with tempfile.TemporaryDirectory() as folder:
        film = make_video(Path(folder) / "film.mp4", *H264, seconds=60, size=(1920, 1080))
        summed = _sum_of_bytes(Path(folder))
        return [_minute_of_film(film), _cancelling(film), summed, _huge_film(film)]


def _time_to_settle(vault: Watched, film: Path) -> float:
    begin = time.perf_counter()
    vault.pick(film)
    row = vault.find("[data-file-state=done], [data-file-state=refused]")
    row.wait_for(timeout=PATIENCE_MS)
    taken = time.perf_counter() - begin
    assert vault.states() == ["done"], vault.states()
    vault.row(1).locator(".remove").click()
    return taken


def _minute_of_film(film: Path) -> Figure:
    ours, native = [], []
    with opened() as vault:
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            run("ffmpeg", "-v", "error", "-threads", "1", "-i", film, "-an", "-f", "null", "-")
            native.append(time.perf_counter() - begin)
            ours.append(_time_to_settle(vault, film))
    note = f"best of {ROUNDS}: vault {min(ours):.1f} s, ffmpeg {min(native):.1f} s"
    name = "a minute of 1080p H.264 / ffmpeg decoding it on one thread"
    return Figure(name, min(ours) / min(native), 1.5, "x", note)


def _cancelling(film: Path) -> Figure:
    """From the press of Remove until the worker has nothing of it any more."""
    with opened() as vault:
        vault.pick(film)
        vault.page.wait_for_timeout(1500)
        worker = vault.worker()
        begin = time.perf_counter()
        vault.row(1).locator(".remove").click()
        while worker.evaluate("() => isWorking"):
            pass
        taken = time.perf_counter() - begin
    return Figure("taking a video away while it is hashed", taken, 0.5, "s", "clicked and told")


def _sum_of_bytes(folder: Path) -> Figure:
    path = folder / "bytes.mkv"
    # Bytes that are no container: only the sum is of interest here.
    with path.open("wb") as file:
        file.write(b"\x1aE\xdf\xa3")
        file.flush()
        subprocess.run(["head", "-c", str(SUMMED), "/dev/urandom"], stdout=file, check=True)
    with opened() as vault:
        vault.worker().evaluate(CATCH)
        vault.pick(path).wait(1)
        reading, summing = vault.worker().evaluate(SUM_AGAINST_READING, [ROUNDS, SLICE])
    path.unlink()
    note = f"500 MiB, best of {ROUNDS}: sum {summing:.0f} ms, reading {reading:.0f} ms"
    return Figure("MD5 in the vault / reading the file alone", summing / reading, 2.5, "x", note)


def _huge_film(film: Path) -> Figure:
    """The film with nothing behind it, four gigabytes of it: a box of MP4 that says it is free."""
    size = film.stat().st_size
    with film.open("ab") as file:
        file.write(struct.pack(">I4sQ", 1, b"free", HUGE - size))
        file.truncate(HUGE)
    with opened() as vault, vault.peak() as peaks:
        taken = _time_to_settle(vault, film)
    name = "memory for a video of 4 GiB, above the idle page"
    return Figure(name, peaks[0], 400, "MB", f"all processes, peak; done in {taken:.0f} s")
