"""The catalogs, and the commands that keep them honest: `collect`, `check` and `compile`."""

from pathlib import Path

from webapp.i18n import LANGUAGES, TRANSLATIONS, Language

FOLDER = TRANSLATIONS
ROOT = FOLDER.parent.parent
# English stands in the sources; these are the languages with a catalog.
TRANSLATED = [language for language in LANGUAGES.values() if language.code != "en"]


def catalog_of(language: Language) -> Path:
    """Where its catalog is, or will be."""
    return FOLDER / str(language.locale) / "LC_MESSAGES" / "messages.po"
