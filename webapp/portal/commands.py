"""`stillmine partner ...`: organisations that put the wizard into their own site."""

import json
from datetime import timedelta
from typing import Any, BinaryIO

import click
from sqlalchemy.orm import Session

from webapp.bank import partner, partnership
from webapp.bank.colour import ColourMalformed, ColourTooFaint
from webapp.bank.logo import LogoRefused
from webapp.bank.origin import OriginMalformed
from webapp.commands import open_bank
from webapp.config import Config
from webapp.i18n import LANGUAGES
from webapp.snippet import HEIGHTS, make_snippet

LOCAL_URL = "http://127.0.0.1:8000"
LANGUAGE = click.Choice(list(LANGUAGES))

# What the bank refuses, in the operator's words.
REFUSALS: dict[type[Exception], str] = {
    partnership.PartnerTaken: "There is a partner with this slug already.",
    partnership.PartnerUnknown: "There is no partner with this slug.",
    partnership.LocaleMalformed: "A language looks like tr.",
    partnership.PhoneMalformed: "A number is digits and spaces; there may be four.",
    partnership.WebsiteMalformed: "A website begins with https:// and has no ? or #.",
    partnership.CountryMalformed: "A country is two letters, like TR.",
    partnership.FavouriteUnknown: (
        "There is no such resource (see `stillmine resources check`), or more than 20 of them."
    ),
    partnership.TextMalformed: "A text is plain words, 1,500 characters at most.",
    partnership.TooManyOrigins: "A partner may have 20 sites.",
    OriginMalformed: (
        "An origin is https:// and the whole name of one site, without a path and without *. "
        "(For a trial, on a server without a public address: http://localhost:PORT.)"
    ),
    ColourMalformed: "A colour is # and six digits, like #6b2a58.",
    ColourTooFaint: "Words in this colour could not be read by everybody: {}.",
    LogoRefused: (
        "A logo is a PNG or WebP that stands still, of 64 KiB and 1024 pixels a side at most. "
        "SVG is not taken: it can hold a program."
    ),
}


@click.group("partner")
def partner_group() -> None:
    """Organisations that put the wizard into their own site."""


def _read(_context: click.Context, _option: click.Parameter, file: BinaryIO | None) -> bytes | None:
    """The bytes, before the bank is asked: what it does, it may do twice."""
    return file.read() if file else None


def _facts(command: Any) -> Any:
    """The options that `add` and `edit` have in common."""
    for option in (
        click.option("--origin", "origins", multiple=True, help="A site that may frame it."),
        click.option("--days", default=365, show_default=True, type=click.IntRange(1, 3660),
                     help="For how long the sites given here may frame it."),
        click.option("--phone", "phones", multiple=True, help="The helpline; up to four."),
        click.option("--website", help="Its own address, shown to people."),
        click.option("--country", help="Like TR: its law and its services come first."),
        click.option("--first", "favourites", multiple=True,
                     help="The slug of a resource to show first; up to 20, in this order."),
        click.option("--colour", help="Like #6b2a58; refused if it could not be read."),
        click.option("--logo", type=click.File("rb"), callback=_read, help="A PNG or WebP file."),
    ):  # fmt: skip
        command = option(command)
    return command


@partner_group.command("add")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--locale", required=True, type=LANGUAGE, help="For people whose own we lack.")
@_facts
@click.pass_obj
def add_partner(config: Config, /, slug: str, name: str, locale: str, **facts: Any) -> None:
    """Open a portal for a partner, at /p/SLUG/."""

    def add(session: Session) -> None:
        partnership.add_partner(session, slug, name, locale)
        _change(config, session, slug, **facts)

    open_bank(config).run(add)
    click.echo(f"Added {name}: {_home(config)}/p/{slug}/")


