"""Where we hand people over to when this is not the place for them.

Facts gathered in November 2026 from the services' own pages or from what others publish about them
(`docs/sources.md`). What is not known is left out, never guessed.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

WORLD = "001"
GATHERED = "2026-11"


@dataclass(frozen=True)
class Service:
    """One organisation. `country`: ISO 3166, or 001 for the world; `phone`: as dialled there."""

    name: str
    country: str
    serves: str
    url: str = ""
    phone: str = ""
    for_children: bool = False

    @property
    def dial(self) -> str:
        """The number as a `tel:` link wants it."""
        return "".join(c for c in self.phone if c.isdigit() or c == "+")

    def country_name(self, locale: str) -> str:
        """The country's name in the reader's language."""
        if self.country == WORLD:
            return str(_("Anywhere in the world"))
        return str(Locale.parse(locale).territories[self.country])


_TAKES_DOWN = _l("Helps to take images down")
_LISTENS = _l("People who listen and help you decide what to do")
_CHILD = _l("For children and young people")
_ADULT_ALSO = _l("Also for adults whose images were taken before they were 18")
_POLICE = _l("Takes reports to the police")
_EMERGENCY = _l("If you are in danger now")

SERVICES = (
    Service("Take It Down", WORLD, _ADULT_ALSO, "https://takeitdown.ncmec.org", for_children=True),
    Service("INHOPE", WORLD, _TAKES_DOWN, "https://inhope.org", for_children=True),
    Service("eSafety Commissioner", "AU", _TAKES_DOWN, "https://www.esafety.gov.au", "", True),
    Service("Child Focus", "BE", _CHILD, "", "116 000", True),
    Service("Cybertip.ca", "CA", _TAKES_DOWN, "https://cybertip.ca", "1-800-532-9135", True),
    Service("SletDet", "DK", _CHILD, "https://sletdet.redbarnet.dk", "", True),
    Service("3018", "FR", _CHILD, "https://3018.fr", "3018", True),
    Service("Report Remove", "GB", _TAKES_DOWN, "https://www.childline.org.uk/remove", "", True),
    Service("Meri Trustline", "IN", _CHILD, "", "6363176363", True),
    Service("113", "TW", _CHILD, "", "113", True),
    Service("ALO 183", "TR", _LISTENS, "", "183", True),
    Service("112", "TR", _EMERGENCY, "", "112", True),
    Service("CyberTipline", "US", _POLICE, "https://report.cybertip.org", "1-800-843-5678", True),
    Service("eSafety Commissioner", "AU", _TAKES_DOWN, "https://www.esafety.gov.au"),
    Service("HateAid", "DE", _LISTENS, "https://hateaid.org", "030 252 088 38"),
    Service(
        "Revenge Porn Helpline",
        "GB",
        _LISTENS,
        "https://revengepornhelpline.org.uk",
        "0345 6000 459",
    ),
    Service("RainLily", "HK", _LISTENS, "https://rainlily.org.hk", "2375 5322"),
    Service("Hotline.ie", "IE", _TAKES_DOWN, "https://hotline.ie"),
    Service("National Cyber Crime Helpline", "IN", _POLICE, "https://cybercrime.gov.in", "1930"),
    Service(
        "Garante per la protezione dei dati personali", "IT", _TAKES_DOWN, "https://www.gpdp.it"
    ),
    Service("D4U", "KR", _TAKES_DOWN, "https://d4u.stop.or.kr", "02-735-8994"),
    Service("Helpwanted", "NL", _LISTENS, "https://www.helpwanted.nl", "020 261 52 75"),
    Service("Netsafe", "NZ", _LISTENS, "https://report.netsafe.org.nz", "0508 638 723"),
    Service(
        "Digital Rights Foundation",
        "PK",
        _LISTENS,
        "https://digitalrightsfoundation.pk",
        "0800-39393",
    ),
    Service("TKDF", "TR", _LISTENS, "https://tkdf.org.tr", "0212 656 96 96"),
    Service("SIARC", "TW", _TAKES_DOWN, "https://siarc.mohw.gov.tw", "02-6605-7373"),
    Service(
        "CCRI Image Abuse Helpline",
        "US",
        _LISTENS,
        "https://cybercivilrights.org",
        "1-844-878-2274",
    ),
    Service("StopNCII.org", WORLD, _TAKES_DOWN, "https://stopncii.org"),
)


def services_for(*, children: bool, locale: str) -> dict[str, list[Service]]:
    """The services by name of country in the reader's language, those for the world first."""
    chosen = [s for s in SERVICES if s.for_children == children]
    chosen.sort(key=lambda s: (s.country != WORLD, s.country_name(locale)))
    grouped: dict[str, list[Service]] = {}
    for service in chosen:
        grouped.setdefault(service.country_name(locale), []).append(service)
    return grouped


def origins() -> list[str]:
    """The origins that the links of an ending lead to."""
    parts = (urlsplit(s.url) for s in SERVICES if s.url)
    return sorted({f"{p.scheme}://{p.netloc}" for p in parts})
