"""The exchange: keys and scopes of participants, what they pulled, answered, dropped and brought.

Participants that are there already may do everything, as they could be chosen for everything.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
SCOPES = ("pull", "feedback", "submit", "query")


def upgrade() -> None:
    """Make the tables of the exchange, and let signals and standings remember more."""
    _widen_signals()
    _fill_places()
    _make_keys()
    _make_scopes()
    _make_pulls()
    _make_feedback()
    _make_submissions()


def _widen_signals() -> None:
    op.add_column("signal", sa.Column("suspended_at", TIME))
    op.add_column("signal", sa.Column("refused_at", TIME))
    op.add_column("case_signal", sa.Column("joined_place", sa.BigInteger()))
    op.add_column("case_signal", sa.Column("left_place", sa.BigInteger()))


def _fill_places() -> None:
    """Cases that are there already: whoever has passed a signal's latest place has been told."""
    op.execute(
        "UPDATE case_signal SET joined_place = (SELECT change.second * 8192 + change.sequence"
        " FROM change WHERE change.signal_id = case_signal.signal_id)"
    )
    op.execute("UPDATE case_signal SET left_place = joined_place WHERE withdrawn_at IS NOT NULL")


def _make_keys() -> None:
    op.create_table(
        "participant_key",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _belongs_to("participant", index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME),
        sa.CheckConstraint(
            "kind IN ('subscription', 'fetch', 'feedback', 'submit', 'api')", "kind_known"
        ),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
    )


def _make_scopes() -> None:
    scopes = op.create_table(
        "participant_scope",
        _belongs_to("participant"),
        sa.Column("scope", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "scope"),
        sa.CheckConstraint("scope IN ('pull', 'feedback', 'submit', 'query')", "scope_known"),
    )
    op.create_table(
        "participant_network",
        _belongs_to("participant"),
        sa.Column("network", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "network"),
    )
    participant = sa.table("participant", sa.column("id", sa.Uuid()))
    for scope in SCOPES:
        op.execute(
            scopes.insert().from_select(
                ["participant_id", "scope"], sa.select(participant.c.id, sa.literal(scope))
            )
        )


def _make_pulls() -> None:
    op.create_table(
        "participant_pull",
        _belongs_to("participant"),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("pulled_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "through"),
    )
    op.create_table(
        "participant_use",
        _belongs_to("participant"),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("day_at", TIME, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "endpoint", "day_at"),
        sa.CheckConstraint("length(endpoint) <= 40", "endpoint_length"),
        sa.CheckConstraint("count > 0", "count_positive"),
    )


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        _belongs_to("signal"),
        _belongs_to("participant", index=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.Column("matched_at", TIME),
        sa.Column("under_review_at", TIME),
        sa.Column("decided_at", TIME),
        sa.PrimaryKeyConstraint("signal_id", "participant_id"),
        sa.CheckConstraint(
            "verdict IN ('match', 'under-review', 'removed', 'not-violating', 'error', 'none')",
            "verdict_known",
        ),
        sa.CheckConstraint("length(reason) <= 200", "reason_length"),
        sa.CheckConstraint("length(tags) <= 12080", "tags_length"),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _belongs_to("signal", index=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("decided_at", TIME),
        sa.Column("outcome", sa.String()),
        sa.CheckConstraint("outcome IN ('restored', 'refused')", "outcome_known"),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", "decided_with_outcome"),
        sa.CheckConstraint("votes > 0", "votes_positive"),
    )
    is_open = sa.text("decided_at IS NULL")
    op.create_index(
        "ix_dispute_one_open",
        "dispute",
        ["signal_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _make_submissions() -> None:
    op.create_table(
        "submission",
        _belongs_to("participant"),
        _belongs_to("signal", index=True),
        sa.Column("submitted_at", TIME, nullable=False),
        sa.Column("retracted_at", TIME),
        sa.PrimaryKeyConstraint("participant_id", "signal_id"),
    )
    op.create_table(
        "deletion",
        _belongs_to("participant"),
        _belongs_to("signal", index=True),
        sa.Column("confirmed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "signal_id"),
    )


def _belongs_to(table: str, *, index: bool = False) -> "sa.Column[object]":
    """A column that points at a row of another table, and goes with it."""
    return sa.Column(
        f"{table}_id",
        sa.Uuid(),
        sa.ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=False,
        index=index or None,
    )
