"""What every call of the second protocol has in common, so that a view is only what it does.

A call lets in, checks what was sent, does its thing and writes the answer. It also says what it
takes, gives and refuses: the descriptions of the protocol are made of that.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError
from sqlalchemy.orm import Session

from webapp.bank.credential import Kind
from webapp.bank.feed import Reader
from webapp.bank.idempotency import KeyReused, do_once
from webapp.bank.participant import Scope
from webapp.exchange.asked import Nothing
from webapp.exchange.gate import enter
from webapp.exchange.problem import PROBLEMS, Flawed
from webapp.exchange.refusal import Refusal
from webapp.exchange.wire import Model
from webapp.tools import tools

VERSION = "v2"
IDEMPOTENCY_KEY = r"^[!-~]{1,100}$"

# What any call may be refused for, and what one with a body may be besides.
ALWAYS = (
    "malformed_request",
    "malformed_parameter",
    "key_refused",
    "not_allowed",
    "too_many_requests",
    "internal_error",
    "unavailable",
)
WITH_BODY = ("too_large", "json_required", "invalid_body")
ONCE = ("malformed_idempotency_key", "idempotency_key_reused")


@dataclass(frozen=True)
class Call:
    """A call of the protocol. `happens_once` with the same Idempotency-Key."""

    path: str
    scope: Scope | None
    answer: type[Model]
    view: Callable[..., Model]
    query: type[Model] = Nothing
    body: type[Model] | None = None
    happens_once: bool = False
    refusals: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its view."""
        return self.view.__name__

    @property
    def method(self) -> str:
        """With which method it is called."""
        return "POST" if self.body else "GET"

    @property
    def is_trial(self) -> bool:
        """True of the sandbox."""
        return "/sandbox/" in self.path

    @property
    def codes(self) -> list[str]:
        """Everything it may be refused for, in the order of the statuses."""
        own = {*ALWAYS, *self.refusals, *(WITH_BODY if self.body else ())}
        own |= set(ONCE if self.happens_once else ())
        return [code for code in PROBLEMS if code in own]

    def __call__(self) -> Response:
        """Answer the request."""
        reader = enter({Kind.API: bearer()}, self.scope, f"{VERSION}.{self.name}")
        query = _read_query(self.query)
        if self.body is None:
            return _write(self.view(reader, query).model_dump_json())
        body = _read_body(self.body)
        if not self.happens_once:
            return _write(self.view(reader, body).model_dump_json())

        def deed(session: Session) -> str:
            return self.view(session, reader, body).model_dump_json()

        return _write(_do(reader, deed))


class Calls:
    """The calls of the protocol, and the blueprint that they hang in."""

    def __init__(self) -> None:
        self.blueprint = Blueprint(VERSION, __name__)
        self._made: list[Call] = []

    @property
    def all(self) -> list[Call]:
        """The real ones first, then those to try with."""
        return sorted(self._made, key=lambda call: call.is_trial)

    def add[V: Callable[..., Model]](
        self, path: str, scope: Scope | None, answer: type[Model], **rest: Any
    ) -> Callable[[V], V]:
        """Make a call of the view below. One that happens once is handed its transaction first."""

        def register(view: V) -> V:
            call = Call(f"/{VERSION}{path}", scope, answer, view, **rest)
            self._made.append(call)
            self.blueprint.add_url_rule(
                call.path,
                call.name,
                call,
                methods=[call.method],
                provide_automatic_options=False,  # it would add up the methods of two rules
            )
            return view

        return register


calls = Calls()


def bearer() -> str:
    """The key that was shown."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _read_query[Q: Model](model: type[Q]) -> Q:
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise Flawed("malformed_parameter", error) from None


def _read_body[B: Model](model: type[B]) -> B:
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        raise Flawed("invalid_body", error) from None


def _do(reader: Reader, deed: Callable[[Session], str]) -> str:
    """Do it in one transaction, and at most once if there is an Idempotency-Key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return tools().bank.run(deed)
    if not re.fullmatch(IDEMPOTENCY_KEY, key):
        raise Refusal("malformed_idempotency_key")
    sent = f"{request.path} {hashlib.sha256(request.get_data()).hexdigest()}"
    try:
        return tools().bank.run(do_once, reader.id, key, sent, deed)
    except KeyReused:
        raise Refusal("idempotency_key_reused", HTTPStatus.CONFLICT) from None


def _write(text: str) -> Response:
    return Response(text, content_type="application/json")
