"""In a demonstration: what a partner's own site looks like with the portal in a frame.

On one's own machine the frame comes from the other name of loopback, so that it is a real other
origin, as it will be on a partner's site.
"""

from http import HTTPStatus

from flask import Blueprint, abort, render_template, request
from markupsafe import Markup

from webapp.door import current_partner
from webapp.i18n import current_code
from webapp.snippet import make_snippet
from webapp.tools import tools

blueprint = Blueprint("trial", __name__)
OTHER_NAME = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}


@blueprint.get("/<lang>/trial-site")
def show_site() -> str:
    """A made-up site around the frame."""
    partner = current_partner()
    if partner is None or not partner.is_example or not tools().config.demo:
        abort(HTTPStatus.NOT_FOUND)
    host, _, port = request.host.partition(":")
    site = f"{request.scheme}://{OTHER_NAME.get(host, host)}{f':{port}' if port else ''}"
    made = make_snippet(site, partner.slug, partner.name, current_code(), "medium")
    return render_template("portal/trial-site.html", snippet=Markup(made.frame))  # noqa: S704
