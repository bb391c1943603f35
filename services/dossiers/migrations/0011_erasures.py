"""People who want to be erased, and dossiers that are kept and opened by nobody any more."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0011"
down_revision = "dossiers_0010"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("applicants", sa.Column("leaving_at", moment))
    op.add_column("dossiers", sa.Column("restricted_at", moment))
