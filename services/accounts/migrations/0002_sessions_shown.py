"""What the owner of a session sees of it, and when they last proved who they are."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0002"
down_revision = "accounts_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("device", sa.Text, nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("network", sa.Text, nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("authenticated_at", sa.TIMESTAMP(timezone=True)))
    op.create_index("sessions_revoked_at", "sessions", ["revoked_at"])
