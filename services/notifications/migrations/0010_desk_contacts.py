"""How who filed at a desk without an account is reached about their dossier."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0010"
down_revision = "notifications_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_contacts",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("applicant_id", sa.Text, nullable=False),
        sa.Column("phone_sealed", sa.Text, nullable=False),
        sa.Column("messages", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("messages IN ('none', 'notices', 'all')", name="desk_contacts_messages"),
    )
    op.create_index("desk_contacts_applicant", "desk_contacts", ["applicant_id"])


def downgrade() -> None:
    op.drop_table("desk_contacts")
