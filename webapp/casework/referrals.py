"""Referrals: the list of them, and a new one."""

from datetime import date
from http import HTTPStatus

from flask import redirect, render_template, request, url_for

from webapp.bank import referring
from webapp.bank.partnership import LocaleMalformed
from webapp.bank.phone import COUNTRIES
from webapp.bank.referral import (
    Filter,
    Referral,
    list_referrals,
)
from webapp.bank.table import utc_now
from webapp.bank.telltale import find_telltale
from webapp.casework.desk import View, desk
from webapp.casework.words import telltale_text
from webapp.countries import country_name, fold
from webapp.i18n import LANGUAGES
from webapp.tools import tools

A_PAGE = 50
SHOWN = ("open", "due", "mine", "closed")


def _listed() -> View:
    """The referrals that pass the filter. What is searched for stands in no address."""
    shown = request.args.get("show", "open")
    shown, page = shown if shown in SHOWN else "open", _page_number()
    country, reference = request.args.get("country", ""), request.form.get("reference", "")
    wanted = Filter(
        is_closed=None if reference else shown == "closed",
        due_by=today() if shown == "due" and not reference else None,
        staff_id=desk().staff.id if shown == "mine" and not reference else None,
        country=country if country in COUNTRIES and not reference else "",
        reference=reference,
    )
    found = tools().bank.run(
        list_referrals, desk().partner_id, wanted, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE
    )
    return render_template(
        "casework/referrals.html",
        slug="referrals",
        found=found[:A_PAGE],
        has_more=len(found) > A_PAGE,
        page=page,
        shown=shown,
        country=wanted.country,
        reference=reference,
        countries=country_choices(),
        today=today(),
        due_count=len(_due()),
    )


def _due() -> list[Referral]:
    wanted = Filter(due_by=today())
    return tools().bank.run(list_referrals, desk().partner_id, wanted, limit=A_PAGE)


def list_all() -> View:
    """The way in: callers for those who work beside them, the team for an operator."""
    if desk().staff.role == "operator":
        return redirect(url_for(".team"), HTTPStatus.SEE_OTHER)
    return _listed()


def search() -> View:
    """The referral of a reference, as the form asks for it."""
    return _listed()


def new() -> View:
    """Ask what a referral begins with."""
    return _ask_new()


def take_new() -> View:
    """Open it, unless its words seem to point at a person and nobody has looked again."""
    typed = typed_facts()
    if warning := telltale_in(f"{typed['reference']}\n{typed['note']}", typed["country"]):
        return _ask_new("telltale", warning, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = tools().bank.run(
            referring.open_referral,
            desk().partner_id,
            desk().staff.id,
            reference=typed["reference"],
            locale=typed["locale"],
            country=typed["country"],
            note=typed["note"],
        )
    except tuple(PROBLEMS) as error:
        return _ask_new(PROBLEMS[type(error)], status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(url_for(".show", referral=made), HTTPStatus.SEE_OTHER)


PROBLEMS: dict[type[Exception], str] = {
    referring.ReferenceMalformed: "reference",
    referring.ReferenceTaken: "taken",
    referring.CountryUnknown: "country",
    referring.TextTooLong: "note",
    LocaleMalformed: "locale",
}


def typed_facts() -> dict[str, str]:
    """What was typed of a referral."""
    names = ("reference", "locale", "country", "note")
    return {name: request.form.get(name, "").strip() for name in names}


def _ask_new(problem: str = "", warning: str = "", *, status: int = HTTPStatus.OK) -> View:
    page = render_template(
        "casework/new.html",
        slug="new",
        problem=problem,
        warning_text=warning,
        typed=typed_facts() if request.method == "POST" else _like_the_newest(),
        countries=country_choices(),
        languages_spoken=list(LANGUAGES.values()),
    )
    return page, status


def _like_the_newest() -> dict[str, str]:
    """Most callers of a helpline are of one country and speak one language."""
    every = Filter(is_closed=None)
    newest = tools().bank.run(list_referrals, desk().partner_id, every, limit=1)
    about = {"locale": newest[0].locale, "country": newest[0].country} if newest else {}
    return {"reference": "", "note": "", "locale": "", "country": "", **about}


def telltale_in(text: str, country: str) -> str:
    """A warning of what the text seems to hold, unless the worker has looked and says it is not."""
    found = find_telltale(text, country)
    return telltale_text(found) if found and "looked" not in request.form else ""


def today() -> date:
    """The day, of UTC: where a worker is, is not asked."""
    return utc_now().date()


def country_choices() -> list[tuple[str, str]]:
    """Every country, by its name in the reader's language."""
    named = [(code, country_name(code)) for code in COUNTRIES]
    return sorted(named, key=lambda pair: fold(pair[1]))


def _page_number() -> int:
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
