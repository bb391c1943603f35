"""What lists and searches need of each version, beside it; empty, and filled by the service that reads (`listings`).

It is not filled here: the release before goes on publishing without it while this one is brought in.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "catalog_0003"
down_revision = "catalog_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure_listings",
        sa.Column("version_id", sa.Text, sa.ForeignKey("procedure_versions.id"), primary_key=True),
        sa.Column("shape", sa.Integer, nullable=False),
        sa.Column("body", JSONB, nullable=False),
    )
