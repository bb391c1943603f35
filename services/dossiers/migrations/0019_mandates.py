"""Delegations as accounts tells of them, so that officers can open the paper of one that a dossier was filed by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "dossiers_0019"
down_revision = "dossiers_0018"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def upgrade() -> None:
    op.create_table(
        "mandates",
        sa.Column("delegation_id", sa.Text, primary_key=True),
        sa.Column("principal_id", sa.Text, nullable=False),
        sa.Column("delegate_id", sa.Text, nullable=False),
        sa.Column("procedures", ARRAY(sa.Text), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("granted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        _text("object_key"),
        _text("media_type"),
        sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
        _text("sha256"),
    )
    op.create_index("mandates_sides", "mandates", ["principal_id", "delegate_id"])
