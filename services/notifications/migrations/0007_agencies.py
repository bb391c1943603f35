"""Programs of agencies: API keys, subscriptions, and what is handed over to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "notifications_0007"
down_revision = "notifications_0006"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    # Of what was there before nobody can say whether it was real, so no live subscription gets it.
    op.add_column("feed", sa.Column("sandbox", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "credentials",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False, unique=True),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("sandbox", sa.Boolean, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("replaced_by", sa.Text, nullable=False, server_default=""),
        sa.Column("ends_at", moment),
    )
    op.create_index("credentials_agency", "credentials", ["agency_code"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("url", sa.Text, nullable=False, server_default=""),
        sa.Column("secret_sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("former_sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("former_until", moment),
        sa.Column("agencies", ARRAY(sa.Text), nullable=False),
        sa.Column("types", ARRAY(sa.Text), nullable=False),
        sa.Column("procedures", ARRAY(sa.Text), nullable=False),
        sa.Column("sandbox", sa.Boolean, nullable=False),
        sa.Column("begins_after", sa.BigInteger, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False, server_default=""),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failing_since", moment),
        sa.Column("probe_at", moment),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.CheckConstraint("way IN ('webhook', 'amqp')", name="subscriptions_way"),
        sa.CheckConstraint("state IN ('unverified', 'active', 'paused', 'ended')", name="subscriptions_state"),
    )
    op.create_index("subscriptions_agency", "subscriptions", ["agency_code"])
    live_account = sa.text("way = 'amqp' AND state <> 'ended'")
    op.create_index(
        "subscriptions_one_account", "subscriptions", ["agency_code"], unique=True, postgresql_where=live_account
    )
    op.create_table(
        "handovers",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("subscription_id", sa.Text, sa.ForeignKey("subscriptions.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("state", sa.Text, nullable=False, server_default="pending"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.CheckConstraint("kind IN ('event', 'again', 'ping', 'challenge')", name="handovers_kind"),
        sa.CheckConstraint("state IN ('pending', 'delivered', 'failed', 'dropped')", name="handovers_state"),
    )
    of_events, pending = sa.text("kind = 'event'"), sa.text("state = 'pending'")
    op.create_index(
        "handovers_once", "handovers", ["subscription_id", "event_id"], unique=True, postgresql_where=of_events
    )
    in_line = ["subscription_id", "line", "position", "number"]
    op.create_index("handovers_line", "handovers", in_line, postgresql_where=pending)
    op.create_index(
        "handovers_pending", "handovers", ["subscription_id", "position", "number"], postgresql_where=pending
    )
    op.create_index("handovers_log", "handovers", ["subscription_id", "number"])
    op.create_index("handovers_ended", "handovers", ["ended_at"])
    op.create_index("handovers_created", "handovers", ["created_at"])
    number = sa.ForeignKey("handovers.number", ondelete="CASCADE")
    op.create_table(
        "handover_attempts",
        sa.Column("number", sa.BigInteger, number, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
    )
    head = op.create_table(
        "spread_head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="spread_head_single"),
    )
    op.bulk_insert(head, [{"id": 1, "position": 0}])
    op.create_table(
        "handover_figures",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("way", sa.Text, primary_key=True),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("delivered", sa.BigInteger, nullable=False),
        sa.Column("in_time", sa.BigInteger, nullable=False),
    )
