"""`stillmine referral ...`: hand-overs that an organisation asks the operator for.

Until workers have a room of their own, this is how a helpline gets one: it never takes a passcode,
and shows what the caller agreed to share and nothing else.
"""

from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.bank import handover, partner, partnership, referral, referring
from webapp.bank.bank import Bank
from webapp.bank.glimpse import Glimpse, see_shared
from webapp.commands import open_bank
from webapp.config import Config
from webapp.i18n import LANGUAGES

LOCAL_URL = "http://127.0.0.1:8000"

# What the bank refuses, in the operator's words.
REFUSALS: dict[type[Exception], str] = {
    referring.ReferenceMalformed: "A reference is a short line without a name: 2026-17, or Lale.",
    referring.ReferenceTaken: "This organisation has a referral with this reference already.",
    referring.CountryUnknown: "A country is two letters, like TR.",
    referral.ReferralUnknown: "This organisation has no open referral with this reference.",
    handover.NoHandover: "It is closed, or about somebody under 18: use the other services.",
}


@click.group("referral")
def referral_group() -> None:
    """Callers of a helpline: an invitation to share, and what they share."""


@referral_group.command("open")
@click.argument("slug")
@click.argument("reference")
@click.option("--language", default="en", show_default=True, type=click.Choice(list(LANGUAGES)))
@click.option("--country", required=True, help="Two letters, like TR.")
@click.pass_obj
def open_command(config: Config, slug: str, reference: str, language: str, country: str) -> None:
    """Open a referral of an organisation, under a reference of its own: never a name."""
    bank = open_bank(config)
    bank.run(
        referring.open_referral,
        bank.run(_partner_id, slug),
        None,
        reference=reference,
        locale=language,
        country=country,
    )
    click.echo("The referral is open.")


@referral_group.command("invite")
@click.argument("slug")
@click.argument("reference")
@click.pass_obj
def invite_command(config: Config, slug: str, reference: str) -> None:
    """Print a link and a number to speak, once. They end after 48 hours or when they are used."""
    bank = open_bank(config)
    partner_id, found = _find(bank, slug, reference)
    made = bank.run(handover.make_handover, partner_id, found.id)
    url = (config.public_url or LOCAL_URL).rstrip("/")
    language = found.locale if found.locale in LANGUAGES else "en"
    click.echo(f"link\t{url}/p/{slug}/{language}/case/w/{made.token}")
    click.echo(f"number\t{made.code}")
    click.echo(f"until\t{made.expires_at:%Y-%m-%d %H:%M} UTC")


@referral_group.command("show")
@click.argument("slug")
@click.argument("reference")
@click.pass_obj
def show_command(config: Config, slug: str, reference: str) -> None:
    """Show what the caller shares: how each platform stands. Nothing, once they ended it."""
    bank = open_bank(config)
    partner_id, found = _find(bank, slug, reference)
    shared = bank.run(see_shared, partner_id, found.id)
    for line in [_line(glimpse) for glimpse in shared] or ["Nothing is shared."]:
        click.echo(line)


@referral_group.command("close")
@click.argument("slug")
@click.argument("reference")
@click.pass_obj
def close_command(config: Config, slug: str, reference: str) -> None:
    """The work is done: it is deleted after 180 days."""
    bank = open_bank(config)
    partner_id, found = _find(bank, slug, reference)
    bank.run(referring.close_referral, partner_id, found.id)
    click.echo("The referral is closed.")


def _partner_id(session: Session, slug: str) -> UUID:
    found = session.scalar(select(partner.PartnerRow.id).where(partner.PartnerRow.slug == slug))
    if found is None:
        raise partnership.PartnerUnknown
    return found


def _find(bank: Bank, slug: str, reference: str) -> tuple[UUID, referral.Referral]:
    """The partner, and its open referral with this reference. Raises ReferralUnknown."""
    partner_id = bank.run(_partner_id, slug)
    found = bank.run(
        referral.list_referrals, partner_id, referral.Filter(reference=reference), limit=1
    )
    if not found:
        raise referral.ReferralUnknown
    return partner_id, found[0]


def _line(glimpse: Glimpse) -> str:
    if glimpse.ended_at:
        return f"The caller ended the sharing on {glimpse.ended_at:%Y-%m-%d}."
    states = [f"{each.name}: {each.state}" for each in glimpse.participants]
    withdrawn = ["all of it is withdrawn"] if glimpse.is_withdrawn else []
    return "\t".join([f"shared {glimpse.agreed_at:%Y-%m-%d}", *withdrawn, *states])
