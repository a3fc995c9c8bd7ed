"""The vault's document: the same bytes for everybody, so that anyone can compare its digest."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from webapp.tools import tools

blueprint = Blueprint("vault", __name__)


@blueprint.get("/vault/self")
def document() -> Response:
    """The sealed frame. Opened as a page it would be sealed too, but would say nothing useful."""
    if request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe":
        abort(HTTPStatus.FORBIDDEN)
    return Response(tools().shipped.vault, mimetype="text/html")
