"""Letters that ask for a removal or report a crime, each with the fields that the law asks for.

The texts are in templates/support/letters/<slug>/<language>.html. They are filled in on the
device: nothing of what is typed is ever sent.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

GATHERED = "2026-11"
LANGUAGES = ("en", "tr")
# The list of places is printed like a letter, but goes to nobody.
LOG = "log"


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, under which law, in which language it has to be sent.

    `caution` is what one must know before sending it; empty if there is nothing.
    """

    slug: str
    title: str
    goes_to: str
    law: str
    source: str
    send_in: str
    fields: tuple[str, ...]
    country: str = ""
    caution: str = ""


FIELDS = {
    "name": _l("Your full name"),
    "contact": _l("How they can reach you: email, phone or post"),
    "address": _l("Your home address"),
    "identity": _l("Your identity number"),
    "platform": _l("The site or app the letter goes to"),
    "shows": _l("What the image shows, in a few words"),
    "events": _l("What happened, in a few sentences"),
    "suspect": _l("Who did it, if you know: name or account"),
    "place": _l("The town whose police or prosecutor it goes to"),
    "date": _l("The date, if it is not today"),
}
_BASIC = ("name", "contact", "platform", "shows", "date")

LETTERS = {
    letter.slug: letter
    for letter in (
        Letter(
            "platform",
            _l("To any site or app"),
            _l("The place on the site or app where one can report, or its email address"),
            _l("The site's own rules"),
            "https://revengepornhelpline.org.uk/information-and-advice/reporting-content/",
            "",
            _BASIC,
        ),
        Letter(
            "eu-dsa",
            _l("European Union: notice to a platform"),
            _l("Any online platform that offers its service in the European Union"),
            _l("Digital Services Act, article 16"),
            "https://eur-lex.europa.eu/eli/reg/2022/2065/oj",
            "",
            _BASIC,
            "EU",
        ),
        Letter(
            "us-take-it-down",
            _l("United States: removal request"),
            _l("A site or app that is used in the United States"),
            _l("TAKE IT DOWN Act: 48 hours from a valid request, since 19 May 2026"),
            "https://www.congress.gov/bill/119th-congress/senate-bill/146",
            "en",
            _BASIC,
            "US",
        ),
        Letter(
            "uk-report",
            _l("United Kingdom: intimate image content report"),
            _l("A site or app that is used in the United Kingdom"),
            _l("Crime and Policing Bill: 48 hours"),
            "https://bills.parliament.uk/bills/3938",
            "en",
            _BASIC,
            "GB",
            _l("We could not find out whether this part of the law is in force yet."),
        ),
        Letter(
            "tr-5651",
            _l("Türkiye: have the address blocked"),
            _l("The Union of Access Providers (ESB), at BTK"),
            _l("Law 5651, article 9/A: blocked within 4 hours"),
            "https://www.mevzuat.gov.tr/mevzuat?MevzuatNo=5651&MevzuatTur=1&MevzuatTertip=5",
            "tr",
            ("name", "identity", "address", "contact", "shows", "events", "date"),
            "TR",
            _l(
                "You must prove who you are, and take the decision to the criminal judgeship of "
                "peace within 24 hours. Otherwise it does not stand."
            ),
        ),
        Letter(
            "tr-134",
            _l("Türkiye: complaint to the prosecutor"),
            _l("The public prosecutor, or the police or gendarmerie where you live"),
            _l("Penal Code, article 134: two to five years in prison for sharing"),
            "https://www.mevzuat.gov.tr/mevzuat?MevzuatNo=5237&MevzuatTur=1&MevzuatTertip=5",
            "tr",
            (
                "name",
                "identity",
                "address",
                "contact",
                "place",
                "suspect",
                "shows",
                "events",
                "date",
            ),
            "TR",
        ),
        Letter(
            "au-esafety",
            _l("Australia: report to eSafety"),
            _l("The form of the eSafety Commissioner"),
            _l("Online Safety Act, sections 77 and 78: 24 hours from a notice of eSafety"),
            "https://www.esafety.gov.au/image-based-abuse/action/remove-images-video/report-to-us",
            "en",
            ("name", "contact", "platform", "suspect", "shows", "events", "date"),
            "AU",
        ),
    )
}


def wanted_by(field: str) -> list[str]:
    """The letters that have a gap for this field."""
    return [letter.slug for letter in LETTERS.values() if field in letter.fields]