@partner_group.command("edit")
@click.argument("slug")
@click.option("--name")
@click.option("--locale", type=LANGUAGE)
@click.option("--no-logo", is_flag=True)
@click.option("--drop-origin", "dropped", multiple=True, help="A site that may not any more.")
@click.option("--off/--on", "is_off", default=None, help="Stop all sites from framing it, or not.")
@_facts
@click.pass_obj
def edit_partner(config: Config, /, slug: str, **facts: Any) -> None:
    """Change what is given and nothing else. An empty text removes what it names."""
    open_bank(config).run(lambda session: _change(config, session, slug, **facts))
    click.echo(f"Changed {slug}.")


def _change(
    config: Config,
    session: Session,
    slug: str,
    *,
    origins: tuple[str, ...],
    days: int,
    phones: tuple[str, ...],
    favourites: tuple[str, ...],
    logo: bytes | None,
    no_logo: bool = False,
    dropped: tuple[str, ...] = (),
    is_off: bool | None = None,
    **facts: str | None,
) -> None:
    given = {name: value for name, value in facts.items() if value is not None}
    partnership.edit_partner(session, slug, **given)
    if phones:
        partnership.set_phones(session, slug, [each for each in phones if each])
    if favourites:
        partnership.set_favourites(session, slug, [each for each in favourites if each])
    if logo is not None or no_logo:
        partnership.set_logo(session, slug, logo)
    for origin in dropped:
        partnership.stop_frame(session, slug, origin)
    if origins:
        lasts, trial = timedelta(days=days), not config.is_production
        partnership.let_frame(session, slug, origins, lasts=lasts, with_loopback=trial)
    if is_off is not None:
        partnership.switch_framing(session, slug, is_off=is_off)


@partner_group.command("text")
@click.argument("slug")
@click.argument("language", type=LANGUAGE)
@click.option("--intro", help="On the first page.")
@click.option("--closing", help="Under the receipt.")
@click.option("--hours", help="When the helpline answers.")
@click.pass_obj
def set_texts(config: Config, /, slug: str, language: str, **texts: str | None) -> None:
    """Set a partner's own words in one language: plain text, an empty line between paragraphs."""
    bank = open_bank(config)
    for kind, text in texts.items():
        if text is not None:
            bank.run(partnership.set_text, slug, language, kind, text)
    click.echo(f"Changed {slug}.")


@partner_group.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_partners(config: Config, as_json: bool) -> None:
    """List every partner, and until when which site may frame its portal."""
    for each in open_bank(config).run(partner.list_partners):
        if each.is_example and not config.demo:
            continue
        origins = {origin: until.date().isoformat() for origin, until in each.origins.items()}
        state = "off" if each.is_framing_off else "on"
        if as_json:
            facts = {"slug": each.slug, "name": each.name, "framing": state, "origins": origins}
            click.echo(json.dumps(facts))
        else:
            sites = ", ".join(f"{origin} until {day}" for origin, day in origins.items())
            click.echo(f"{each.slug}\t{each.name}\tframing {state}\t{sites}")


@partner_group.command("remove")
@click.argument("slug")
@click.pass_obj
def remove_partner(config: Config, slug: str) -> None:
    """Close a partner's portal and forget what it gave us. Cases stay as they are."""
    open_bank(config).run(partnership.remove_partner, slug)
    click.echo(f"Removed {slug}.")


@partner_group.command("snippet")
@click.argument("slug")
@click.option("--language", type=LANGUAGE, help="The partner's own, unless given.")
@click.option("--height", default="medium", show_default=True, type=click.Choice(list(HEIGHTS)))
@click.pass_obj
def print_snippet(config: Config, slug: str, language: str | None, height: str) -> None:
    """Print what the partner puts into its own site. docs/partners.md says more."""
    found = open_bank(config).run(partner.find_partner, slug)
    if found is None:
        raise partnership.PartnerUnknown(slug)
    made = make_snippet(_home(config), slug, found.name, language or found.locale, height)
    click.echo(made.frame)
    click.echo(f"\nIf your site has a content policy, add:  {made.content_policy}", err=True)
    click.echo(f"If it sandboxes frames, give this one:   {made.sandbox}", err=True)
    click.echo(f"Without a frame, link to:                {made.link}", err=True)


def _home(config: Config) -> str:
    return (config.public_url or LOCAL_URL).rstrip("/")
