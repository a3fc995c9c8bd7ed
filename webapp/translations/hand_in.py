"""A translation that somebody hands in: checked, and put in its place, without touching code."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from webapp.i18n import LANGUAGES, Language
from webapp.translations import FOLDER, catalog_of
from webapp.translations.check import wanted_in
from webapp.translations.lint import flaws, is_translated, key_of, load
from webapp.translations.statements import lock, texts_in

LIST = FOLDER / "languages.toml"


class LanguageUnclear(Exception):
    """The file does not say which language it is in, or says one that nobody knows."""


class HandInRefused(Exception):
    """There is something wrong with it; the report says what."""


@dataclass
class Report:
    """What a file is, and what is wrong with it. `missing` matters for a new language only."""

    language: Language
    is_new: bool
    translated: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """True if it can be put in its place."""
        return not self.wrong and not (self.is_new and self.missing)


def examine(path: Path) -> Report:
    """What is right and wrong with a PO file. Raises LanguageUnclear."""
    catalog = load(path)
    report = _begin(catalog)
    wanted = wanted_in(report.language)
    statements = _locked_words(report)
    messages = {key_of(message): message for message in catalog if message.id}
    report.unknown = sorted(set(messages) - wanted)
    for key in sorted(wanted):
        message = messages.get(key)
        if message is None or not is_translated(message):
            report.missing.append(key)
            continue
        report.translated += 1
        report.wrong += [f"{said}: {key!r}" for said in flaws(message)]
        if key in statements and statements[key] != message.string:
            report.wrong.append(f"people agreed to other words than these: {key!r}")
    return report


def take_in(path: Path) -> Report:
    """Put a file in its place. Raises LanguageUnclear, HandInRefused."""
    report = examine(path)
    if not report.is_good:
        raise HandInRefused
    handed = {key_of(message): message for message in load(path) if message.id}
    target = catalog_of(report.language)
    catalog = load(path if report.is_new else target)
    for key in report.unknown:
        catalog.delete(key)
    for message in catalog:
        given = handed.get(key_of(message)) if message.id else None
        if given and is_translated(given):
            message.string = given.string
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, no_location=True)
    if report.is_new:
        _put_on_the_list(report.language)
    lock()
    return report


def mark_reviewed(code: str, day: date) -> None:
    """A native speaker has read all of a language, and said so, on this day."""
    if code not in LANGUAGES:
        raise LanguageUnclear
    text = LIST.read_text(encoding="utf-8")
    section = re.search(rf"^\[{re.escape(code)}\]\n(?:\w.*\n)+", text, re.MULTILINE)
    if section is None:
        raise LanguageUnclear
    lines = [line for line in section[0].splitlines() if not line.startswith("reviewed")]
    marked = "\n".join([*lines, f"reviewed = {day.isoformat()}"]) + "\n"
    LIST.write_text(text.replace(section[0], marked), encoding="utf-8")


def _begin(catalog: Catalog) -> Report:
    locale = catalog.locale
    code = str(locale).replace("_", "-")
    if locale is None or code == "en":
        raise LanguageUnclear
    if code in LANGUAGES:
        return Report(LANGUAGES[code], is_new=False)
    return Report(_new_language(locale, code), is_new=True)


def _new_language(locale: Locale, code: str) -> Language:
    return Language(code, locale.get_display_name() or code, locale.text_direction)


def _locked_words(report: Report) -> dict[str, str]:
    """By source text, the words of each statement that somebody may have agreed to already."""
    if report.is_new:
        return {}
    sources, words = texts_in(LANGUAGES["en"]), texts_in(report.language)
    return {source: words[name] for name, source in sources.items() if words[name]}


def _put_on_the_list(language: Language) -> None:
    lines = [f"\n[{language.code}]", f'name = "{language.name}"']
    if language.dir == "rtl":
        lines.append('dir = "rtl"')
    with LIST.open("a", encoding="utf-8") as listed:
        listed.write("\n".join(lines) + "\n")
