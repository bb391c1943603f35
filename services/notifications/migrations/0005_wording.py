"""Words of messages that editors write and a second person publishes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "notifications_0005"
down_revision = "notifications_0004"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "template_versions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("words", JSONB, nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("judged_by", sa.Text, nullable=False, server_default=""),
        sa.Column("judged_at", moment),
        sa.CheckConstraint("state IN ('draft', 'published', 'discarded')", name="template_versions_state"),
        sa.CheckConstraint(
            "state <> 'published' OR (version >= 1000 AND judged_by <> written_by)", name="template_versions_two"
        ),
    )
    op.create_index("template_versions_matter", "template_versions", ["matter", "version"], unique=True)
