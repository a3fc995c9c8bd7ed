"""What makes a translation unfit for a page: said of each message, in words."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]")
MARKUP = re.compile(r"[<>]|&\w+;")
# What could lead a frightened person elsewhere: an address, or a number to call.
LEADS_AWAY = re.compile(r"https?://\w\S*|www\.\S+|\S+@\S+\.\S+|\d(?:[\d ()./-]*\d){4,}")
# Marks that turn the direction of what comes after them, so that a text says what it does not hold.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def load(path: Path) -> Catalog:
    """A catalog, read."""
    with path.open("rb") as file:
        return read_po(file)


def key_of(message: Message) -> str:
    """The source text that a message is found by: of a plural, the one for one thing."""
    return message.id if isinstance(message.id, str) else message.id[0]


def is_translated(message: Message) -> bool:
    """True if there is a text for every form."""
    translations = _texts(message.string or "")
    return bool(translations) and all(text.strip() for text in translations)


def flaws(message: Message) -> Iterator[str]:
    """Everything that is wrong with a translation."""
    if not is_translated(message):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as fuzzy"
    sources, translations = _texts(message.id), _texts(message.string or "")
    placeholders = Counter(PLACEHOLDER.findall(sources[-1]))
    known = {found for source in sources for found in LEADS_AWAY.findall(source)}
    for text in translations:
        # A form for exactly one thing may leave the number out; it may never invent a placeholder.
        found = Counter(PLACEHOLDER.findall(text))
        if found - placeholders or (len(translations) == 1 and found != placeholders):
            yield "other placeholders than the source"
        if MARKUP.search(text) and not MARKUP.search(sources[0]):
            yield "markup that the source does not have"
        if set(LEADS_AWAY.findall(text)) - known:
            yield "an address or a number that the source does not have"
        if TURNS.search(text):
            yield "marks that turn the direction of the text"


def _texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
