"""Which officer began a dossier at a desk."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0032"
down_revision = "dossiers_0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("begun_by", sa.Text, nullable=False, server_default=""))
