"""Refunds that people end by hand, as the provider tells no end of them."""

import sqlalchemy as sa
from alembic import op

revision = "payments_0008"
down_revision = "payments_0007"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "refund_closings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("refund_id", sa.Text, sa.ForeignKey("refunds.id"), nullable=False),
        sa.Column("paid", sa.Boolean, nullable=False),
        sa.Column("provider_no", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_at", moment),
        sa.Column("agreed", sa.Boolean),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("decided_by <> asked_by", name="closings_two_people"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by = '')", name="closings_decided"),
        sa.CheckConstraint("(agreed IS NULL) = (decided_by = '')", name="closings_agreed"),
        sa.Index("closings_one_open", "refund_id", unique=True, postgresql_where=sa.text("decided_at IS NULL")),
    )


def downgrade() -> None:
    op.drop_table("refund_closings")
