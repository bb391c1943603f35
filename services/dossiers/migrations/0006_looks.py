"""Who looked at a person's data and why."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "dossiers_0006"
down_revision = "dossiers_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("applicant_id", sa.Text, nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("look", sa.Text, nullable=False),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.CheckConstraint("look IN ('dossier', 'file', 'revealed')", name="looks_look"),
    )
    op.create_index("looks_applicant", "looks", ["applicant_id", "id"])
    op.create_index("looks_dossier", "looks", ["dossier_id", "actor_id", "look", "at"])
