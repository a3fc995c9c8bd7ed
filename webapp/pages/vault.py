"""The vault's document: the same bytes for everybody, so that anyone can compare its digest.

Only who may have it in a frame differs: /vault/self for our own pages, else the partner's sites.
"""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from webapp.tools import tools

blueprint = Blueprint("vault", __name__)


@blueprint.get("/vault/<partner>")
def document() -> Response:
    """The sealed frame. Opened as a page it would be sealed too, but would say nothing useful."""
    if request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe":
        abort(HTTPStatus.FORBIDDEN)
    return Response(tools().shipped.vault, mimetype="text/html")
