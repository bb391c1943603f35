"""What becomes of messages: reports, how providers do, what each day cost; what people chose; what is still needed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "notifications_0004"
down_revision = "notifications_0003"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

_STATES = (
    "state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'given_up', 'cancelled')"
)
CHECKS = (
    ("messages", "messages_channel", "channel IN ('inbox', 'sms', 'email', 'push')"),
    ("messages", "messages_state", _STATES),
    ("deliveries", "deliveries_result", "result IN ('taken', 'later', 'unsure', 'refused')"),
)


def upgrade() -> None:
    op.add_column("messages", sa.Column("facts", JSONB))
    op.add_column("messages", sa.Column("provider", sa.Text, nullable=False, server_default=""))
    op.add_column("messages", sa.Column("unsure", sa.SmallInteger, nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("instead_of", sa.Text, nullable=False, server_default=""))
    op.add_column("messages", sa.Column("still", JSONB))
    op.add_column("deliveries", sa.Column("cost", sa.Integer, nullable=False, server_default="0"))
    for table, name, rule in CHECKS:
        # Wider than before: what is there fits, and need not be read while the table is locked.
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({rule}) NOT VALID")
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
    op.create_index(
        "messages_lost",
        "messages",
        ["id"],
        postgresql_where=sa.text("state IN ('failed', 'given_up', 'undelivered')"),
    )
    op.create_table(
        "delivery_reports",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("report_id", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("received_at", moment, nullable=False),
        sa.CheckConstraint("status IN ('delivered', 'undelivered', 'no_such_number')", name="delivery_reports_status"),
    )
    op.create_index("delivery_reports_message", "delivery_reports", ["message_id"])
    op.create_table(
        "provider_health",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("opened_at", moment),
        sa.Column("in_a_row", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failed_at", moment),
        sa.Column("probed_at", moment),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "message_days",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("messages", sa.BigInteger, nullable=False),
        sa.Column("segments", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sandbox_reports",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("report_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("due_at", moment, nullable=False),
    )
    op.create_table(
        "preferences",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("wanted", sa.Boolean, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("starts", sa.SmallInteger, nullable=False),
        sa.Column("ends", sa.SmallInteger, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="quiet_hours_minutes"),
    )
    op.create_table(
        "known_dossiers",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("rated", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "known_obligations",
        sa.Column("obligation_id", sa.Text, primary_key=True),
        sa.Column("settled", sa.Boolean, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "known_appointments",
        sa.Column("appointment_id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
