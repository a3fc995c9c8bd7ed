"""The search of the support centre: everything it has, under its words in every language."""

from dataclasses import dataclass
from functools import cache

from flask import url_for
from flask_babel import force_locale

from webapp.bank.phone import COUNTRIES, INTERNATIONAL
from webapp.bank.resource import Resource, shown_resources
from webapp.countries import country_name
from webapp.i18n import LANGUAGES
from webapp.support import terms
from webapp.support.guides import GUIDES
from webapp.support.letters import LETTERS
from webapp.support.needs import YOUNG_NEED
from webapp.support.platforms import PLATFORMS
from webapp.support.search import Entry, rank, weigh
from webapp.support.words import need_title
from webapp.tools import tools


@dataclass(frozen=True)
class Hit:
    """Something found: a place to go to, or a resource that is shown in full."""

    kind: str
    key: str
    title: str = ""
    url: str = ""
    resource: Resource | None = None


def find(query: str) -> list[Hit]:
    """What fits the words best, the best first."""
    resources = {r.slug: r for r in tools().bank.run(shown_resources)}
    entries = [*_fixed_entries(), *(_resource_entry(r) for r in resources.values())]
    return [_hit(kind, key, resources) for kind, key in rank(query, entries)]


@cache
def _fixed_entries() -> tuple[Entry, ...]:
    """Needs, guides, letters, platforms and countries: the same until the next release."""
    found = [Entry(("need", need), weigh((text, 2.2))) for need, text in terms.NEEDS.items()]
    for kind, titled, words in (
        ("guide", GUIDES, terms.GUIDES),
        ("letter", LETTERS, terms.LETTERS),
    ):
        for slug, each in titled.items():
            weighed = weigh((words[slug], 1.6), *((t, 1.2) for t in _in_all_languages(each.title)))
            found.append(Entry((kind, slug), weighed))
    found += [Entry(("platform", p.slug), weigh((p.name, 2))) for p in PLATFORMS]
    found += [Entry(("country", c.lower()), weigh((_names(c), 2))) for c in sorted(COUNTRIES)]
    return tuple(found)


def _in_all_languages(title: str) -> list[str]:
    texts = []
    for language in LANGUAGES.values():
        with force_locale(str(language.locale)):
            texts.append(str(title))
    return texts


@cache
def _names(country: str) -> str:
    """A country's names in every language of the site, and what else people call it."""
    names = [each.locale.territories.get(country, "") for each in LANGUAGES.values()]
    return " ".join([*names, terms.COUNTRIES.get(country.lower(), "")])


def _resource_entry(resource: Resource) -> Entry:
    needs = [*resource.kinds, *([YOUNG_NEED] if "under-18" in resource.audience else [])]
    about = " ".join(terms.NEEDS.get(need, "") for need in needs)
    country = "" if resource.country == INTERNATIONAL else _names(resource.country)
    named = f"{resource.name} {resource.area} {' '.join(resource.phones)}"
    return Entry(("resource", resource.slug), weigh((named, 2), (country, 1), (about, 1)))


def _hit(kind: str, key: str, resources: dict[str, Resource]) -> Hit:
    if kind == "resource":
        return Hit(kind, key, resource=resources[key])
    if kind == "country":
        return Hit(kind, key, country_name(key), url_for("support.show_country", country=key))
    if kind == "need":
        return Hit(kind, key, need_title(key), url_for("support.choose_country", need=key))
    if kind == "guide":
        return Hit(kind, key, str(GUIDES[key].title), url_for("support.show_guide", guide=key))
    if kind == "letter":
        return Hit(kind, key, str(LETTERS[key].title), url_for("support.show_letter", letter=key))
    name = next(p.name for p in PLATFORMS if p.slug == key)
    return Hit(kind, key, name, url_for("support.show_platforms", _anchor=key))
