"""The portal as its own lead sets it: look, words, who helps, and the sites that show it.

Before anything is kept, the lead may see it. What is shown is made by the very verbs that would
keep it, in a transaction that is undone.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session

from webapp.bank import partnership
from webapp.bank.colour import ColourMalformed, ColourTooFaint
from webapp.bank.logo import LogoRefused
from webapp.bank.origin import OriginMalformed
from webapp.bank.participant import NameMalformed
from webapp.bank.partner import TEXTS, Partner, find_partner
from webapp.bank.resource import Resource, shown_resources
from webapp.bank.table import utc_now
from webapp.casework.desk import View, desk
from webapp.casework.referrals import country_choices
from webapp.i18n import LANGUAGES, current_code
from webapp.snippet import HEIGHTS, make_snippet
from webapp.tools import tools

LASTS = timedelta(days=365)
# What the bank refuses, by the field that it is about.
PROBLEMS: dict[type[Exception], str] = {
    NameMalformed: "name",
    partnership.WebsiteMalformed: "website",
    partnership.LocaleMalformed: "locale",
    partnership.CountryMalformed: "country",
    partnership.PhoneMalformed: "phones",
    partnership.FavouriteUnknown: "favourites",
    partnership.TextMalformed: "intro",
    ColourMalformed: "colour",
    ColourTooFaint: "faint",
    LogoRefused: "logo",
    OriginMalformed: "origin",
}


def workspace(part: str = "look") -> View:
    """One part of what is set, as it is now."""
    return _show(part)


def take_workspace(part: str = "look") -> View:
    """Keep it, or show how it would be."""
    change = CHANGES.get(part)
    if change is None:
        abort(HTTPStatus.NOT_FOUND)
    bank, slug = tools().bank, desk().staff.partner_slug
    try:
        if "preview" in request.form:
            return _show(part, preview=partnership.try_change(bank, slug, change))
        bank.run(change)
    except tuple(PROBLEMS) as refused:
        problem = PROBLEMS[type(refused)]
        return _show(part, problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(
        url_for(".workspace", part=part, kept="yes", words=_words_in()), HTTPStatus.SEE_OTHER
    )


def _change_look(session: Session) -> None:
    slug, form = desk().staff.partner_slug, request.form
    facts = {name: form.get(name, "") for name in ("name", "website", "colour", "locale")}
    partnership.edit_partner(session, slug, **facts)
    if form.get("no_logo"):
        partnership.set_logo(session, slug, None)
    elif form.get("logo"):
        partnership.set_logo(session, slug, _decoded(form["logo"]))


def _decoded(text: str) -> bytes:
    """The bytes of a picture that came as text: this server takes no file. Raises LogoRefused."""
    try:
        return b64decode(text, validate=True)
    except binascii.Error as error:
        raise LogoRefused from error


def _change_words(session: Session) -> None:
    for kind in TEXTS:
        text = request.form.get(kind, "").replace("\r\n", "\n")
        partnership.set_text(session, desk().staff.partner_slug, _words_in(), kind, text)


def _change_help(session: Session) -> None:
    slug, form = desk().staff.partner_slug, request.form
    partnership.edit_partner(session, slug, country=form.get("country", ""))
    partnership.set_phones(session, slug, form.get("phones", "").split("\n"))
    chosen = [form.get(f"first-{n}", "") for n in range(1, partnership.MOST_FAVOURITES + 1)]
    partnership.set_favourites(session, slug, [each for each in chosen if each])


def _change_sites(session: Session) -> None:
    """Renew or stop a site that the operator let in, or all of them at once. None can be added."""
    slug, form, now = desk().staff.partner_slug, request.form, utc_now()
    partner = find_partner(session, slug)
    origin = form.get("origin", "")
    if form.get("switch"):
        partnership.switch_framing(session, slug, is_off=form["switch"] == "off", now=now)
    elif partner is None or origin not in partner.origins:
        raise OriginMalformed(origin)
    elif "stop" in form:
        partnership.stop_frame(session, slug, origin)
    else:
        is_trial = not tools().config.is_production
        partnership.let_frame(session, slug, [origin], lasts=LASTS, with_loopback=is_trial, now=now)


CHANGES: dict[str, Callable[[Session], None]] = {
    "look": _change_look,
    "words": _change_words,
    "help": _change_help,
    "sites": _change_sites,
}


def _words_in() -> str:
    """The language whose words are changed: the one asked for, or the partner's own."""
    asked = request.values.get("words", "")
    return asked if asked in LANGUAGES else current_code()


def _show(
    part: str,
    problem: str = "",
    *,
    preview: Partner | None = None,
    status: int = HTTPStatus.OK,
) -> View:
    if part not in CHANGES:
        abort(HTTPStatus.NOT_FOUND)
    partner = tools().bank.run(find_partner, desk().staff.partner_slug)
    if partner is None:
        abort(HTTPStatus.NOT_FOUND)
    page = render_template(
        f"casework/workspace-{part}.html",
        slug="workspace",
        part=part,
        parts=list(CHANGES),
        problem=problem,
        kept="kept" in request.args,
        facts=partner,
        preview=_picture(preview) if preview else "",
        words_in=_words_in(),
        words_languages=list(LANGUAGES.values()),
        countries=country_choices(),
        resources=_resources(partner),
        most_favourites=partnership.MOST_FAVOURITES,
        now=utc_now(),
        snippet=make_snippet(_home(), partner.slug, partner.name, partner.locale, "medium"),
        heights=HEIGHTS,
    )
    return page, status


def _home() -> str:
    return (tools().config.public_url or request.host_url).rstrip("/")


def _resources(partner: Partner) -> list[Resource]:
    """Those of the partner's country, which are the ones to put into an order."""
    country = request.form.get("country", partner.country)
    return [each for each in tools().bank.run(shown_resources) if each.country == country]


def _picture(partner: Partner) -> str:
    """The first page behind the partner's door, in the language that is worked on."""
    language, before = _words_in(), g.lang
    g.partner, g.lang = partner, language
    try:
        with force_locale(str(LANGUAGES[language].locale)):
            return render_template("pages/home.html", slug="home")
    finally:
        g.lang = before
        del g.partner
