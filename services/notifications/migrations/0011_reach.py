"""Whether telephones that were left at a desk are reached, by what providers say."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0011"
down_revision = "notifications_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("reached_at", "unreached_at"):
        op.add_column("desk_contacts", sa.Column(name, sa.TIMESTAMP(timezone=True)))
