"""Receipts can be looked up by a code, and countered: cancelled, reduced or replaced, on the word of two people."""

import sqlalchemy as sa
from alembic import op

revision = "payments_0002"
down_revision = "payments_0001"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

LOOK_UP = "upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 20))"
"""Said by the database, so that receipts of before get one too without being touched, and old code goes on."""


def upgrade() -> None:
    op.add_column("receipts", sa.Column("look_up", sa.Text, nullable=False, server_default=sa.text(LOOK_UP)))
    op.create_index("receipts_look_up", "receipts", ["look_up"], unique=True)
    for name in ("counter_kind", "reason", "actor"):
        op.add_column("receipts", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_check_constraint(
        "receipts_counter_kind", "receipts", "counter_kind IN ('', 'cancel', 'adjust', 'replace')"
    )
    op.create_check_constraint(
        "receipts_countered_why",
        "receipts",
        "(kind = 'counter') = (counter_kind <> '') AND (kind <> 'counter' OR reason <> '')",
    )
    op.create_index(
        "receipts_one_end",
        "receipts",
        ["counters"],
        unique=True,
        postgresql_where=sa.text("counter_kind IN ('cancel', 'replace')"),
    )
    op.create_table(
        "receipt_corrections",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("receipt_id", sa.Text, sa.ForeignKey("receipts.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", moment),
        sa.Column("agreed", sa.Boolean),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("replacement_id", sa.Text, sa.ForeignKey("receipts.id")),
        sa.CheckConstraint("decided_by <> asked_by", name="receipt_corrections_two_people"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="receipt_corrections_decided"),
        sa.CheckConstraint("(agreed IS NULL) = (decided_by IS NULL)", name="receipt_corrections_agreed"),
        sa.Index(
            "receipt_corrections_one_open", "receipt_id", unique=True, postgresql_where=sa.text("decided_at IS NULL")
        ),
    )


def downgrade() -> None:
    op.drop_table("receipt_corrections")
    op.drop_index("receipts_one_end", "receipts")
    op.drop_constraint("receipts_countered_why", "receipts")
    op.drop_constraint("receipts_counter_kind", "receipts")
    for name in ("actor", "reason", "counter_kind"):
        op.drop_column("receipts", name)
    op.drop_index("receipts_look_up", "receipts")
    op.drop_column("receipts", "look_up")
