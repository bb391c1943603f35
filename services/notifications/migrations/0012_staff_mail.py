"""What waits to go to members of staff by an urgent mail, and when the next may go."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0012"
down_revision = "notifications_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.TIMESTAMP(timezone=True)
    op.create_table(
        "urgent_waiting",
        sa.Column("staff_id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "urgent_mails",
        sa.Column("staff_id", sa.Text, primary_key=True),
        sa.Column("next_at", moment, nullable=False),
    )
