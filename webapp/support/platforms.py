"""Large services: where to report, what they cover, and the clock that the law sets them.

Addresses lead to the service's own page about reporting. Nobody has tried them out since they were
gathered, and the page says so.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

GATHERED = "2026-11"


@dataclass(frozen=True)
class Platform:
    """One service. `matches`: it was announced as comparing uploads with hashes of StopNCII.org."""

    slug: str
    name: str
    report: str
    covers: str
    matches: bool = False


_POSTS = _l("Posts, messages and accounts on it")
_SEARCH = _l("Results of its search. The page itself stays: report it there too.")
_VIDEOS = _l("Videos and images on it")
_CLOSED = _l("Accounts, groups and channels. It does not look into encrypted chats by itself.")

PLATFORMS = (
    Platform("bing", "Bing", "https://www.microsoft.com/en-us/concern/revengeporn", _SEARCH, True),
    Platform("bumble", "Bumble", "https://support.bumble.com/", _POSTS, True),
    Platform("discord", "Discord", "https://dis.gd/report", _CLOSED),
    Platform("facebook", "Facebook", "https://www.facebook.com/help/", _POSTS, True),
    Platform(
        "google",
        "Google Search",
        "https://support.google.com/websearch/answer/6302812",
        _SEARCH,
        True,
    ),
    Platform("instagram", "Instagram", "https://help.instagram.com/", _POSTS, True),
    Platform("onlyfans", "OnlyFans", "https://onlyfans.com/help", _VIDEOS, True),
    Platform("pornhub", "Pornhub", "https://www.pornhub.com/content-removal", _VIDEOS, True),
    Platform("reddit", "Reddit", "https://www.reddit.com/report", _POSTS, True),
    Platform("redgifs", "RedGIFs", "https://www.redgifs.com/", _VIDEOS, True),
    Platform("snapchat", "Snapchat", "https://help.snapchat.com/", _POSTS, True),
    Platform("telegram", "Telegram", "https://telegram.org/support", _CLOSED),
    Platform("threads", "Threads", "https://help.instagram.com/", _POSTS, True),
    Platform("tiktok", "TikTok", "https://www.tiktok.com/legal/report/feedback", _POSTS, True),
    Platform("whatsapp", "WhatsApp", "https://faq.whatsapp.com/", _CLOSED),
    Platform("x", "X (Twitter)", "https://help.x.com/forms", _POSTS),
    Platform("youtube", "YouTube", "https://support.google.com/youtube/answer/142443", _VIDEOS),
)

# (country, what binds a service there, where that stands)
DEADLINES = (
    (
        "US",
        _l("48 hours from a valid request, and reasonable efforts against copies"),
        "https://www.congress.gov/bill/119th-congress/senate-bill/146",
    ),
    (
        "GB",
        _l("48 hours are planned by law. We could not find out whether this is in force yet."),
        "https://bills.parliament.uk/bills/3938",
    ),
    (
        "AU",
        _l("24 hours from a notice of the eSafety Commissioner"),
        "https://www.esafety.gov.au/image-based-abuse/action/remove-images-video/report-to-us",
    ),
    (
        "TR",
        _l("Access is blocked within 4 hours under Law 5651, article 9/A"),
        "https://www.mevzuat.gov.tr/mevzuat?MevzuatNo=5651&MevzuatTur=1&MevzuatTertip=5",
    ),
    (
        "EU",
        _l("Without undue delay after a notice under the Digital Services Act, article 16"),
        "https://eur-lex.europa.eu/eli/reg/2022/2065/oj",
    ),
    (
        "TW",
        _l("24 hours for images of children, 72 hours for those of adults"),
        "https://siarc.mohw.gov.tw",
    ),
)
