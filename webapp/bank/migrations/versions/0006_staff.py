"""Staff."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of staff."""
    op.create_table("staff", sa.Column("id", sa.Uuid(), primary_key=True))
