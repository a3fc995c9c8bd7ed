"""The `stillmine` command: what the operator does by hand or from a timer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from ondevice.signals import SignalsRefused
from webapp.bank import (
    Bank,
    BankKeys,
    demo,
    dispute,
    migrations,
    participant,
    retention,
    revocation,
    stats,
)
from webapp.bank.keys import SecretTooShort
from webapp.config import Config, SecretMissing, SettingMalformed, load_config
from webapp.serving import serve


class Refused(click.ClickException):
    """A command that may not run here; the words say why and what to do."""


# What the bank refuses, in the operator's words.
REFUSALS: dict[type[Exception], str] = {
    participant.SlugMalformed: "A slug is 2 to 40 small letters, digits and single hyphens.",
    participant.SlugTaken: "There is a participant with this slug already.",
    participant.NameMalformed: "A name is one line of 1 to 100 characters.",
    participant.TypeUnknown: "There is no such type of signal.",
    participant.ParticipantUnknown: "There is no participant with this slug.",
    dispute.DisputeUnknown: "There is no such dispute, or it was decided already.",
    demo.SignalUnknown: "The bank holds no such signal.",
    SecretTooShort: "Each secret needs 32 characters or more.",
    SignalsRefused: "This is not a signal. Write it as pdq:HEX with 64 small digits.",
}


class Commands(click.Group):
    """Answers what the bank refuses with a sentence instead of a stack of calls."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Raises Refused with the words of REFUSALS."""
        try:
            return super().invoke(ctx)
        except tuple(REFUSALS) as refused:
            words = next(REFUSALS[kind] for kind in REFUSALS if isinstance(refused, kind))
            raise Refused(words) from refused


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


def open_bank(config: Config) -> Bank:
    """The bank that the settings name."""
    return Bank.connect(config.database_url, BankKeys.from_secrets(config.secrets, config.instance))


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
    """Bring the database up to date. With STILLMINE_DEMO=1 also add the example participants."""
    bank = open_bank(config)
    migrations.upgrade(bank)
    if config.demo:
        demo.add_examples(bank)
    click.echo("The database is up to date.")


@main.group("participant")
def participant_group() -> None:
    """Platforms that take part."""


@participant_group.command("add")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def add_participant(config: Config, slug: str, name: str, as_json: bool) -> None:
    """Add a participant."""
    added = open_bank(config).run(participant.add_participant, slug, name)
    facts = {"slug": added.slug, "name": added.name}
    click.echo(json.dumps(facts) if as_json else f"Added {added.name} as {added.slug}.")


@participant_group.command("list")
@click.pass_obj
def list_participants(config: Config) -> None:
    """List every participant, active or not."""
    for each in open_bank(config).run(participant.list_participants):
        click.echo(f"{each.slug}\t{each.name}\t{'active' if each.is_active else 'revoked'}")


@participant_group.command("revoke")
@click.argument("slug")
@click.pass_obj
def revoke_participant(config: Config, slug: str) -> None:
    """End a participant's part in the exchange."""
    open_bank(config).run(revocation.revoke_participant, slug)
    click.echo(f"Revoked {slug}.")


@main.group("dispute")
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


@main.command("stats")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_stats(config: Config, as_json: bool) -> None:
    """Show how the service does. Counts from 1 to 9 could point at somebody and are withheld."""
    facts = asdict(open_bank(config).run(stats.make_stats))
    if as_json:
        click.echo(json.dumps(facts))
        return
    participants = {each.pop("slug"): each for each in facts.pop("participants")}
    for name, value in _lines(facts | {"participants": participants}):
        click.echo(f"{name}\t{'withheld' if value is None else value}")


def _lines(facts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """Each number with its name, made of the names above it."""
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


@main.group("retention")
def retention_group() -> None:
    """What is kept, and when it goes."""


@retention_group.command("run")
@click.pass_obj
def run_retention(config: Config) -> None:
    """Finish withdrawals that are due and delete what is past its time. For a timer, hourly."""
    done = retention.run(open_bank(config))
    click.echo(json.dumps(vars(done)))


@main.group("demo")
@click.pass_obj
def demo_group(config: Config) -> None:
    """For trials; refused unless STILLMINE_DEMO=1."""
    if not config.demo:
        raise Refused("Trial data has no place among real cases. Set STILLMINE_DEMO=1 for a trial.")


@demo_group.command("seed")
@click.option("--cases", required=True, type=click.IntRange(1, 10_000_000))
@click.option("--signals-per-case", default=1, show_default=True, type=click.IntRange(1, 100))
@click.pass_obj
def seed(config: Config, cases: int, signals_per_case: int) -> None:
    """Fill the bank with made-up cases, spread over seconds that are past."""
    made = demo.seed(open_bank(config), cases, signals_per_case)
    click.echo(f"Made {made} signals behind {cases} cases.")


@demo_group.command("open-case")
@click.option("--signal", "signals", multiple=True, required=True, metavar="TYPE:VALUE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def open_demo_case(config: Config, signals: Sequence[str], as_json: bool) -> None:
    """Open a case on signals given by hand."""
    receipt = demo.open_case(open_bank(config), signals)
    facts = {"case_number": receipt.case_number, "passcode": receipt.passcode}
    click.echo(json.dumps(facts) if as_json else f"{receipt.case_number}\n{receipt.passcode}")


@demo_group.command("withdraw-signal")
@click.argument("type_")
@click.argument("value")
@click.pass_obj
def withdraw_demo_signal(config: Config, type_: str, value: str) -> None:
    """Withdraw a signal from every case behind it, at once."""
    cases = demo.withdraw_signal(open_bank(config), type_, value)
    click.echo(f"Withdrawn from {cases} cases.")
