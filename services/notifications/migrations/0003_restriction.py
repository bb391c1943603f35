"""People whose data is restricted."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0003"
down_revision = "notifications_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("contacts", sa.Column("restriction_changed_at", sa.TIMESTAMP(timezone=True)))
