"""Many ids in one question: as one parameter, since a thousand take longer to bind than to find."""

from typing import Any, Self
from uuid import UUID

from sqlalchemy import Boolean, Dialect, String, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Ids(TypeDecorator[list[str]]):
    """Ids of 32 digits each, in the spelling that the database makes a list of."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:
        """An array for PostgreSQL, JSON for SQLite, which has no arrays."""
        ids = value or []
        if dialect.name == "postgresql":
            return "{" + ",".join(ids) + "}"
        return '["' + '","'.join(ids) + '"]'


class is_one_of(FunctionElement[bool]):  # noqa: N801 - it is used as a function
    """Whether an id is among those given as `ids`, 32 digits each, when the question is asked."""

    name = "is_one_of"
    type = Boolean()
    inherit_cache = True

    def __init__(self, id_: InstrumentedAttribute[UUID]) -> None:
        super().__init__(id_, bindparam("ids", type_=_Ids()))

    def self_group(self, against: object = None) -> Self:
        """As it is: SQLite uses no index for `... = 1`, which is made of it otherwise."""
        return self


@compiles(is_one_of, "postgresql")
def _in_array(element: is_one_of, compiler: SQLCompiler, **options: Any) -> str:
    id_, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{id_} = ANY (CAST({ids} AS UUID[]))"


@compiles(is_one_of, "sqlite")
def _in_json(element: is_one_of, compiler: SQLCompiler, **options: Any) -> str:
    id_, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{id_} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are names
