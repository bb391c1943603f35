"""How promptly messages to people are handed over to a provider, by day."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0009"
down_revision = "notifications_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_promptness",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("in_time", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("message_promptness")
