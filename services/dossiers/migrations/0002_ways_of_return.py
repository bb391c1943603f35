"""Which ways of return an agency offers, and why a version was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0002"
down_revision = "dossiers_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("returns_by_post", "returns_at_desk"):
        op.add_column("offers", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("procedures", sa.Column("withdrawal_reason", sa.Text, nullable=False, server_default=""))
