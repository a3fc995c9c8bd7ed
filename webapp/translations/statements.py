"""The consent statements in each language, locked under their version.

A case keeps the digest of the words that its person read. If the words of a version could change,
nobody could tell any more what was agreed to. So each digest stands in a file of the sources; new
words need a new version in `webapp/bank/consent.py`, and a new language only adds lines.
"""

import json
from collections.abc import Iterator

from webapp.bank.consent import text_digest
from webapp.case.statements import STATEMENTS
from webapp.i18n import LANGUAGES, Language
from webapp.translations import FOLDER, catalog_of
from webapp.translations.lint import key_of, load

LOCK = FOLDER / "statements.json"
Digests = dict[str, dict[str, str]]


def texts_in(language: Language) -> dict[str, str]:
    """Each statement in force, as `id@version`, in the words of a language."""
    sources = {f"{id_}@{each.version}": str(each.text) for id_, each in STATEMENTS.items()}
    if language.code == "en":
        return sources
    known = {key_of(message): str(message.string) for message in load(catalog_of(language))}
    return {name: known.get(source, "") for name, source in sources.items()}


def locked() -> Digests:
    """The digests that people have agreed to, by statement and language."""
    found: Digests = json.loads(LOCK.read_text(encoding="utf-8"))
    return found


def lock() -> None:
    """Add what is missing. What is there is never changed."""
    kept = locked() if LOCK.exists() else {}
    for language in LANGUAGES.values():
        for name, text in texts_in(language).items():
            if text:
                kept.setdefault(name, {}).setdefault(language.code, text_digest(text).hex())
    LOCK.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def reworded() -> Iterator[str]:
    """Every statement whose words are others than those of its version, or are not locked."""
    kept = locked()
    for language in LANGUAGES.values():
        for name, text in texts_in(language).items():
            digest = kept.get(name, {}).get(language.code)
            if digest is None:
                yield f"{language.code}: {name} is not locked yet (make strings)"
            elif digest != text_digest(text).hex():
                yield f"{language.code}: {name} has new words, so it needs a new version"


if __name__ == "__main__":
    lock()
