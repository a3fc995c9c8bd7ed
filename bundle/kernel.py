"""The kernel, compiled twice from the same source: for the browser, and for the machine we are on.

Zig's compiler, which comes from PyPI, is clang with the WebAssembly linker: nothing else is needed.
"""

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

from bundle.command import run
from bundle.paths import ONDEVICE, Places

SOURCE = ONDEVICE / "kernel" / "pdq.c"
# Where ondevice.pdq looks for it.
NATIVE = ONDEVICE / "kernel" / "pdq.so"
ZIG = (sys.executable, "-m", "ziglang")
EXPORTS = (
    "pdq_open",
    "pdq_feed",
    "pdq_feed_planes",
    "pdq_is_transparent",
    "pdq_finish",
    "pdq_close",
)
# Fused multiply-adds round otherwise than the reference does.
EXACT = ("-O3", "-g0", "-fPIC", "-fvisibility=hidden", "-ffp-contract=off")


def side_module(places: Places) -> bytes:
    """The kernel as a WebAssembly side module, which Pyodide's ctypes loads."""
    made = places.cache / f"kernel-{_digest()}.wasm"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        compiled = made.with_suffix(".o")
        run(*ZIG, "cc", "-target", "wasm32-emscripten", *EXACT, "-msimd128",
            "-c", SOURCE, "-o", compiled)  # fmt: skip
        run(*ZIG, "wasm-ld", "-shared", "--experimental-pic", "--allow-undefined", "--strip-all",
            *(f"--export={name}" for name in EXPORTS), compiled, "-o", made)  # fmt: skip
    return made.read_bytes()


def build_native(places: Places) -> Path:
    """The kernel for this machine, beside its source, where `ondevice.pdq` finds it."""
    made = places.cache / f"kernel-{_digest()}.so"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        run(*ZIG, "cc", "-shared", *EXACT, SOURCE, "-o", made, "-lm")
    if not NATIVE.exists() or NATIVE.read_bytes() != made.read_bytes():
        NATIVE.write_bytes(made.read_bytes())
    return NATIVE


def _digest() -> str:
    sources = [source.read_text() for source in sorted(SOURCE.parent.glob("*.[ch]"))]
    told = (sources, EXACT, EXPORTS, version("ziglang"))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


if __name__ == "__main__":
    build_native(Places())
