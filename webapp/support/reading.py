"""What there is to read and to write: guides, letters, where platforms take reports."""

from flask import abort, render_template

from webapp.countries import country_name
from webapp.door import current_partner
from webapp.i18n import LANGUAGES, current_code, current_language
from webapp.security import LETTER_SCRIPTS
from webapp.support import letters, platforms
from webapp.support.guides import GUIDES
from webapp.support.views import blueprint, month
from webapp.tools import participants


@blueprint.get("/help/guides")
def list_guides() -> str:
    """Every guide, by its title."""
    return render_template("support/guides.html", slug="help", guides=GUIDES.values())


@blueprint.get("/help/guides/<guide>")
def show_guide(guide: str) -> str:
    """One guide, in the reader's language or, if nobody has translated it yet, in English."""
    if guide not in GUIDES:
        abort(404)
    found = GUIDES[guide]
    language = found.language(current_code())
    return render_template(
        "support/guide.html",
        slug="help",
        guide=found,
        text=found.template(language),
        text_language=language,
        text_dir=LANGUAGES[language].dir,
        others=[other for other in GUIDES.values() if other != found][:4],
    )


@blueprint.get("/help/letters", defaults={"letter": letters.LOG})
@blueprint.get("/help/letters/<letter>")
def show_letter(letter: str) -> str:
    """The list of places, and a letter made of it. All of it happens on the device."""
    if letter not in (letters.LOG, *letters.LETTERS):
        abort(404)
    return render_template(
        "support/letters.html",
        slug="help",
        page_scripts=LETTER_SCRIPTS,
        chosen=letter,
        letters=_own_law_first(),
        fields=letters.FIELDS,
        wanted_by=letters.wanted_by,
        letter_languages=letters.LANGUAGES,
        gathered=month(letters.GATHERED),
        reader=current_language().code,
    )


def _own_law_first() -> dict[str, letters.Letter]:
    """Behind a partner's door, the letters under the law of its country before the others."""
    partner = current_partner()
    own = partner.country if partner else ""
    found = letters.LETTERS.items()
    return dict(sorted(found, key=lambda pair: bool(own) and pair[1].country != own))


@blueprint.get("/help/platforms")
def show_platforms() -> str:
    """Where large services take reports, and the clock that the law sets them."""
    return render_template(
        "support/platforms.html",
        slug="help",
        platforms=platforms.PLATFORMS,
        taking_part={participant.slug: participant.name for participant in participants()},
        deadlines=[(_place(code), text, url) for code, text, url in platforms.DEADLINES],
        gathered=month(platforms.GATHERED),
    )


def _place(code: str) -> str:
    if code == "EU":
        return str(current_language().locale.territories["EU"])
    return country_name(code)
