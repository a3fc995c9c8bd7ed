"""Outcomes of requests that participants may send again, kept for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of outcomes."""
    op.create_table(
        "idempotency",
        sa.Column(
            "participant_id",
            sa.Uuid(),
            sa.ForeignKey("participant.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.PrimaryKeyConstraint("participant_id", "key_digest"),
        sa.CheckConstraint("length(key_digest) = 32", "key_digest_length"),
        sa.CheckConstraint("length(request_digest) = 32", "request_digest_length"),
        sa.CheckConstraint("length(outcome) <= 20000", "outcome_length"),
    )
