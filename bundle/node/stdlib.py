"""Runs inside Pyodide: does the worker's job once, and compiles every module that it took.

Compiled here and not on the host, because byte code belongs to one version of Python.
"""

import importlib._bootstrap_external as external
import importlib.util
import sys
import zipfile

from ondevice import job

job.look(head)
work = job.Job(64, 64, 6, 64)
work.feed(pixels, 64)
work.finish()
work.close()
job.Exact().feed(head)
job.Exact().finish()
film = job.Film(90)
film.take(frame, 0.0)
film.finish()

LIBRARY = next(path for path in sys.path if path.endswith(".zip"))
# Asked for by name while Python or a later job runs, and so not seen above.
LATER = ("hashlib", "encodings.latin_1", "encodings.ascii", "encodings.idna", "_weakrefset")


def names() -> list[str]:
    """The modules from the library's archive, as they stand in it."""
    for later in LATER:
        importlib.import_module(later)
    files = {getattr(module, "__file__", None) or "" for module in sys.modules.values()}
    taken = {name.removeprefix(LIBRARY + "/") for name in files if name.startswith(LIBRARY)}
    return sorted(name for name in taken if name.endswith(".py"))


def compiled() -> list[tuple[str, bytes]]:
    """Name and byte code of each: unchecked, since there is no source beside it to check."""
    with zipfile.ZipFile(LIBRARY) as archive:
        sources = {name: archive.read(name) for name in names()}
    return [
        (
            name + "c",
            bytes(
                external._code_to_hash_pyc(
                    compile(source, name, "exec", dont_inherit=True, optimize=2),
                    importlib.util.source_hash(source),
                    False,
                )
            ),
        )
        for name, source in sources.items()
    ]


compiled()
