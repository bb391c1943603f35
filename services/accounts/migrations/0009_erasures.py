"""Requests for erasure, what the holders of data say to them, and accounts that are no more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "accounts_0009"
down_revision = "accounts_0008"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

UNDER_WAY = "state IN ('asked', 'waiting', 'erasing')"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("erased_at", moment))
    op.create_table(
        "erasures",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("answer_by", moment, nullable=False),
        sa.Column("carried_out_from", moment, nullable=False),
        sa.Column("decided_at", moment),
        sa.Column("done_at", moment),
        sa.Column("warned_at", moment),
        sa.Column("obstacles", ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.CheckConstraint(
            "state IN ('asked', 'waiting', 'refused', 'cancelled', 'erasing', 'done')", name="erasures_state"
        ),
    )
    op.create_index("erasures_account", "erasures", ["account_id", "id"])
    op.create_index(
        "erasures_one_under_way", "erasures", ["account_id"], unique=True, postgresql_where=sa.text(UNDER_WAY)
    )
    op.create_index("erasures_under_way", "erasures", ["answer_by"], postgresql_where=sa.text(UNDER_WAY))
    op.create_table(
        "erasure_answers",
        sa.Column("erasure_id", sa.Text, sa.ForeignKey("erasures.id"), primary_key=True),
        sa.Column("holder", sa.Text, primary_key=True),
        sa.Column("obstacles", ARRAY(sa.Text), nullable=False),
        sa.Column("answered_at", moment, nullable=False),
        sa.Column("kept", ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("erased_at", moment),
    )
