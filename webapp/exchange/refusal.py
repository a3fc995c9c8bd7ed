"""Refusals: what a participant is told instead. A code, never a word of what was sent."""

from http import HTTPStatus


class Refusal(Exception):
    """A request that is not answered. `code` is a fixed word; `retry_after` in seconds."""

    def __init__(
        self, code: str, status: int = HTTPStatus.BAD_REQUEST, retry_after: int = 0
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after


# The codes of what Flask itself refuses, before a view of ours is asked.
CODES = {
    400: "malformed_request",
    404: "unknown_endpoint",
    405: "wrong_method",
    413: "too_large",
    415: "json_required",
    500: "internal_error",
    503: "unavailable",
}
