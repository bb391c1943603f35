"""Corrections of what accounts say of their people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "accounts_0008"
down_revision = "accounts_0007"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("wanted_sealed", sa.Text, nullable=False),
        sa.Column("former_sealed", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("evidence_key", sa.Text, nullable=False, server_default=""),
        sa.Column("evidence_type", sa.Text, nullable=False, server_default=""),
        sa.Column("evidence_size", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("evidence_sha256", sa.Text, nullable=False, server_default=""),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_at", moment),
        sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("way IN ('register', 'evidence')", name="corrections_way"),
        sa.CheckConstraint("state IN ('asked', 'applied', 'refused')", name="corrections_state"),
    )
    op.create_index("corrections_account", "corrections", ["account_id", "id"])
    op.create_index(
        "corrections_one_waits",
        "corrections",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
