"""Guides: what to do, in plain words. A text is one file for each language, not many strings.

English and Turkish are always there, and say the same in the same parts; a test compares them. A
guide without a file in the reader's language is shown in English, and says so.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from webapp.tools import tools

FALLBACK = "en"


@dataclass(frozen=True)
class Guide:
    """One guide, by its title. The text is in templates/support/guides/<slug>/<language>.html."""

    slug: str
    title: str

    def template(self, language: str) -> str:
        """Where the text in this language is, or would be."""
        return f"support/guides/{self.slug}/{language}.html"

    def language(self, wanted: str) -> str:
        """The language it can be read in: the one wanted if there is a text, else English."""
        found = tools().config.templates / self.template(wanted)
        return wanted if found.exists() else FALLBACK


GUIDES = {
    guide.slug: guide
    for guide in (
        Guide("first-steps", _l("What to do first")),
        Guide("proof", _l("Keep proof before it is gone")),
        Guide("police", _l("Report it to the police")),
        Guide("trust", _l("Tell someone you trust")),
        Guide("blackmail", _l("If you are being blackmailed")),
        Guide("made-by-ai", _l("If the image is fake or made by AI")),
        Guide("no-file", _l("If you no longer have the image")),
        Guide("after-a-match", _l("What platforms do after a match")),
        Guide("watched-phone", _l("If someone watches your phone")),
        Guide("for-others", _l("For friends, parents and teachers")),
    )
}
