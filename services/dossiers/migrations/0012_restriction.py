"""Applicants whose data is restricted."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0012"
down_revision = "dossiers_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applicants", sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("applicants", sa.Column("restriction_changed_at", sa.TIMESTAMP(timezone=True)))
    op.create_index("applicants_restricted", "applicants", ["account_id"], postgresql_where=sa.text("restricted"))
