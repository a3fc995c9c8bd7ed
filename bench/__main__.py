"""`python -m bench`: measure every figure that has a bar, and say which bars are missed.

Each module of this folder that has a `measure() -> list[Figure]` adds its lines; none is listed
here. With names, only those modules: `python -m bench kernel`. Ends with 1 if a bar is missed.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import bench
from bench.figure import Figure

WIDTHS = (56, 12, 14, 6)


def measure_all(wanted: set[str]) -> Iterator[Figure]:
    """The figures of each module in turn, one at a time: they must not slow each other down."""
    for found in pkgutil.iter_modules(bench.__path__):
        if found.name.startswith("_") or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"bench.{found.name}")
        if hasattr(module, "measure"):
            yield from module.measure()


def row(*cells: str) -> str:
    """A line of the table; what comes after the last column may be of any length."""
    return " ".join(
        [f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
        + list(cells[len(WIDTHS) :])
    )


def main() -> int:
    """Print the table line by line as it comes."""
    print(row("figure", "value", "bar", "", "how"))
    missed = 0
    for figure in measure_all(set(sys.argv[1:])):
        missed += not figure.reaches_bar
        value = f"{figure.value:.2f} {figure.unit}"
        verdict = "ok" if figure.reaches_bar else "MISSED"
        print(row(figure.name, value, figure.bar_text, verdict, figure.note), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
