"""The second protocol for people: a page made of the same calls and forms as that for machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from markupsafe import Markup, escape

from webapp.exchange.api import calls
from webapp.exchange.asked import Nothing
from webapp.exchange.gate import LIMITS
from webapp.exchange.openapi import SCHEMAS, schemas_of, words_of
from webapp.exchange.problem import PROBLEMS
from webapp.exchange.sandbox import SAMPLES

blueprint = Blueprint("developers", __name__)


@dataclass(frozen=True)
class Row:
    """A field or a parameter. `forms` are the names of what it is made of, to link to."""

    name: str
    kind: str
    forms: list[str]
    is_required: bool
    about: str


@blueprint.get("/<lang>/developers")
def reference() -> str:
    """Everything that a platform's developers need to know. The reference itself is in English."""
    schemas = schemas_of(calls.all)
    queries = {call.query.__name__ for call in calls.all}
    words = {name: form["enum"] for name, form in schemas.items() if "enum" in form}
    return render_template(
        "exchange/developers.html",
        slug="developers",
        wide=True,
        calls=calls.all,
        words_of=words_of,
        limit_of=lambda call: LIMITS[call.scope].amount,
        asks=lambda call: call.query is not Nothing,
        rows_of=lambda name: list(_rows(schemas[name])),
        forms={n: form for n, form in schemas.items() if n not in queries and n not in words},
        words=words,
        problems=PROBLEMS,
        sample=next(iter(SAMPLES))[1],
        with_code=_with_code,
    )


def _rows(schema: dict[str, Any]) -> Iterator[Row]:
    required = schema.get("required", ())
    for name, found in schema["properties"].items():
        forms: list[str] = []
        kind = _kind(found, forms)
        yield Row(name, kind, forms, name in required, found.get("description", ""))


def _kind(schema: dict[str, Any], forms: list[str]) -> str:
    """What a field holds, in few words; the names of forms that it is made of go to the list."""
    if ref := schema.get("$ref"):
        forms.append(ref.removeprefix(SCHEMAS))
        return ""
    if either := schema.get("oneOf") or schema.get("anyOf"):
        kinds = [_kind(each, forms) for each in either]
        return " or ".join(filter(None, kinds))
    if schema.get("type") == "array":
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list{most}: {_kind(schema['items'], forms)}".removesuffix(": ")
    if schema.get("type") == "object":
        return f"object: {_kind(schema['additionalProperties'], forms)}".removesuffix(": ")
    return _simple_kind(schema)


def _simple_kind(schema: dict[str, Any]) -> str:
    if words := schema.get("enum") or [schema[key] for key in ("const",) if key in schema]:
        return " | ".join(f"`{word}`" for word in words)
    kind = str(schema.get("format") or schema["type"])
    if "minimum" in schema and "maximum" in schema:
        kind += f" from {schema['minimum']} to {schema['maximum']}"
    if "maxLength" in schema:
        kind += f", at most {schema['maxLength']} characters"
    return kind


def _with_code(text: str) -> Markup:
    """The text, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704
