"""`stillmine demo ...`: made-up data, where there are no real cases."""

import json
from collections.abc import Sequence

import click

from webapp.bank import demo
from webapp.commands import Refused, open_bank
from webapp.config import Config


@click.group("demo")
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
