"""Partners: the organisations that put the wizard into their own site, in their own look.

A partner never learns who came through its door: nothing of a case points here, unless its person
shares it with the partner's workers (see `sharing`). What a partner gives us is plain text, a
colour and a small picture; none of it can hold markup or a program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from webapp.bank.logo import KINDS, LARGEST_BYTES, Logo
from webapp.bank.origin import is_loopback
from webapp.bank.participant import LONGEST_NAME, LONGEST_SLUG
from webapp.bank.table import Table, made_id, utc_now
from webapp.bank.verb import reading

TEXTS = ("intro", "closing", "hours")
LONGEST_TEXT = 1_500
LONGEST_FAVOURITES = 1_240


@dataclass(frozen=True)
class Partner:
    """A partner as rooms may have it. `origins`: until when each site may frame us."""

    slug: str
    name: str
    locale: str
    website: str = ""
    colour: str = ""
    country: str = ""
    # Slugs of resources, those that its portal shows before all others.
    favourites: Sequence[str] = ()
    has_logo: bool = False
    is_example: bool = False
    is_framing_off: bool = False
    phones: Sequence[str] = ()
    origins: Mapping[str, datetime] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def framed_by(self, *, now: datetime | None = None, with_loopback: bool = False) -> list[str]:
        """The sites that may frame us at this moment."""
        now = now or utc_now()
        live = (origin for origin, until in self.origins.items() if until > now)
        if self.is_framing_off:
            return []
        return sorted(each for each in live if with_loopback or not is_loopback(each))


class PartnerPhoneRow(Table):
    """A number that people can call, in the order in which they are shown."""

    __tablename__ = "partner_phone"

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]

    __table_args__ = (CheckConstraint("length(number) BETWEEN 2 AND 30", "number_length"),)


class PartnerOriginRow(Table):
    """A site of the partner that may show our pages in a frame, for a time."""

    __tablename__ = "partner_origin"

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True
    )
    origin: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class PartnerTextRow(Table):
    """Words of the partner in one language: plain, in paragraphs."""

    __tablename__ = "partner_text"

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]

    __table_args__ = (
        CheckConstraint(f"kind IN {TEXTS}", "kind_known"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {LONGEST_TEXT}", "text_length"),
    )


class PartnerRow(Table):
    """A partner, and its look."""

    __tablename__ = "partner"

    id: Mapped[UUID] = made_id()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    website: Mapped[str] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    # Slugs, with a space between them: a list that is only ever read whole.
    favourites: Mapped[str] = mapped_column(default="")
    logo_kind: Mapped[str | None]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary(), deferred=True)
    added_at: Mapped[datetime]
    # The off-switch: from here on no site may frame us, whatever its date says.
    framing_off_at: Mapped[datetime | None]
    # Shown by a demonstration and by no other copy, whatever is left in its database.
    is_example: Mapped[bool] = mapped_column(default=False)

    phones: Mapped[list[PartnerPhoneRow]] = relationship(
        lazy="selectin", order_by=PartnerPhoneRow.position, cascade="all, delete-orphan"
    )
    origins: Mapped[list[PartnerOriginRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )
    texts: Mapped[list[PartnerTextRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(f"length(slug) BETWEEN 2 AND {LONGEST_SLUG}", "slug_length"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", "name_length"),
        CheckConstraint("length(country) IN (0, 2)", "country_length"),
        CheckConstraint(f"length(favourites) <= {LONGEST_FAVOURITES}", "favourites_length"),
        CheckConstraint(f"logo_kind IN {KINDS}", "logo_kind_known"),
        CheckConstraint(f"length(logo) <= {LARGEST_BYTES}", "logo_size"),
        CheckConstraint("(logo IS NULL) = (logo_kind IS NULL)", "logo_with_kind"),
    )


@reading
def list_partners(session: Session) -> list[Partner]:
    """Every partner, by name."""
    rows = session.scalars(select(PartnerRow).order_by(PartnerRow.name))
    return [_as_partner(row) for row in rows]


@reading
def find_partner(session: Session, slug: str) -> Partner | None:
    """The partner of this slug, if there is one."""
    row = session.scalar(select(PartnerRow).where(PartnerRow.slug == slug))
    return _as_partner(row) if row else None


@reading
def load_logo(session: Session, slug: str) -> Logo | None:
    """The partner's logo, if it has one."""
    row = session.scalar(select(PartnerRow).where(PartnerRow.slug == slug))
    return Logo(row.logo_kind, row.logo) if row and row.logo_kind and row.logo else None


def _as_partner(row: PartnerRow) -> Partner:
    return Partner(
        row.slug,
        row.name,
        row.locale,
        row.website,
        row.colour,
        row.country,
        row.favourites.split(),
        row.logo_kind is not None,
        row.is_example,
        row.framing_off_at is not None,
        [each.number for each in row.phones],
        {each.origin: each.expires_at for each in row.origins},
        {(each.locale, each.kind): each.text for each in row.texts},
    )
