"""When an invitation into an organisation was taken back, so that who answers it is told so."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0012"
down_revision = "accounts_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member_invitations", sa.Column("taken_back_at", sa.TIMESTAMP(timezone=True)))
