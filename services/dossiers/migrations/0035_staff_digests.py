"""When members of staff get their digest, and what went up to them since the last."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0035"
down_revision = "dossiers_0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.TIMESTAMP(timezone=True)
    op.create_table(
        "staff_digests",
        sa.Column("staff_id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Index("staff_digests_due", "due_at"),
    )
    op.create_table(
        "told_escalations",
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff_digests.staff_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("at", moment, nullable=False),
    )
