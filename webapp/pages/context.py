"""What every template knows."""

from webapp.i18n import current_language, language_links
from webapp.tools import protects_nobody, tools

# One title for all pages: somebody who glances at the tabs learns nothing.
TITLE = "Stillmine"


def page_context() -> dict[str, object]:
    """Language, title, the way out, and whether this copy protects anybody."""
    language = current_language()
    return {
        "title": TITLE,
        "lang": language.code,
        "dir": language.dir,
        "languages": language_links(),
        "leave_url": tools().config.leave_url,
        "protects_nobody": protects_nobody(),
        "is_demo": tools().config.demo,
    }
