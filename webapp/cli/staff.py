"""`stillmine staff ...`: who signs in at /casework. The first lead of a helpline begins here."""

import click

from webapp.bank import staff, staffing
from webapp.commands import open_bank
from webapp.config import Config

LOCAL_URL = "http://127.0.0.1:8000"

# What the bank refuses, in the operator's words.
REFUSALS: dict[type[Exception], str] = {
    staff.StaffUnknown: "Nobody signs in with this name.",
    staffing.StaffNameMalformed: (
        "A name to sign in with is 3 to 40 small letters a to z, digits, dots and hyphens."
    ),
    staffing.StaffNameTaken: "Somebody signs in with this name already.",
    staffing.RoleUnknown: "A worker or a lead needs --partner; an operator has none.",
}


@click.group("staff")
def staff_group() -> None:
    """Who signs in: workers and leads of a partner, and operators of this server."""


@staff_group.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(staff.ROLES))
@click.option("--partner", help="The slug of the organisation they work for.")
@click.pass_obj
def add_command(config: Config, name: str, role: str, partner: str | None) -> None:
    """Add somebody and print the password that lets them in once, to choose their own."""
    _print(config, name, staffing.add_staff(open_bank(config), name, role, partner))


@staff_group.command("list")
@click.pass_obj
def list_command(config: Config) -> None:
    """List who signs in."""
    for each in open_bank(config).run(staff.list_staff):
        state = "off" if each.is_off else "on"
        click.echo(f"{each.name}\t{each.role}\t{each.partner_slug or '-'}\t{state}")


@staff_group.command("reset")
@click.argument("name")
@click.pass_obj
def reset_command(config: Config, name: str) -> None:
    """Begin anew for somebody: a new password; app, passkeys, codes and sign-ins are gone."""
    bank = open_bank(config)
    _print(config, name, staffing.reset_staff(bank, bank.run(staff.find_staff, name).id))


@staff_group.command("switch")
@click.argument("name")
@click.option("--off/--on", "is_off", required=True)
@click.pass_obj
def switch_command(config: Config, name: str, is_off: bool) -> None:
    """Let somebody sign in no more, from this moment, or again."""
    bank = open_bank(config)
    bank.run(staffing.switch_staff, bank.run(staff.find_staff, name).id, is_off=is_off)
    click.echo(f"Switched {name} {'off' if is_off else 'on'}.")


@staff_group.command("remove")
@click.argument("name")
@click.pass_obj
def remove_command(config: Config, name: str) -> None:
    """Forget somebody. The referrals they made stay with their organisation."""
    bank = open_bank(config)
    bank.run(staffing.remove_staff, bank.run(staff.find_staff, name).id)
    click.echo(f"Removed {name}.")


def _print(config: Config, name: str, password: str) -> None:
    click.echo(f"address\t{(config.public_url or LOCAL_URL).rstrip('/')}/casework")
    click.echo(f"name\t{name}")
    click.echo(f"password\t{password}")
