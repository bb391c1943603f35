"""Contacts, messages with their attempts, the sandbox's outbox and the agencies' feed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "notifications_0001"
down_revision = None
branch_labels = ("notifications",)
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, nullable=False, server_default="vi"),
        sa.Column("phone_sealed", sa.Text, nullable=False),
        sa.Column("email_sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.CheckConstraint("language IN ('vi', 'en')", name="contacts_language"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("template_version", sa.Integer, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("texts", JSONB),
        sa.Column("text_sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("address_sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("segments", sa.Integer, nullable=False, server_default="0"),
        sa.Column("dossier_id", sa.Text, nullable=False, server_default=""),
        sa.Column("dossier_code", sa.Text, nullable=False, server_default=""),
        sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("expires_at", moment),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("sent_at", moment),
        sa.Column("read_at", moment),
        sa.Column("trace", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("event_id", "channel", "person", name="messages_once"),
        sa.CheckConstraint("channel IN ('inbox', 'sms', 'email')", name="messages_channel"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'read', 'failed', 'given_up')", name="messages_state"
        ),
    )
    op.create_index(
        "messages_due",
        "messages",
        [sa.text("urgent DESC"), "due_at"],
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index(
        "messages_inbox", "messages", ["person", sa.text("id DESC")], postgresql_where=sa.text("channel = 'inbox'")
    )
    op.create_index(
        "messages_unread",
        "messages",
        ["person"],
        postgresql_where=sa.text("channel = 'inbox' AND state = 'sent'"),
    )
    op.create_index(
        "messages_given_up", "messages", ["id"], postgresql_where=sa.text("state IN ('failed', 'given_up')")
    )
    op.create_table(
        "deliveries",
        sa.Column("message_id", sa.Text, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
        sa.Column("reference", sa.Text, nullable=False, server_default=""),
        sa.Column("finished_at", moment, nullable=False),
        sa.CheckConstraint("result IN ('taken', 'later', 'refused')", name="deliveries_result"),
    )
    op.create_table(
        "sandbox_outbox",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("message_id", sa.Text, nullable=False, unique=True),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("phone_index", sa.Text, nullable=False),
        sa.Column("phone_sealed", sa.Text, nullable=False),
        sa.Column("text_sealed", sa.Text, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("sent_at", moment, nullable=False),
    )
    op.create_index("sandbox_outbox_phone", "sandbox_outbox", ["phone_index", "seq"])
    head = op.create_table(
        "feed_head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="feed_head_single"),
    )
    op.bulk_insert(head, [{"id": 1, "position": 0}])
    op.create_table(
        "feed",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.Text, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("added_at", moment, nullable=False),
    )
    op.create_index("feed_agency", "feed", ["agency_code", "position"])


def downgrade() -> None:
    for table in ("feed", "feed_head", "sandbox_outbox", "deliveries", "messages", "contacts"):
        op.drop_table(table)
