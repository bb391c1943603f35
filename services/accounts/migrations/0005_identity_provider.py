"""Sign-in by an identity provider: requests under way, and which accounts its subjects are linked to."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0005"
down_revision = "accounts_0004"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "provider_requests",
        sa.Column("state_hash", sa.Text, primary_key=True),
        sa.Column("binding_hash", sa.Text, nullable=False),
        sa.Column("nonce_sealed", sa.Text, nullable=False),
        sa.Column("verifier_sealed", sa.Text, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
    )
    op.create_index("provider_requests_ends_at", "provider_requests", ["ends_at"])
    op.create_table(
        "provider_links",
        sa.Column("subject_index", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("linked_at", moment, nullable=False),
    )
    op.create_index("provider_links_account", "provider_links", ["account_id"])
