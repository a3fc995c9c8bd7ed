"""Indexes of what is over: to find it must not take longer the more there is that stands."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    """Make them."""
    for name, table, column, condition in (
        ("ix_case_signal_over", "case_signal", "signal_id", "withdrawn_at IS NOT NULL"),
        ("ix_signal_refused", "signal", "id", "refused_at IS NOT NULL"),
    ):
        rows = sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=rows, postgresql_where=rows)
