"""Announcements, and feedback of anybody."""

import sqlalchemy as sa
from alembic import op

revision = "catalog_0006"
down_revision = "catalog_0005"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("title_vi", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("text_vi", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("begins_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_by_name", sa.Text, nullable=False, server_default=""),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.CheckConstraint("severity IN ('notice', 'warning')", name="announcements_severity"),
        sa.CheckConstraint("begins_at < ends_at", name="announcements_times"),
    )
    op.create_index("announcements_to_show", "announcements", ["ends_at"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index("announcements_agency", "announcements", ["agency_code", "id"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_at", moment),
        sa.Column("answered_by", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("feedback_sent_at", "feedback", ["sent_at"])
    op.create_index("feedback_agency", "feedback", ["agency_code", "id"])
