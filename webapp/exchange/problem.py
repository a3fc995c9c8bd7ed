"""Problems: how the second protocol says no (RFC 9457). A fixed code, never what was sent."""

from collections.abc import Iterator

from flask import Response
from pydantic import ValidationError

from webapp.exchange.refusal import Refusal
from webapp.exchange.told import Flaw, Problem
from webapp.exchange.wire import ALL_TYPES

MEDIA_TYPE = "application/problem+json"
REFERENCE = "/en/developers"
MOST_FLAWS = 20

# Every code there is, with its status, and what to do about it.
PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed_request": (400, "This is no request of this protocol."),
    "malformed_parameter": (400, "A parameter in the address is missing its form; see `flaws`."),
    "malformed_idempotency_key": (400, "An Idempotency-Key is 1 to 100 visible ASCII characters."),
    "cursor_refused": (
        400,
        "We did not give you this cursor, or it is old. Begin again without one.",
    ),
    "key_refused": (401, "Send `Authorization: Bearer` and your api key. It may have expired."),
    "not_allowed": (403, "You may not do this, or not from this address. Ask the operator."),
    "too_many_signals": (403, "You stand behind as many signals of your own as you may."),
    "unknown_endpoint": (404, "There is nothing at this address."),
    "wrong_method": (405, "Not with this method; `Allow` says with which."),
    "idempotency_key_reused": (409, "This Idempotency-Key came with another request before."),
    "too_large": (413, "The body is too large. Send fewer at once."),
    "json_required": (415, "The body must be `application/json`."),
    "invalid_body": (422, "The body is not of the form it has to be; see `flaws`."),
    "time_in_the_future": (422, "You cannot have found something out later than now."),
    "too_many_requests": (429, "Wait as long as `Retry-After` says."),
    "internal_error": (500, "Our fault. Try again; with the same Idempotency-Key it is safe."),
    "index_loading": (503, "The index of signals is being read. Come back soon."),
    "unavailable": (503, "Come back soon."),
}


class Flawed(Refusal):
    """A request that is not of its form, and where."""

    def __init__(self, code: str, error: ValidationError) -> None:
        super().__init__(code, PROBLEMS[code][0])
        self.flaws = list(_flaws(error))


def as_response(refusal: Refusal) -> Response:
    """The problem on the wire."""
    status, title = PROBLEMS[refusal.code]
    problem = Problem(
        type=f"{REFERENCE}#{refusal.code}",
        title=title,
        status=status,
        code=refusal.code,
        flaws=refusal.flaws if isinstance(refusal, Flawed) else None,
    )
    body = problem.model_dump_json(exclude_none=True)
    response = Response(body, status, content_type=MEDIA_TYPE)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _flaws(error: ValidationError) -> Iterator[Flaw]:
    """Where and what, without any word of the sender: names of fields of ours, and numbers."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    for each in found[:MOST_FLAWS]:
        steps = [step for step in each["loc"] if step not in ALL_TYPES]
        if each["type"] == "extra_forbidden":
            steps.pop()  # the name of a field that we do not have
        yield Flaw(pointer="".join(f"/{step}" for step in steps), flaw=each["type"])
