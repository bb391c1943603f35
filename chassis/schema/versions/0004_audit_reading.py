"""Audit rows are found by the thing they are about and by the request they came from."""

from alembic import op

revision = "chassis_0004"
down_revision = "chassis_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("audit_object", "audit", ["object", "seq"])
    op.create_index("audit_trace", "audit", ["trace", "seq"])


def downgrade() -> None:
    op.drop_index("audit_trace", "audit")
    op.drop_index("audit_object", "audit")
