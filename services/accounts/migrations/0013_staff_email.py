"""Work e-mail addresses of staff."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0013"
down_revision = "accounts_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("email_sealed", "email_masked"):
        op.add_column("staff", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("staff", sa.Column("email_verified_at", sa.TIMESTAMP(timezone=True)))
    op.create_check_constraint("staff_email_proved", "staff", "email_verified_at IS NULL OR email_sealed <> ''")
