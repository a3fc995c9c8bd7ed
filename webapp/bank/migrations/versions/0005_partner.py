"""Partners: their names, numbers, looks and words, and the sites that may frame us."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of partners."""
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("slug", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("logo_kind", sa.String()),
        sa.Column("logo", sa.LargeBinary()),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("framing_off_at", TIME),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 2 AND 40", "slug_length"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", "name_length"),
        sa.CheckConstraint("logo_kind IN ('image/png', 'image/webp')", "logo_kind_known"),
        sa.CheckConstraint("length(logo) <= 65536", "logo_size"),
        sa.CheckConstraint("(logo IS NULL) = (logo_kind IS NULL)", "logo_with_kind"),
    )
    op.create_table(
        "partner_phone",
        _partner(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "position"),
        sa.CheckConstraint("length(number) BETWEEN 2 AND 30", "number_length"),
    )
    op.create_table(
        "partner_origin",
        _partner(),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "origin"),
    )
    op.create_table(
        "partner_text",
        _partner(),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "locale", "kind"),
        sa.CheckConstraint("kind IN ('intro', 'closing', 'hours')", "kind_known"),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1500", "text_length"),
    )


def _partner() -> "sa.Column[object]":
    return sa.Column(
        "partner_id",
        sa.Uuid(),
        sa.ForeignKey("partner.id", ondelete="CASCADE"),
        nullable=False,
    )
