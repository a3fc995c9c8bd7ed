"""The door that a request came through: our own, or a partner's at `/p/<partner>/...`.

Rooms hang behind both and know of neither. Here the partner is taken out of the address and put
into every address made, so that whoever came in by a partner's door stays behind it.
"""

from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, g, has_request_context, request

from webapp.bank.partner import Partner, find_partner
from webapp.i18n import LANGUAGES, current_code
from webapp.tools import tools

# The blueprint that holds the rooms a second time, for every partner.
PORTAL = "portal"
OURS = "self"
# The example of a demonstration may be framed from one's own machine, whatever the port.
TRIAL_SITES = ["http://localhost:*", "http://127.0.0.1:*"]


@dataclass(frozen=True)
class Sign:
    """What stands at a partner's door, in the reader's language; all of it plain text."""

    name: str
    website: str
    colour: str
    has_logo: bool
    phones: list[tuple[str, str]]
    hours: str
    hours_language: str
    intro: list[str]
    closing: list[str]


class FlaskWithDoors(Flask):
    """A Flask whose addresses stay behind the door that the request came through."""

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Flask's own. What is behind this door too is reached without leaving it."""
        behind = f"{PORTAL}.{endpoint}"
        if has_request_context() and current_partner() and behind in self.view_functions:
            endpoint = behind
        return super().url_for(endpoint, **values)


def init_app(app: Flask) -> None:
    """Know the door in every request, and make addresses that stay behind it."""
    app.url_value_preprocessor(_take_partner)
    app.url_defaults(_give_partner)
    app.context_processor(_door_context)


def current_partner() -> Partner | None:
    """The partner whose door this is; None at our own."""
    partner: Partner | None = g.get("partner")
    return partner


def sites_that_may_frame() -> list[str]:
    """The partner's sites that may show this answer in a frame at this moment."""
    partner, config = current_partner(), tools().config
    if partner is None:
        return []
    trial = TRIAL_SITES if partner.is_example else []
    return [*partner.framed_by(with_loopback=not config.is_production), *trial]


def twin(endpoint: str | None) -> str:
    """The endpoint by its name at our own door: policies are the same behind every other."""
    return (endpoint or "").removeprefix(f"{PORTAL}.")


def _take_partner(endpoint: str | None, values: dict[str, object] | None) -> None:
    if values is None or "partner" not in values:
        return
    slug = str(values.pop("partner"))
    if slug == OURS and twin(endpoint) == endpoint:
        return
    partner = tools().bank.run(find_partner, slug)
    if partner is None or (partner.is_example and not tools().config.demo):
        abort(404)
    g.partner = partner
    g.own_lang = partner.locale if partner.locale in LANGUAGES else "en"


def _give_partner(endpoint: str, values: dict[str, object]) -> None:
    if "partner" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "partner"):
        partner = current_partner()
        values["partner"] = partner.slug if partner else OURS


def _door_context() -> dict[str, object]:
    partner = current_partner()
    return {
        "partner": _sign(partner) if partner else None,
        "is_framed": request.headers.get("Sec-Fetch-Dest") == "iframe",
        "site_url": (tools().config.public_url or request.host_url).rstrip("/"),
    }


def _sign(partner: Partner) -> Sign:
    language = current_code()
    texts = {kind: text for (locale, kind), text in partner.texts.items() if locale == language}
    return Sign(
        partner.name,
        partner.website,
        partner.colour,
        partner.has_logo,
        [(number, _dial(number)) for number in partner.phones],
        # Hours in another language still tell something; an intro that cannot be read does not.
        texts.get("hours") or partner.texts.get((partner.locale, "hours"), ""),
        language if "hours" in texts else partner.locale,
        _paragraphs(texts.get("intro", "")),
        _paragraphs(texts.get("closing", "")),
    )


def _dial(number: str) -> str:
    return "".join(c for c in number if c.isdigit() or c == "+")


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part]
