"""Why a question to another agency was dropped."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0030"
down_revision = "dossiers_0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultations", sa.Column("ended_why", sa.Text, nullable=False, server_default=""))
