"""What surrounds the calls of the second protocol: refusals, limits, and addresses of nothing."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from webapp.errors import log_unforeseen
from webapp.exchange.api import VERSION, calls
from webapp.exchange.gate import Allowance
from webapp.exchange.openapi import describe
from webapp.exchange.problem import as_response
from webapp.exchange.refusal import CODES, Refusal

View = Callable[..., Response]

DESCRIPTION = f"/{VERSION}/openapi.json"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]


@calls.blueprint.route(DESCRIPTION, provide_automatic_options=False)
def openapi() -> Response:
    """The protocol for machines. Anybody may read it."""
    return jsonify(describe(calls.all))


def everywhere(view: View) -> View:
    """For every address below that nothing else is at, also where a base address ended in `/`."""
    for rest in ("", "<path:_rest>", "/<path:_rest>"):
        calls.blueprint.add_url_rule(
            f"/{VERSION}/{rest}",
            view_func=view,
            methods=METHODS,
            provide_automatic_options=False,
        )
    return view


@everywhere
def unknown(_rest: str = "") -> Response:
    """Nothing here; or something, but not with this method."""
    methods = {call.path: call.method for call in calls.all} | {DESCRIPTION: "GET"}
    method = methods.get(request.path)
    if method is None:
        raise Refusal("unknown_endpoint", HTTPStatus.NOT_FOUND)
    response = as_response(Refusal("wrong_method", HTTPStatus.METHOD_NOT_ALLOWED))
    response.headers["Allow"] = "GET, HEAD" if method == "GET" else method
    return response


@calls.blueprint.errorhandler(Refusal)
def refuse(refusal: Refusal) -> Response:
    """A code, and when to come again."""
    return as_response(refusal)


@calls.blueprint.errorhandler(HTTPException)
def refuse_early(error: HTTPException) -> Response:
    """What Flask refuses, in the same words."""
    return as_response(Refusal(CODES.get(error.code or 0, "malformed_request")))


@calls.blueprint.errorhandler(Exception)
def fail(error: Exception) -> Response:
    """Our fault. The log says where; nobody is told what was sent."""
    log_unforeseen(error)
    return as_response(Refusal("internal_error"))


@calls.blueprint.after_request
def tell_limits(response: Response) -> Response:
    """How much is left, as the drafts of the IETF write it."""
    allowance: Allowance | None = g.get("allowance")
    if allowance:
        name, seconds = allowance.name, allowance.window_seconds
        response.headers["RateLimit-Policy"] = f'"{name}";q={allowance.limit};w={seconds}'
        left, reset = allowance.remaining, allowance.reset_seconds
        response.headers["RateLimit"] = f'"{name}";r={left};t={reset}'
    return response
