"""Whether something in a file runs or opens by itself; of files that are there already nobody looked."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0025"
down_revision = "dossiers_0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("active", sa.Boolean))
