"""Anchors of histories, and the heads that each is over; neither can be changed or removed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0018"
down_revision = "dossiers_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "history_anchors",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False, unique=True),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("signed", sa.Text, nullable=False),
    )
    op.create_table(
        "anchored_heads",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
    )
    op.create_index("anchored_heads_dossier", "anchored_heads", ["dossier_id", "length"])
    for table in ("history_anchors", "anchored_heads"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_history()"
        )
