"""`stillmine participant ...`: platforms that take part, and their keys."""

import json
from datetime import timedelta
from typing import Any

import click

from ondevice.signals import TYPES
from webapp.bank import credential, demo, participant, revocation
from webapp.commands import open_bank
from webapp.config import Config

LOCAL_URL = "http://127.0.0.1:8000"
SCOPES = tuple(map(str, participant.Scope))


@click.group("participant")
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
