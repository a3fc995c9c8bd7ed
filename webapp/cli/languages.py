"""`stillmine languages ...`: which there are, and translations that somebody hands in."""

from datetime import datetime
from pathlib import Path

import click

from webapp.commands import Refused
from webapp.i18n import LANGUAGES
from webapp.translations import hand_in
from webapp.translations.hand_in import Report

SHOWN = 20

# What is refused, in the operator's words.
REFUSALS: dict[type[Exception], str] = {
    hand_in.LanguageUnclear: (
        "Which language is this? The file needs a line like “Language: ku” at its top, and it "
        "cannot be English, which stands in the sources."
    ),
    hand_in.HandInRefused: "Nothing was taken in. Correct what is listed above and try again.",
}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("languages")
def languages_group() -> None:
    """Languages: the list of them, and translations that somebody hands in."""


@languages_group.command("list")
def list_command() -> None:
    """List them: code, name, whether the staff's room is translated, who has read it."""
    for each in LANGUAGES.values():
        rooms = "everything" if each.desk else "all but casework"
        reviewed = each.reviewed.isoformat() if each.reviewed else "by no native speaker yet"
        click.echo(f"{each.code}\t{each.name}\t{rooms}\treviewed {reviewed}")


@languages_group.command("check")
@click.argument("file", type=FILE)
def check_command(file: Path) -> None:
    """Say what is wrong with a PO file, without changing anything."""
    report = hand_in.examine(file)
    _tell(report)
    if not report.is_good:
        raise Refused("It cannot be taken in like this.")
    click.echo("It can be taken in.")


@languages_group.command("import")
@click.argument("file", type=FILE)
def import_command(file: Path) -> None:
    """Put a PO file in its place. What it leaves out stays as it is."""
    _tell(hand_in.examine(file))
    report = hand_in.take_in(file)
    click.echo(f"Taken in: {report.translated} texts. Run `make run`, and look at every page.")


@languages_group.command("reviewed")
@click.argument("code", type=click.Choice(list(LANGUAGES)))
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def reviewed_command(code: str, day: datetime) -> None:
    """A native speaker has read all of a language on this day, and found it right."""
    hand_in.mark_reviewed(code, day.date())
    click.echo(f"{code} is marked as reviewed.")


def _tell(report: Report) -> None:
    kind = "a new language" if report.is_new else "one that is there already"
    click.echo(f"{report.language.name} ({report.language.code}): {kind}")
    click.echo(f"{report.translated} texts are translated, {len(report.missing)} are missing.")
    for line in report.wrong:
        click.echo(f"wrong: {line}")
    if report.is_new:
        for key in report.missing[:SHOWN]:
            click.echo(f"missing: {key!r}")
    if report.unknown:
        click.echo(f"{len(report.unknown)} texts are not of this version and are left out.")
