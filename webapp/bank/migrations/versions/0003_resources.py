"""Resources: organisations that help. Their rows come from the shipped sheet, not from here."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXTS = """
    area languages phones whatsapp email url hours timezone traits note
""".split()  # noqa: SIM905 - a list of names reads better than a column of quotes


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "resource",
        sa.Column("slug", sa.String(), primary_key=True),
        sa.Column("country", sa.String(), nullable=False, index=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "kinds", "audience", "source", "gathered", "reach", "cost")
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("verified_on", sa.Date()),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(slug) BETWEEN 2 AND 60", "slug_length"),
        sa.CheckConstraint("length(country) = 2", "country_length"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", "name_length"),
        sa.CheckConstraint("length(kinds) > 0", "kinds_given"),
        sa.CheckConstraint("length(audience) > 0", "audience_given"),
        sa.CheckConstraint("length(source) > 0", "source_given"),
        sa.CheckConstraint("gathered LIKE '____-__%'", "gathered_shape"),
        sa.CheckConstraint("reach IN ('country', 'world')", "reach_known"),
        sa.CheckConstraint("cost IN ('', 'free', 'local', 'charged')", "cost_known"),
        sa.CheckConstraint("basis IN ('primary', 'secondary')", "basis_known"),
    )
