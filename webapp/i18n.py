"""Languages: which there are, which way they run, and which one this request is in."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, g, request, url_for
from flask_babel import Babel

TRANSLATIONS = Path(__file__).parent / "translations"


@dataclass(frozen=True)
class Language:
    """A language by its own name, so that those who read it find it."""

    code: str
    name: str
    dir: str = "ltr"


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English"),
        Language("tr", "Türkçe"),
        Language("ar", "العربية", "rtl"),
    )
}


def init_app(app: Flask) -> None:
    """Take the language out of the address, `/<lang>/...`, and put it into every address made."""
    Babel(
        app,
        default_locale="en",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=current_code,
    )
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)


def current_code() -> str:
    """The language of the address, found or not; else the browser's; else the partner's."""
    code: str = g.get("lang") or request.path.split("/")[1]
    if code in LANGUAGES:
        return code
    return request.accept_languages.best_match(list(LANGUAGES)) or g.get("own_lang", "en")


def current_language() -> Language:
    """The same, with its name and direction."""
    return LANGUAGES[current_code()]


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
            "url": url_for(endpoint, **{**arguments, "lang": language.code}),
            "current": language.code == current_code(),
        }
        for language in LANGUAGES.values()
    ]


def _take_language(_endpoint: str | None, values: dict[str, object] | None) -> None:
    if values is None or "lang" not in values:
        return
    code = str(values.pop("lang"))
    if code not in LANGUAGES:
        abort(404)
    g.lang = code


def _give_language(endpoint: str, values: dict[str, object]) -> None:
    from flask import current_app

    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current_code()
