"""`stillmine dispute ...`: the queue of signals that people here have to decide on."""

from uuid import UUID

import click

from webapp.bank import dispute
from webapp.commands import open_bank
from webapp.config import Config


@click.group("dispute")
def dispute_group() -> None:
    """Signals that several platforms found nothing wrong with: nobody acts on them meanwhile."""


@dispute_group.command("list")
@click.pass_obj
def list_disputes(config: Config) -> None:
    """List what waits for a decision, the oldest first: id, since when, type, votes, cases."""
    for each in open_bank(config).run(dispute.open_list):
        since = each.opened_at.isoformat(timespec="minutes")
        click.echo(f"{each.id}\t{since}\t{each.type}\t{each.votes} votes\t{each.cases} cases")


@dispute_group.command("decide")
@click.argument("id_", metavar="ID", type=click.UUID)
@click.argument("outcome", type=click.Choice([str(each) for each in dispute.Outcome]))
@click.pass_obj
def decide_dispute(config: Config, id_: UUID, outcome: str) -> None:
    """End a dispute: the signal is active again (restored), or gone for everybody (refused)."""
    open_bank(config).run(dispute.decide, id_, dispute.Outcome(outcome))
    click.echo(f"The signal is {outcome}.")
