"""What applicants claim not to owe, and what officers made of it; the release before files without claims."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0023"
down_revision = "dossiers_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("fee_claims", JSONB, nullable=False, server_default="[]"))
