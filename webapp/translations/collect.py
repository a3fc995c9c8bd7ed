"""`make strings`: find every string in the sources and bring each catalog up to date."""

import tempfile
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

from webapp.translations import FOLDER, ROOT, TRANSLATED, catalog_of


def pybabel(*arguments: str) -> None:
    """Run pybabel in this process, quietly."""
    CommandLineInterface().run(["pybabel", "-q", *arguments])  # type: ignore[no-untyped-call]


def extract(template: Path, *, with_desk: bool) -> None:
    """Write every string to a catalog template, without dates or line numbers.

    Without the desk, the strings of the staff's room are left out.

    Neither belongs into a file that is compared: a catalog changes only when a text does.
    """
    pybabel(
        "extract",
        f"--mapping-file={FOLDER / ('everything.cfg' if with_desk else 'people.cfg')}",
        "--keywords=_l lazy_gettext",
        "--add-comments=NOTE:",
        "--no-location",
        "--sort-output",
        "--project=Stillmine",
        "--version=0",
        "--header-comment=# Translations of Stillmine.",
        f"--output-file={template}",
        str(ROOT),
    )


def collect() -> None:
    """Update the catalog of every language; a text without a translation stays empty."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        for language in TRANSLATED:
            extract(template, with_desk=language.desk)
            catalog = catalog_of(language)
            verb = "update" if catalog.exists() else "init"
            options = ["--no-fuzzy-matching", "--ignore-obsolete"] if catalog.exists() else []
            pybabel(
                verb,
                *options,
                f"--input-file={template}",
                f"--output-file={catalog}",
                f"--locale={language.locale}",
                "--no-wrap" if verb == "update" else "--width=100000",
            )


if __name__ == "__main__":
    collect()
