"""When something goes wrong: a page in plain words, and a log line that holds no person."""

import secrets

import structlog
from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from webapp.bank.passcode import TooBusy

log = structlog.get_logger()

KNOWN = (400, 403, 404, 405, 410, 413, 415, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Answer every error with the same kind of page."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(TooBusy, _too_busy)
    app.register_error_handler(Exception, _unforeseen)


def _explain(error: HTTPException) -> tuple[str, int, dict[str, str]]:
    code = error.code if error.code in KNOWN else 500
    retry = {"Retry-After": "20"} if code in (429, 503) else {}
    return render_template("error.html", slug="error", code=code), code or 500, retry


def _too_busy(_error: TooBusy) -> tuple[str, int, dict[str, str]]:
    return render_template("error.html", slug="error", code=503), 503, {"Retry-After": "20"}


def _unforeseen(error: Exception) -> tuple[str, int, dict[str, str]]:
    log_unforeseen(error)
    return _explain(InternalServerError())


def log_unforeseen(error: Exception) -> None:
    """Where and what kind, under a random number. An exception's words may hold what was sent."""
    log.error(
        "unforeseen",
        kind=type(error).__name__,
        endpoint=request.endpoint,
        error_id=secrets.token_hex(4),
        at=_own_line(error),
    )


def _own_line(error: Exception) -> str:
    """File name and line of the innermost frame: code, never data."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
