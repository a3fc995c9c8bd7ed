"""A partner's look: its colours as a style sheet, and its logo, both of our own origin."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from webapp.bank.colour import (
    ColourMalformed,
    ColourTooFaint,
    Shades,
    by_day,
    by_night,
    check_colour,
)
from webapp.bank.partner import load_logo
from webapp.door import current_partner
from webapp.tools import tools

blueprint = Blueprint("look", __name__)

# On paper our own ink stays: a sheet that anyone may find names nobody.
SHEET = """\
@media screen {{ :root {{ {day} }} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {night} }} }}
"""


@blueprint.get("/colours.css")
def colours() -> Response:
    """The partner's colour in the place of ours, or one that its lead only tries (`of`)."""
    partner = current_partner()
    if partner is None:
        abort(HTTPStatus.NOT_FOUND)
    try:
        colour = check_colour(f"#{request.args['of']}") if "of" in request.args else partner.colour
    except (ColourMalformed, ColourTooFaint):
        colour = partner.colour
    if not colour:
        abort(HTTPStatus.NOT_FOUND)
    day, night = by_day(colour), by_night(colour)
    sheet = SHEET.format(day=_declarations(day), night=_declarations(night))
    return Response(sheet, mimetype="text/css")


@blueprint.get("/logo")
def logo() -> Response:
    """The partner's logo: the bytes that were checked when it was set, as the kind they are."""
    partner = current_partner()
    kept = tools().bank.run(load_logo, partner.slug) if partner else None
    if kept is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(kept.data, content_type=kept.kind)


def _declarations(shades: Shades) -> str:
    return "; ".join(
        f"--sm-{name}: {value}"
        for name, value in {
            "accent": shades.accent,
            "accent-hover": shades.hover,
            "on-accent": shades.on_accent,
            "link": shades.accent,
            "link-hover": shades.hover,
            "tint": shades.tint,
        }.items()
    )


def look_context() -> dict[str, object]:
    """The same colours for the sealed frame, by the names that it pins."""
    partner = current_partner()
    return {"vault_colours": _pinned(partner.colour) if partner and partner.colour else {}}


def _pinned(colour: str) -> dict[str, str]:
    return {
        f"{scheme}-{name}": value
        for scheme, shades in (("light", by_day(colour)), ("dark", by_night(colour)))
        for name, value in (
            ("accent", shades.accent),
            ("on-accent", shades.on_accent),
            ("tint", shades.tint),
        )
    }
