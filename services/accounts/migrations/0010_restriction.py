"""Accounts whose data is restricted."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0010"
down_revision = "accounts_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("restricted_at", sa.TIMESTAMP(timezone=True)))
