"""The second protocol for machines: OpenAPI 3.1, made of the calls and of what they carry."""

import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from webapp.exchange.api import IDEMPOTENCY_KEY, Call
from webapp.exchange.problem import MEDIA_TYPE, PROBLEMS
from webapp.exchange.told import Problem
from webapp.exchange.wire import Model

Json = dict[str, Any]

SCHEMAS = "#/components/schemas/"
ABOUT = """\
What platforms that take part use to learn of signals, to answer, and to ask for matches. A match
means that people have a look, never that something is removed by itself."""
_NUMBERS = {"type": "integer", "minimum": 0}
_HEADERS: Json = {
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "What you may ask for."},
    "RateLimit": {"schema": {"type": "string"}, "description": "What is left of it."},
}
_RETRY: Json = {"Retry-After": {"schema": _NUMBERS, "description": "Seconds to wait."}}
_KEY_HEADER: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY, "maxLength": 100},
    "description": "Make one up for each request. For 24 hours the same key with the very same "
    "body brings the same answer, and nothing is done again.",
}


def describe(calls: Sequence[Call]) -> Json:
    """The whole document."""
    return _describe(tuple(calls))


@cache
def _describe(calls: tuple[Call, ...]) -> Json:
    schemas = schemas_of(calls)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Stillmine exchange", "version": "2", "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"apiKey": []}],
        "paths": {call.path: {call.method.lower(): _operation(call, schemas)} for call in calls},
        "components": {
            "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    }


def words_of(call: Call) -> tuple[str, str]:
    """The first line of what its view says of itself, and the rest."""
    first, _, rest = (inspect.getdoc(call.view) or "").partition("\n\n")
    return first, rest


def schemas_of(calls: Sequence[Call]) -> Json:
    """The form of everything that crosses the wire, by name."""
    modes: set[tuple[type[Model], Literal["validation", "serialization"]]]
    modes = {(Problem, "serialization")}
    for call in calls:
        modes |= {(call.answer, "serialization"), (call.query, "validation")}
        modes |= {(call.body, "validation")} if call.body else set()
    _, document = models_json_schema(list(modes), ref_template=SCHEMAS + "{model}")
    return dict(sorted(document["$defs"].items()))


def _operation(call: Call, schemas: Json) -> Json:
    summary, description = words_of(call)
    operation: Json = {
        "operationId": call.name,
        "summary": summary,
        "description": f"{description}\n\nScope: `{call.scope or 'any'}`.",
        "parameters": [*_parameters(schemas[call.query.__name__])],
        "responses": {
            "200": {
                "description": "Done.",
                "headers": _HEADERS,
                "content": {"application/json": {"schema": _ref(call.answer)}},
            },
            **_refusals(call),
        },
    }
    if call.happens_once:
        operation["parameters"].append(_KEY_HEADER)
    if call.body:
        content = {"application/json": {"schema": _ref(call.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(schema: Json) -> Iterator[Json]:
    required = schema.get("required", ())
    for name, found in schema.get("properties", {}).items():
        form = {key: value for key, value in found.items() if key not in ("title", "description")}
        # A list is written with commas.
        style = {"style": "form", "explode": False} if form["type"] == "array" else {}
        yield {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": found["description"],
            "schema": form,
        } | style


def _refusals(call: Call) -> Json:
    """For each status, the codes that come with it."""
    by_status: dict[int, list[str]] = {}
    for code in call.codes:
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    return {
        str(status): {
            "description": "\n".join(f"`{code}`: {PROBLEMS[code][1]}" for code in codes),
            "headers": _RETRY if status in (429, 503) else {},
            "content": {MEDIA_TYPE: {"schema": _ref(Problem)}},
        }
        for status, codes in by_status.items()
    }


def _ref(model: type[Model]) -> Json:
    return {"$ref": SCHEMAS + model.__name__}
