"""Staff who sign in: a name, a password, second steps, and where they are signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Fill out the table of staff, which nobody is in so far, and make those beside it."""
    op.execute("DELETE FROM staff")
    with op.batch_alter_table("staff") as staff:
        partner = sa.ForeignKey("partner.id", ondelete="CASCADE", name="fk_staff_partner_id")
        staff.add_column(sa.Column("partner_id", sa.Uuid(), partner))
        staff.add_column(sa.Column("role", sa.String(), nullable=False))
        staff.add_column(sa.Column("name", sa.String(), nullable=False))
        staff.add_column(sa.Column("password_digest", sa.String(), nullable=False))
        staff.add_column(sa.Column("password_until", TIME))
        staff.add_column(sa.Column("sealed_totp", sa.LargeBinary()))
        staff.add_column(sa.Column("totp_step", sa.Integer(), nullable=False))
        staff.add_column(sa.Column("totp_failures", sa.Integer(), nullable=False))
        staff.add_column(sa.Column("totp_rests_until", TIME))
        staff.add_column(sa.Column("added_at", TIME, nullable=False))
        staff.add_column(sa.Column("off_at", TIME))
        staff.create_unique_constraint("uq_staff_name", ["name"])
        for name, condition in CHECKS.items():
            staff.create_check_constraint(op.f(f"ck_staff_{name}"), condition)
    op.create_index("ix_staff_partner_id", "staff", ["partner_id"])
    _make_sign_ins()


CHECKS = {
    "role_known": "role IN ('worker', 'lead', 'operator')",
    "operator_without_partner": "(role = 'operator') = (partner_id IS NULL)",
    "name_length": "length(name) BETWEEN 3 AND 40",
    "password_digest_shape": "password_digest LIKE '________$argon2id$%'",
}


def _make_sign_ins() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _of_staff(),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("wrong_steps", sa.Integer(), nullable=False),
        sa.Column("began_at", TIME, nullable=False, index=True),
        sa.Column("seen_at", TIME, nullable=False),
        sa.CheckConstraint("length(token_digest) = 32", "token_digest_length"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _of_staff(),
        sa.Column("key_id", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.CheckConstraint("length(key_id) <= 1023", "key_id_length"),
        sa.CheckConstraint("length(public_key) <= 2048", "public_key_length"),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 40", "label_length"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _of_staff(),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.CheckConstraint("length(code_digest) = 32", "code_digest_length"),
    )


def _of_staff() -> "sa.Column[object]":
    key = sa.ForeignKey("staff.id", ondelete="CASCADE")
    return sa.Column("staff_id", sa.Uuid(), key, nullable=False, index=True)
