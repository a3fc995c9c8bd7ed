"""`make check`: every string of the sources has its translation, and no translation breaks a page.

Prints what is wrong, one line each, and ends with 1.
"""

import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from webapp.i18n import Language
from webapp.translations import TRANSLATED, catalog_of
from webapp.translations.collect import extract
from webapp.translations.lint import flaws, key_of, load
from webapp.translations.statements import reworded


def wanted_in(language: Language) -> frozenset[str]:
    """The source texts that a language needs."""
    return _wanted(with_desk=language.desk)


@cache
def _wanted(*, with_desk: bool) -> frozenset[str]:
    """Finding them takes seconds, and they are the same for every language of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template, with_desk=with_desk)
        return frozenset(key_of(message) for message in load(template) if message.id)


def problems() -> Iterator[str]:
    """Every problem of every catalog, as a sentence."""
    for language in TRANSLATED:
        catalog, wanted = load(catalog_of(language)), wanted_in(language)
        known = {key_of(message) for message in catalog if message.id}
        for key in sorted(wanted - known):
            yield f"{language.code}: not collected yet (make strings): {key!r}"
        for key in sorted(known - wanted):
            yield f"{language.code}: no longer in the sources (make strings): {key!r}"
        for message in catalog:
            if message.id:
                for said in flaws(message):
                    yield f"{language.code}: {said}: {key_of(message)!r}"
    yield from reworded()


def main() -> int:
    """Print the problems; 1 if there are any."""
    found = list(problems())
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
