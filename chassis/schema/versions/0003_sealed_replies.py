"""Replies to commands are kept sealed; what stands in the clear is sealed by housekeeping, which has the keys."""

import sqlalchemy as sa
from alembic import op

revision = "chassis_0003"
down_revision = "chassis_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency", sa.Column("sealed", sa.Text))
    op.alter_column("idempotency", "fingerprint", server_default="")
    op.create_index("idempotency_clear", "idempotency", ["created_at"], postgresql_where=sa.text("reply IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("idempotency_clear", "idempotency")
    op.alter_column("idempotency", "fingerprint", server_default=None)
    op.drop_column("idempotency", "sealed")
