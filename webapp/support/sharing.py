"""The same facts for other sites: as JSON, as a sheet, and as a page to put into theirs."""

import hashlib
import json
from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from webapp.bank.phone import written_phone
from webapp.bank.resource import Resource, shown_resources
from webapp.bank.resource_sheet import write_sheet
from webapp.countries import countries_with_help, is_country
from webapp.i18n import LANGUAGES, Language
from webapp.support.guides import GUIDES
from webapp.support.letters import LANGUAGES as LANGUAGES_OF_LETTERS
from webapp.support.needs import NEEDS, answering, in_country, in_the_world
from webapp.support.views import blueprint, support_context
from webapp.tools import tools

data = Blueprint("support_data", __name__)
data.context_processor(support_context)
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
# What is only for those who keep the list.
INTERNAL = {"note", "is_held"}
# What `make check` holds every language to.
EVERYWHERE = ("wizard", "statements", "follow", "portal", "support", "pages", "offline")


@data.get("/help/resources.json")
def resources_json() -> Response:
    """Every resource that is shown, or those of one country. What is empty is not known."""
    body = {"licence": LICENCE, "resources": [as_json(resource) for resource in _wanted()]}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return _shared(Response(text + "\n", mimetype="application/json"))


@data.get("/languages.json")
def languages_json() -> Response:
    """Every language, and what of this site is in it."""
    listed = [_language_facts(language) for language in LANGUAGES.values()]
    text = json.dumps({"guides": len(GUIDES), "languages": listed}, ensure_ascii=False, indent=1)
    return _shared(Response(text + "\n", mimetype="application/json"))


def _language_facts(language: Language) -> dict[str, object]:
    return {
        "code": language.code,
        "name": language.name,
        "direction": language.dir,
        "complete": [*EVERYWHERE, *(["casework"] if language.desk else [])],
        "guides": sum(guide.language(language.code) == language.code for guide in GUIDES.values()),
        "letters": language.code in LANGUAGES_OF_LETTERS,
        "reviewed_by_a_native_speaker": language.reviewed and language.reviewed.isoformat(),
    }


@data.get("/help/resources.csv")
def resources_csv() -> Response:
    """The same as the sheet that `stillmine resources import` takes."""
    sheet = write_sheet([replace(resource, note="") for resource in _wanted()])
    return _shared(Response(sheet, mimetype="text/csv"))


def _wanted() -> list[Resource]:
    resources = tools().bank.run(shown_resources)
    country = request.args.get("country", "").lower()
    if not country:
        return resources
    if not is_country(country):
        abort(404)
    code = country.upper()
    return in_country(resources, code) + in_the_world(resources, code)


def as_json(resource: Resource) -> dict[str, object]:
    """One resource, with its numbers as they are dialled and as they are written."""
    facts = {k: v for k, v in vars(resource).items() if k not in INTERNAL}
    checked = resource.verified_on
    return facts | {
        "phones": [
            {"dial": number, "written": written_phone(number, resource.country)}
            for number in resource.phones
        ],
        "verified_on": checked.isoformat() if isinstance(checked, date) else None,
        "standing": resource.standing(),
    }


def _shared(response: Response) -> Response:
    """May be kept for an hour by anybody, and asked for again by its digest."""
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return response


@blueprint.get("/help/widget/<country>", defaults={"need": ""})
@blueprint.get("/help/widget/<country>/<need>")
def show_widget(country: str, need: str) -> str:
    """Who helps in a country, made to stand in the frame of any site. It runs no script."""
    if not is_country(country) or need not in ("", *NEEDS):
        abort(404)
    resources = answering(tools().bank.run(shown_resources), need)
    code = country.upper()
    return render_template(
        "support/widget.html",
        slug="help",
        country=country,
        own=in_country(resources, code),
        world=in_the_world(resources, code),
    )


@blueprint.get("/help/for-sites")
def show_for_sites() -> str:
    """How another site shows who helps: the frame, the data, the sheet."""
    return render_template(
        "support/for-sites.html",
        slug="help",
        countries=countries_with_help(),
        public_url=tools().config.public_url.rstrip("/") or request.host_url.rstrip("/"),
    )
