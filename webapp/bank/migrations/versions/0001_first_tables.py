"""The first tables: participants, cases with their consent, signals, the change log, sources.

A migration is a record of what was done. It repeats what the tables say now, and takes no name from
them, so that it does the same for ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)
TYPE_KNOWN = "type IN ('pdq', 'video_md5', 'vpdq')"


def upgrade() -> None:
    """Make the tables, and the one row that the change log begins with."""
    _make_participants()
    _make_cases()
    _make_signals()
    _make_change_log()
    _make_sources()


def _make_participants() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("slug", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed_case_key", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        sa.CheckConstraint("length(slug) BETWEEN 2 AND 40", "slug_length"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", "name_length"),
    )
    op.create_table(
        "participant_type",
        _belongs_to("participant", "CASCADE"),
        sa.Column("type", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "type"),
        sa.CheckConstraint(TYPE_KNOWN, "type_known"),
    )


def _make_cases() -> None:
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("passcode_digest", sa.String(), nullable=False),
        sa.Column("nonce_digest", sa.LargeBinary(), unique=True),
        sa.Column("shows_detail", sa.Boolean(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("review_due_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME, index=True),
        sa.CheckConstraint("length(number_digest) = 32", "number_digest_length"),
        sa.CheckConstraint("length(nonce_digest) = 32", "nonce_digest_length"),
        sa.CheckConstraint("passcode_digest LIKE '________$argon2id$%'", "passcode_digest_shape"),
    )
    op.create_table(
        "case_participant",
        _belongs_to("case", "CASCADE"),
        _belongs_to("participant", index=True),
        sa.PrimaryKeyConstraint("case_id", "participant_id"),
    )
    op.create_table(
        "consent",
        _belongs_to("case", "CASCADE"),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("agreed_at", TIME, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "statement_id", "agreed_at"),
        sa.CheckConstraint("length(text_digest) = 32", "text_digest_length"),
        sa.CheckConstraint("version LIKE '____-__'", "version_shape"),
        sa.CheckConstraint("length(locale) BETWEEN 2 AND 35", "locale_length"),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _belongs_to("case", "CASCADE", index=True),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("final_at", TIME, nullable=False, index=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("is_contested", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", TIME),
        sa.Column("finished_at", TIME),
        sa.CheckConstraint("items > 0", "items_positive"),
        sa.CheckConstraint("final_at > asked_at", "final_later"),
        sa.CheckConstraint("cancelled_at IS NULL OR finished_at IS NULL", "one_end"),
    )


def _make_signals() -> None:
    op.create_table(
        "signal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("sealed_value", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawn_at", TIME),
        sa.Column("shred_after", TIME, index=True),
        sa.CheckConstraint(TYPE_KNOWN, "type_known"),
        sa.CheckConstraint("length(digest) = 32", "digest_length"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (shred_after IS NULL)", "shredded_only_if_withdrawn"
        ),
    )
    op.create_table(
        "case_signal",
        _belongs_to("case", "CASCADE"),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        _belongs_to("signal", "CASCADE", index=True),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        _belongs_to("withdrawal", index=True, nullable=True),
        sa.Column("withdrawn_at", TIME),
        sa.PrimaryKeyConstraint("case_id", "item", "variant", "signal_id"),
        sa.CheckConstraint("item BETWEEN 1 AND 100", "item_range"),
        sa.CheckConstraint("quality BETWEEN 50 AND 100", "quality_range"),
        sa.CheckConstraint(
            "variant IN ('stored', 'upright', 'white', 'black', 'mirror', 'crop', 'whole') "
            "OR (variant LIKE 'frame-%' AND length(variant) < 13)",
            "variant_known",
        ),
    )


def _make_change_log() -> None:
    op.create_table(
        "change",
        sa.Column("second", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _belongs_to("signal", "CASCADE", unique=True),
        sa.PrimaryKeyConstraint("second", "sequence"),
        sa.CheckConstraint("sequence BETWEEN 1 AND 5000", "sequence_range"),
    )
    head = op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("second", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", "only_one"),
    )
    op.bulk_insert(head, [{"id": 1, "second": 0, "sequence": 0}])


def _make_sources() -> None:
    op.create_table(
        "source_tally",
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("pigeonhole", sa.Integer(), nullable=False),
        sa.Column("slot_at", TIME, nullable=False, index=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "deed", "pigeonhole", "slot_at"),
        sa.CheckConstraint("length(bucket) = 16", "bucket_is_short_digest"),
        sa.CheckConstraint("deed IN ('guess', 'open')", "deed_known"),
        sa.CheckConstraint("pigeonhole BETWEEN 0 AND 511", "pigeonhole_range"),
        sa.CheckConstraint("count > 0", "count_positive"),
    )


def _belongs_to(
    table: str,
    ondelete: str | None = None,
    *,
    index: bool = False,
    unique: bool = False,
    nullable: bool = False,
) -> "sa.Column[object]":
    """A column that points at a row of another table."""
    return sa.Column(
        f"{table}_id",
        sa.Uuid(),
        sa.ForeignKey(f"{table}.id", ondelete=ondelete),
        nullable=nullable,
        index=index or None,
        unique=unique or None,
    )
