"""Partners: their own country, and the resources that their portal shows first."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

CHECKS = {
    "country_length": "length(country) IN (0, 2)",
    "favourites_length": "length(favourites) <= 1240",
}


def upgrade() -> None:
    """Both are empty for those that are there."""
    with op.batch_alter_table("partner") as partner:
        for name in ("country", "favourites"):
            partner.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name, condition in CHECKS.items():
            partner.create_check_constraint(op.f(f"ck_partner_{name}"), condition)
    with op.batch_alter_table("partner") as partner:
        for name in ("country", "favourites"):
            partner.alter_column(name, server_default=None)
