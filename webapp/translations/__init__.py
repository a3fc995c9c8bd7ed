"""The catalogs, and the two commands that keep them honest: `collect` and `check`."""

from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
# English stands in the sources; these are the languages with a catalog.
LOCALES = ("tr", "ar")
