"""Members of organisations, and who of them follows what is told to the organisation."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0006"
down_revision = "notifications_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "followers",
        sa.Column("organisation_id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("follows", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
    )
    op.create_index("followers_member", "followers", ["account_id"])
