"""Languages: which there are, which way they run, and which one this request is in."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept

TRANSLATIONS = Path(__file__).parent / "translations"


@dataclass(frozen=True)
class Language:
    """A language by its own name, so that those who read it find it.

    `desk`: the room of the staff is translated too. `reviewed`: since when a native speaker has
    read all of it; None if none has.
    """

    code: str
    name: str
    dir: str = "ltr"
    desk: bool = False
    reviewed: date | None = None

    @property
    def locale(self) -> Locale:
        """The same for Babel, which knows its numbers, dates and plurals."""
        return Locale.parse(self.code, sep="-")


def read_languages() -> dict[str, Language]:
    """Those of the list, by their codes and in its order."""
    listed = tomllib.loads((TRANSLATIONS / "languages.toml").read_text(encoding="utf-8"))
    return {code: Language(code, **facts) for code, facts in listed.items()}


LANGUAGES = read_languages()


def init_app(app: Flask) -> None:
    """Take the language out of the address, `/<lang>/...`, and put it into every address made."""
    Babel(
        app,
        default_locale="en",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: str(current_language().locale),
    )
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)


def current_code() -> str:
    """The language of the address, found or not; else the browser's; else the partner's."""
    code: str = g.get("lang") or request.path.split("/")[1]
    if code in LANGUAGES:
        return code
    return nearest(request.accept_languages) or g.get("own_lang", "en")


def current_language() -> Language:
    """The same, with its name and direction."""
    return LANGUAGES[current_code()]


def nearest(wanted: LanguageAccept) -> str | None:
    """The language that somebody likes best; that of Portugal is near to that of Brazil."""
    wider = [(tag.partition("-")[0], quality) for tag, quality in wanted]
    return LanguageAccept([*wanted, *wider]).best_match(list(LANGUAGES))


def language_links() -> list[dict[str, object]]:
    """The same page in every language, for the chooser."""
    endpoint, arguments = request.endpoint, dict(request.view_args or {})
    if endpoint is None or "lang" not in request.url_rule.arguments:  # type: ignore[union-attr]
        endpoint, arguments = "pages.home", {}
    return [
        {
            "code": language.code,
            "name": language.name,
            "dir": language.dir,
            "desk": language.desk,
            "url": url_for(endpoint, **{**arguments, "lang": language.code}),
            "current": language.code == current_code(),
        }
        for language in LANGUAGES.values()
    ]


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is None or "lang" not in values:
        return
    code = str(values.pop("lang"))
    if code not in LANGUAGES:
        _go_to_nearest(endpoint or "", values, code)
    g.lang = code


def _go_to_nearest(endpoint: str, values: dict[str, Any], code: str) -> None:
    """A link may say pt or en-GB. What is near to none of ours is no page."""
    found = nearest(LanguageAccept([(code, 1)]))
    if found is None or request.method != "GET":
        abort(404)
    abort(redirect(url_for(endpoint, **{**values, "lang": found})))


def _give_language(endpoint: str, values: dict[str, object]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current_code()
