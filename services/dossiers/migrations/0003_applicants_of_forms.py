"""What electronic forms fill in from the applicant's account besides name and numbers."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0003"
down_revision = "dossiers_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applicants", sa.Column("birth_date", sa.Date))
    op.add_column("applicants", sa.Column("email_sealed", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("applicants", "email_sealed")
    op.drop_column("applicants", "birth_date")
