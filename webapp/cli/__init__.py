"""The `stillmine` command: what the operator does by hand or from a timer."""

import json

import click

from ondevice.signals import SignalsRefused
from webapp.bank import (
    Bank,
    demo,
    demo_partner,
    dispute,
    migrations,
    participant,
    resource_sheet,
    retention,
)
from webapp.bank.keys import SecretTooShort
from webapp.cli.disputes import dispute_group
from webapp.cli.figures import show_stats
from webapp.cli.languages import REFUSALS as OF_LANGUAGES
from webapp.cli.languages import languages_group
from webapp.cli.participants import participant_group
from webapp.cli.staff import REFUSALS as OF_STAFF
from webapp.cli.staff import staff_group
from webapp.cli.trials import demo_group
from webapp.cli.verify import verify_command
from webapp.commands import Refused, open_bank
from webapp.config import Config, SecretMissing, SettingMalformed, load_config
from webapp.portal import commands as portal
from webapp.serving import serve
from webapp.support.commands import resources_group

# What the bank refuses, in the operator's words.
REFUSALS: dict[type[Exception], str] = {
    participant.SlugMalformed: "A slug is 2 to 40 small letters, digits and single hyphens.",
    participant.SlugTaken: "There is a participant with this slug already.",
    participant.NameMalformed: "A name is one line of 1 to 100 characters.",
    participant.TypeUnknown: "There is no such type of signal.",
    participant.ScopeUnknown: "A participant may pull, feedback, submit or query.",
    participant.NetworkMalformed: "A network looks like 192.0.2.0/24 or 2001:db8::/32.",
    participant.ParticipantUnknown: "There is no participant with this slug.",
    dispute.DisputeUnknown: "There is no such dispute, or it was decided already.",
    demo.SignalUnknown: "The bank holds no such signal.",
    SecretTooShort: "Each secret needs 32 characters or more.",
    SignalsRefused: "This is not a signal. Write it as pdq:HEX with 64 small digits.",
    **portal.REFUSALS,
    **OF_STAFF,
    **OF_LANGUAGES,
}


class Commands(click.Group):
    """Answers what the bank refuses with a sentence instead of a stack of calls."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Raises Refused with the words of REFUSALS."""
        try:
            return super().invoke(ctx)
        except tuple(REFUSALS) as refused:
            words = next(REFUSALS[kind] for kind in REFUSALS if isinstance(refused, kind))
            raise Refused(words.format(refused)) from refused


@click.group(cls=Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """Stillmine: stop the sharing of intimate images without showing them to anyone."""
    try:
        context.obj = load_config()
    except SecretMissing as missing:
        raise Refused(
            f"A server with a public address needs secrets of its own. Set {missing}."
        ) from missing
    except SettingMalformed as malformed:
        raise Refused(str(malformed)) from malformed


GROUPS = (participant_group, portal.partner_group, dispute_group, resources_group, demo_group)
for command in (*GROUPS, staff_group, languages_group, show_stats, verify_command):
    main.add_command(command)


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.pass_obj
def serve_command(config: Config, host: str, port: int, workers: int) -> None:
    """Serve the site."""
    serve(config, host, port, workers)


@main.group("db")
def db_group() -> None:
    """The database."""


@db_group.command("upgrade")
@click.pass_obj
def upgrade(config: Config) -> None:
    """Bring the database up to date; fill the list of who helps, if it is empty.

    With STILLMINE_DEMO=1 also add the example participants.
    """
    bank = open_bank(config)
    migrations.upgrade(bank)
    bank.run(resource_sheet.seed)
    if config.demo:
        demo.add_examples(bank)
        _tell_example_worker(bank)
    click.echo("The database is up to date.")


def _tell_example_worker(bank: Bank) -> None:
    """The example caseworker's password, as long as nobody has chosen another."""
    if password := demo_partner.renew_example_worker(bank):
        click.echo(f"Example caseworker, at /casework: {demo_partner.WORKER}, password {password}")


@main.group("retention")
def retention_group() -> None:
    """What is kept, and when it goes."""


@retention_group.command("run")
@click.pass_obj
def run_retention(config: Config) -> None:
    """Finish withdrawals that are due and delete what is past its time. For a timer, hourly."""
    done = retention.run(open_bank(config))
    click.echo(json.dumps(vars(done)))
