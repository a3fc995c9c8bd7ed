"""`make check`: every string of the sources has its translation, and no translation breaks a page.

Prints what is wrong, one line each, and ends with 1.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from webapp.translations import FOLDER, LOCALES
from webapp.translations.collect import extract

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]")
MARKUP = re.compile(r"[<>]|&\w+;")


def load(path: Path) -> Catalog:
    """A catalog, read."""
    with path.open("rb") as file:
        return read_po(file)


def problems() -> Iterator[str]:
    """Every problem of every catalog, as a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        wanted = {_key(message) for message in load(template) if message.id}
    for locale in LOCALES:
        catalog = load(FOLDER / locale / "LC_MESSAGES" / "messages.po")
        known = {_key(message) for message in catalog if message.id}
        for key in sorted(wanted - known):
            yield f"{locale}: not collected yet (make strings): {key!r}"
        for key in sorted(known - wanted):
            yield f"{locale}: no longer in the sources (make strings): {key!r}"
        for message in catalog:
            if message.id:
                yield from (f"{locale}: {said}: {_key(message)!r}" for said in _flaws(message))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _flaws(message: Message) -> Iterator[str]:
    sources, translations = _texts(message.id), _texts(message.string or "")
    if not translations or not all(text.strip() for text in translations):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as fuzzy"
    placeholders = Counter(PLACEHOLDER.findall(sources[-1]))
    for text in translations:
        # A form for exactly one thing may leave the number out; it may never invent a placeholder.
        found = Counter(PLACEHOLDER.findall(text))
        if found - placeholders or (len(translations) == 1 and found != placeholders):
            yield "other placeholders than the source"
        if MARKUP.search(text) and not MARKUP.search(sources[0]):
            yield "markup that the source does not have"


def main() -> int:
    """Print the problems; 1 if there are any."""
    found = list(problems())
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
