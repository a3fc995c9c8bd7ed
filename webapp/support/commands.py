"""`stillmine resources ...`: the list of who helps, as the operator keeps it."""

from pathlib import Path
from typing import TextIO

import click

from webapp.bank import resource, resource_sheet
from webapp.commands import Refused, open_bank
from webapp.config import Config

SHEET = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("resources")
def resources_group() -> None:
    """Organisations that help: the sheet behind the pages of the support centre."""


@resources_group.command("import")
@click.argument("file", type=SHEET, metavar="FILE")
@click.pass_obj
def import_resources(config: Config, file: Path) -> None:
    """Add and change resources from a CSV sheet; `resources export` makes one to begin with.

    Rows with a mistake are left out and told by their line; then it ends with 1. No row is ever
    removed: put `yes` into is_held to take one off the pages.
    """
    sheet = _read_sheet(file)
    saved = open_bank(config).run(resource.save_resources, sheet.resources)
    click.echo(f"Imported {len(saved)} resources.")
    if kept := len(sheet.resources) - len(saved):
        click.echo(f"Left {kept} as they are: they were verified here later than in the sheet.")
    if sheet.mistakes:
        raise Refused(f"{len(sheet.mistakes)} rows were left out, see above.")


def _read_sheet(file: Path) -> resource_sheet.Sheet:
    try:
        sheet = resource_sheet.read_sheet(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("This file is not written in UTF-8.") from error
    except resource_sheet.SheetMalformed as malformed:
        raise Refused(
            f"The columns are not those of a sheet of resources: {malformed}."
        ) from malformed
    for mistake in sheet.mistakes:
        click.echo(f"{file.name}, {mistake}", err=True)
    return sheet


@resources_group.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-", metavar="[FILE]")
@click.pass_obj
def export_resources(config: Config, file: TextIO) -> None:
    """Write every resource as a CSV sheet, to the screen or into FILE."""
    file.write(resource_sheet.write_sheet(open_bank(config).run(resource.list_resources)))


@resources_group.command("check")
@click.argument(
    "file",
    type=SHEET,
    required=False,
    metavar="[FILE]",
)
@click.pass_obj
def check_resources(config: Config, file: Path | None) -> None:
    """Tell what needs a look: in a sheet before it is imported, or in what is shown now.

    Ends with 1 if a row of the sheet has a mistake.
    """
    if file:
        sheet = _read_sheet(file)
        for remark in sheet.remarks:
            click.echo(f"{file.name}, {remark}")
        if sheet.mistakes:
            raise Refused(f"{len(sheet.mistakes)} rows have a mistake, see above.")
        return
    known = open_bank(config).run(resource.list_resources)
    for each in known:
        for text in resource_sheet.remarks_on(each):
            click.echo(text)
    verified = sum(each.standing() == "verified" for each in known)
    click.echo(f"{len(known)} resources, {verified} of them verified within a year.")
