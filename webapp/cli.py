"""The `stillmine` command: what the operator does by hand or from a timer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import click

from ondevice.signals import TYPES, SignalsRefused
from webapp.bank import (
    credential,
    demo,
    dispute,
    migrations,
    participant,
    resource_sheet,
    retention,
    revocation,
    stats,
)
from webapp.bank.keys import SecretTooShort
from webapp.commands import Refused, open_bank
from webapp.config import Config, SecretMissing, SettingMalformed, load_config
from webapp.serving import serve
from webapp.support.commands import resources_group

LOCAL_URL = "http://127.0.0.1:8000"
SCOPES = tuple(map(str, participant.Scope))

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


main.add_command(resources_group)


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
    click.echo("The database is up to date.")


@main.group("participant")
def participant_group() -> None:
    """Platforms that take part."""


@participant_group.command("add")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--type", "types", multiple=True, default=TYPES, help="pdq, video_md5, vpdq; all.")
@click.option("--scope", "scopes", multiple=True, default=SCOPES, help="What it may do; all.")
@click.option("--network", "networks", multiple=True, help="It may ask from here only.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def add_participant(config: Config, /, slug: str, name: str, as_json: bool, **may: Any) -> None:
    """Add a participant, and print its keys: they are shown this once."""
    bank = open_bank(config)
    added = bank.run(participant.add_participant, slug, name, **may)
    if config.demo:
        bank.run(demo.let_see_everything, slug)
    _print_keys(config, slug, added.name, bank.run(credential.rotate_keys, slug), as_json)


@participant_group.command("rotate-keys")
@click.argument("slug")
@click.option("--overlap-hours", default=168, show_default=True, type=click.IntRange(0, 24 * 90))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def rotate_keys(config: Config, slug: str, overlap_hours: int, as_json: bool) -> None:
    """Make new keys and print them; the old ones go on for a week."""
    overlap = timedelta(hours=overlap_hours)
    keys = open_bank(config).run(credential.rotate_keys, slug, overlap=overlap)
    _print_keys(config, slug, slug, keys, as_json)


def _print_keys(
    config: Config, slug: str, name: str, keys: dict[credential.Kind, str], as_json: bool
) -> None:
    facts = {"slug": slug, "name": name} | {f"{kind}_key": key for kind, key in keys.items()}
    facts["base_url"] = f"{(config.public_url or LOCAL_URL).rstrip('/')}/v1"
    if as_json:
        click.echo(json.dumps(facts))
    else:
        click.echo("\n".join(f"{fact}: {text}" for fact, text in facts.items()))


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
