"""`stillmine stats`: how the service does, in numbers that point at nobody."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import click

from webapp.bank import stats
from webapp.commands import open_bank
from webapp.config import Config


@click.command("stats")
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
