"""Resources: organisations that help, by country and by need, with where each fact comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Date, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.bank.phone import INTERNATIONAL
from webapp.bank.table import Table, utc_now
from webapp.bank.verb import insert_into, reading

KINDS = ("emergency", "helpline", "crisis", "removal", "police", "legal")
AUDIENCE = ("anyone", "adults", "women", "under-18", "was-under-18", "parents", "lgbti")
COSTS = ("", "free", "local", "charged")
BASES = ("primary", "secondary")
TRAITS = ("anonymous", "chat", "can-order", "asks-for-identity", "takes-images", "follows-up")
REACHES = ("country", "world")
YOUNG = {"under-18", "was-under-18"}
GROWN = {"adults", "women", "lgbti"}
LONGEST_NAME = 120
LONGEST_TEXT = 1000
# After a year a number may have moved, and nobody would know.
FRESH_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Resource:
    """One organisation. Empty means that we do not know, and is shown as that.

    `phones` and `whatsapp` are as a `tel:` link wants them. `gathered` is the month or day on which
    the row was written down from `source`, `verified_on` the day on which somebody called or wrote.
    """

    slug: str
    country: str
    name: str
    kinds: tuple[str, ...]
    audience: tuple[str, ...]
    source: str
    gathered: str
    reach: str = "country"
    area: str = ""
    languages: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    whatsapp: str = ""
    email: str = ""
    url: str = ""
    hours: str = ""
    timezone: str = ""
    cost: str = ""
    traits: tuple[str, ...] = ()
    basis: str = "secondary"
    verified_on: date | None = None
    is_held: bool = False
    note: str = ""

    @property
    def is_reachable(self) -> bool:
        """True if there is anything to press."""
        return bool(self.phones or self.whatsapp or self.email or self.url)

    @property
    def is_shown(self) -> bool:
        """Held back are those that an operator holds, and those that lead nowhere."""
        return self.is_reachable and not self.is_held

    @property
    def is_for_young(self) -> bool:
        """For somebody who is, or was in the image, under 18."""
        return bool(YOUNG & set(self.audience)) or "anyone" in self.audience

    @property
    def is_worldwide(self) -> bool:
        """Of use wherever one lives."""
        return self.reach == "world" or self.country == INTERNATIONAL

    def standing(self, today: date | None = None) -> str:
        """`verified`, `stale` after a year without a fresh look, or `unverified`."""
        if self.verified_on is None:
            return "unverified"
        today = today or utc_now().date()
        return "stale" if today - self.verified_on > FRESH_FOR else "verified"


LISTS = ("kinds", "audience", "languages", "phones", "traits")


class ResourceRow(Table):
    """A resource as it is kept: lists are words with a space between them."""

    __tablename__ = "resource"

    slug: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kinds: Mapped[str]
    audience: Mapped[str]
    source: Mapped[str]
    gathered: Mapped[str]
    reach: Mapped[str]
    area: Mapped[str]
    languages: Mapped[str]
    phones: Mapped[str]
    whatsapp: Mapped[str]
    email: Mapped[str]
    url: Mapped[str]
    hours: Mapped[str]
    timezone: Mapped[str]
    cost: Mapped[str]
    traits: Mapped[str]
    basis: Mapped[str]
    verified_on: Mapped[date | None] = mapped_column(Date())
    is_held: Mapped[bool]
    note: Mapped[str]

    __table_args__ = (
        CheckConstraint("length(slug) BETWEEN 2 AND 60", "slug_length"),
        CheckConstraint("length(country) = 2", "country_length"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", "name_length"),
        CheckConstraint("length(kinds) > 0", "kinds_given"),
        CheckConstraint("length(audience) > 0", "audience_given"),
        CheckConstraint("length(source) > 0", "source_given"),
        CheckConstraint("gathered LIKE '____-__%'", "gathered_shape"),
        CheckConstraint(f"reach IN {REACHES}", "reach_known"),
        CheckConstraint(f"cost IN {COSTS}", "cost_known"),
        CheckConstraint(f"basis IN {BASES}", "basis_known"),
    )


@reading
def list_resources(session: Session) -> list[Resource]:
    """Every resource, the held ones too, by country and slug."""
    rows = session.scalars(select(ResourceRow).order_by(ResourceRow.country, ResourceRow.slug))
    return [_as_resource(row) for row in rows]


@reading
def shown_resources(session: Session) -> list[Resource]:
    """Those that people may see."""
    return [found for found in list_resources(session) if found.is_shown]


def save_resources(session: Session, resources: Sequence[Resource]) -> list[Resource]:
    """Add these, or put them in the place of those with the same slug; return what was written.

    One that was verified here later than the row that comes in stays as it is: an older sheet must
    not undo somebody's telephone calls.
    """
    known = {row.slug: row.verified_on for row in session.scalars(select(ResourceRow))}
    fresh = [r for r in resources if (r.verified_on or date.min) >= (known.get(r.slug) or date.min)]
    for resource in fresh:
        values = _as_values(resource)
        new = insert_into(session, ResourceRow).values(values)
        session.execute(new.on_conflict_do_update(index_elements=["slug"], set_=values))
    return fresh


def _as_values(resource: Resource) -> dict[str, object]:
    values = {field.name: getattr(resource, field.name) for field in fields(resource)}
    return {k: " ".join(v) if k in LISTS else v for k, v in values.items()}


def _as_resource(row: ResourceRow) -> Resource:
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(Resource)}
    values.update({name: tuple(values[name].split()) for name in LISTS})
    return Resource(**values)
