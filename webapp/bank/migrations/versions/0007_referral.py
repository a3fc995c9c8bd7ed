"""Referrals of a partner's workers, hand-overs to callers, and the cases that callers share."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TIME = sa.DateTime(timezone=True)
STEPS = "'safe-now', 'age', 'complaint', 'evidence', 'psychological', 'legal', 'case-opened'"


def upgrade() -> None:
    """Make the tables of referrals."""
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _points_to("partner"),
        sa.Column("staff_id", sa.Uuid(), sa.ForeignKey("staff.id", ondelete="SET NULL")),
        sa.Column("reference_digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, index=True),
        sa.UniqueConstraint("partner_id", "reference_digest"),
        sa.CheckConstraint("length(reference_digest) = 32", "reference_digest_length"),
        sa.CheckConstraint("length(sealed_reference) <= 192", "reference_short"),
        sa.CheckConstraint("length(sealed_note) <= 2032", "note_short"),
        sa.CheckConstraint("length(locale) BETWEEN 2 AND 8", "locale_length"),
        sa.CheckConstraint("length(country) = 2", "country_length"),
        sa.CheckConstraint("closed_at >= opened_at", "closed_after_opened"),
    )
    op.create_index(op.f("ix_referral_staff_id"), "referral", ["staff_id"])
    op.create_table(
        "referral_step",
        _points_to("referral"),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("on_date", sa.Date()),
        sa.Column("sealed_place", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", "step"),
        sa.CheckConstraint(f"step IN ({STEPS})", "step_known"),
        sa.CheckConstraint(
            "state IN ('done', 'declined', 'not-needed', 'other-route')", "state_known"
        ),
        sa.CheckConstraint("state <> 'other-route' OR step = 'age'", "other_route_is_about_age"),
        sa.CheckConstraint("length(sealed_place) <= 272", "place_short"),
    )
    op.create_table(
        "referral_follow_up",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _points_to("referral", index=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
    )
    _make_handovers()


def _make_handovers() -> None:
    """And the cases that were opened with one."""
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _points_to("referral", unique=True),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("expires_at", TIME, nullable=False, index=True),
        sa.CheckConstraint("length(token_digest) = 32", "token_digest_length"),
        sa.CheckConstraint("length(code_digest) = 32", "code_digest_length"),
    )
    op.create_table(
        "sharing",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _points_to("referral", index=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case.id", ondelete="CASCADE"), unique=True),
        sa.Column("agreed_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.CheckConstraint("(case_id IS NULL) = (ended_at IS NOT NULL)", "ended_without_case"),
    )


def _points_to(table: str, *, index: bool = False, unique: bool = False) -> "sa.Column[object]":
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(f"{table}_id", sa.Uuid(), key, nullable=False, index=index, unique=unique)
