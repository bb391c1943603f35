"""What sort of file the paper of a delegation is, and how large: both sides may read it."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0011"
down_revision = "accounts_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delegations", sa.Column("evidence_type", sa.Text, nullable=False, server_default=""))
    op.add_column("delegations", sa.Column("evidence_size", sa.BigInteger, nullable=False, server_default="0"))
