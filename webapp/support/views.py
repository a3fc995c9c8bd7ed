"""Who can help: choose a country, say what you need, press a number. Nothing is asked twice."""

from datetime import datetime

from flask import Blueprint, abort, render_template, request
from flask_babel import format_date

from webapp.bank.hours import is_open
from webapp.bank.phone import INTERNATIONAL, emergency_numbers, written_phone
from webapp.bank.resource import Resource, shown_resources
from webapp.bank.table import utc_now
from webapp.countries import countries_with_help, country_name, is_country
from webapp.door import current_partner
from webapp.security import SEARCH_SCRIPTS
from webapp.support import words
from webapp.support.finding import find
from webapp.support.needs import NEEDS, NOW, answering, in_country, in_the_world
from webapp.tools import tools

blueprint = Blueprint("support", __name__)


@blueprint.context_processor
def support_context() -> dict[str, object]:
    """What the cards need: words, and what only a clock or a language can tell."""
    return {
        "words": words,
        "written_phone": written_phone,
        "open_now": open_now,
        "month": month,
        "country_name": country_name,
    }


@blueprint.get("/help")
def home() -> str:
    """Where to begin: not safe, a country, a word to look for, something to read."""
    return _home()


@blueprint.post("/help")
def take_search() -> str:
    """Look for words. They come in the body, so that no address and no history holds them."""
    words_given = request.form.get("q", "")
    return _home(q=words_given[:100], found=find(words_given))


def _home(q: str = "", found: object = None) -> str:
    return render_template(
        "support/home.html",
        slug="help",
        countries=_countries(),
        page_scripts=SEARCH_SCRIPTS,
        q=q,
        found=found,
    )


@blueprint.get("/help/to/<need>")
def choose_country(need: str) -> str:
    """Somebody knows what they need: ask where they live. It is never guessed."""
    if need not in NEEDS:
        abort(404)
    return render_template("support/choose.html", slug="help", need=need, countries=_countries())


@blueprint.get("/help/in/<country>", defaults={"need": ""})
@blueprint.get("/help/in/<country>/<need>")
def show_country(country: str, need: str) -> str:
    """Who helps in a country, all of them or those that answer a need."""
    if not is_country(country) or need not in ("", *NEEDS):
        abort(404)
    code = country.upper()
    everyone = tools().bank.run(shown_resources)
    resources = answering(everyone, need)
    own = _favourites_first(in_country(resources, code))
    return render_template(
        "support/now.html" if need == NOW else "support/country.html",
        slug="help",
        country=country,
        need=need,
        own=own,
        world=in_the_world(resources, code),
        needs=[n for n in NEEDS if n == need or answering(in_country(everyone, code), n)],
        emergency=_emergency(own, code),
        is_world=code == INTERNATIONAL,
    )


def _countries() -> list[tuple[str, str]]:
    """Those in which we know somebody; behind a partner's door its own comes first."""
    partner = current_partner()
    own = partner.country.lower() if partner else ""
    return sorted(countries_with_help(), key=lambda pair: pair[0] != own)


def _favourites_first(resources: list[Resource]) -> list[Resource]:
    """Behind a partner's door, in the partner's order; the others stay in ours."""
    partner = current_partner()
    places = {slug: n for n, slug in enumerate(partner.favourites if partner else ())}
    return sorted(resources, key=lambda resource: places.get(resource.slug, len(places)))


def _emergency(own: list[Resource], country: str) -> list[str]:
    """Emergency numbers from the list of who helps; without any, those that networks know."""
    listed = [number for r in own if "emergency" in r.kinds for number in r.phones[:1]]
    return listed or emergency_numbers(country)


def open_now(resource: Resource) -> bool | None:
    """Whether somebody answers at this moment; None if nobody can say."""
    return is_open(resource.hours, resource.timezone, utc_now())


def month(gathered: str) -> str:
    """When a fact was written down, in the reader's language, as exactly as it is known."""
    if len(gathered) > len("2026-11"):
        return str(format_date(datetime.fromisoformat(gathered), "long"))
    return str(format_date(datetime.fromisoformat(f"{gathered}-01"), "MMMM yyyy"))
