"""The counter: papers on paper, people found by their identity paper. And counts of look-ups by strangers."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0016"
down_revision = "dossiers_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lookup_tries",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("began", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_index("lookup_tries_began", "lookup_tries", ["began"])
    op.create_index("applicants_identity", "applicants", ["identity_last4_index"])
    op.create_table(
        "handed_in",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("paper_key", sa.Text, primary_key=True),
        sa.Column("originals", sa.Integer, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.CheckConstraint("originals >= 0 AND copies >= 0 AND originals + copies > 0", name="handed_in_something"),
    )
