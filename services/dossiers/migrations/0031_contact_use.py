"""How who filed at a desk without an account is told of the dossier."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0031"
down_revision = "dossiers_0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("contact_use", sa.Text, nullable=False, server_default="notices"))
