"""The words for what a resource is: kinds of help, for whom, cost, and what to know before."""

from babel import Locale
from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.bank.hours import ALWAYS, DAY_MINUTES, parse_hours
from webapp.bank.resource import Resource
from webapp.i18n import current_language

# In the order in which they are shown: first somebody to talk to.
KINDS = {
    "helpline": _l("Someone to talk to"),
    "crisis": _l("Help when you cannot go on"),
    "removal": _l("Help to take images down"),
    "police": _l("Police"),
    "legal": _l("Help with the law"),
    "emergency": _l("Emergency"),
}
NEED_TITLES = {
    "now": _l("I am not safe now"),
    "under-18": _l("Help for people under 18"),
    "crisis": _l("If you cannot go on, or think of hurting yourself"),
}
# The same in a word or two, to choose from.
CHOICES = {"": _l("Everything"), "under-18": _l("Under 18"), **KINDS}
AUDIENCE = {
    "anyone": _l("everyone"),
    "adults": _l("adults"),
    "women": _l("women"),
    "under-18": _l("children and young people under 18"),
    "was-under-18": _l("people who were under 18 in the image, also if they are grown up now"),
    "parents": _l("parents and families"),
    "lgbti": _l("LGBTI people"),
}
COSTS = {
    "": _l("not known"),
    "free": _l("free"),
    "local": _l("the price of a local call"),
    "charged": _l("costs money"),
}
TRAITS = {
    "anonymous": _l("You do not have to say who you are."),
    "chat": _l("You can write instead of speaking."),
    "can-order": _l("It has the power to order a removal."),
    "asks-for-identity": _l("It asks you to prove who you are."),
    "takes-images": _l("The people who work there are given the images or their addresses."),
    "follows-up": _l("They stay with you until it is over."),
}
STANDINGS = {
    "verified": _l("Verified on %(date)s"),
    "unverified": _l("Not verified yet"),
    "stale": _l("Verified more than a year ago, on %(date)s"),
}


def need_title(need: str) -> str:
    """What somebody who has this need would say."""
    return str(NEED_TITLES.get(need) or KINDS[need])


def language_names(resource: Resource) -> str:
    """The languages spoken there, in the reader's own."""
    names = _reader().languages
    spoken = [names.get(code, code) for code in resource.languages if code != "mul"]
    if "mul" in resource.languages:
        spoken.append(_("others"))
    return format_list(spoken, locale=_reader()) if spoken else str(_("not known"))


def audience_text(resource: Resource) -> str:
    """For whom it is."""
    return format_list([str(AUDIENCE[code]) for code in resource.audience], locale=_reader())


def hours_text(resource: Resource) -> str:
    """When somebody answers, in the reader's language; the hours are those of the place."""
    if resource.hours == ALWAYS:
        return str(_("day and night, every day"))
    if not resource.hours:
        return str(_("not known"))
    days = get_day_names("abbreviated", "stand-alone", _reader())
    return ", ".join(
        f"{days[s.first]}{f'–{days[s.last]}' if s.last != s.first else ''} "
        f"{_clock(s.opens)}–{_clock(s.closes)}"
        for s in parse_hours(resource.hours)
    )


def _clock(minute: int) -> str:
    if minute == DAY_MINUTES:
        return "24:00"
    return f"{minute // 60:02}:{minute % 60:02}"


def _reader() -> Locale:
    return current_language().locale
