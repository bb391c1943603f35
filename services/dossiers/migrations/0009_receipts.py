"""Signed receipts, and what a draft held lately, to tell what changed since somebody saw it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0009"
down_revision = "dossiers_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("issued_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("signed", sa.Text, nullable=False),
    )
    op.execute(
        "CREATE TRIGGER receipts_append_only BEFORE UPDATE OR DELETE ON receipts "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()"
    )
    op.execute(
        "CREATE TRIGGER receipts_never_emptied BEFORE TRUNCATE ON receipts "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_history()"
    )
    op.create_table(
        "content_marks",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("marks", JSONB, nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
    )
