"""Since when text messages do not reach the telephone that was left for a dossier."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0033"
down_revision = "dossiers_0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("contact_unreached_at", sa.TIMESTAMP(timezone=True)))
