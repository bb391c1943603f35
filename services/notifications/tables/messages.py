"""Messages, the attempts to hand them over, and what stands in for telephones in the sandbox."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.tables.base import metadata, moment

messages = sa.Table(
    "messages",
    metadata,
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
    sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'read', 'failed', 'given_up')", name="messages_state"),
    sa.Index(
        "messages_due", sa.text("urgent DESC"), "due_at", postgresql_where=sa.text("state IN ('queued', 'sending')")
    ),
    sa.Index("messages_inbox", "person", sa.text("id DESC"), postgresql_where=sa.text("channel = 'inbox'")),
    sa.Index("messages_unread", "person", postgresql_where=sa.text("channel = 'inbox' AND state = 'sent'")),
    sa.Index("messages_given_up", "id", postgresql_where=sa.text("state IN ('failed', 'given_up')")),
)
"""One message for each event, channel and person, whatever is delivered again.

``person`` is an account's id, or a challenge's for a code. ``texts`` is ``{language: {title, body}}``; the words of a
secret message are in ``text_sealed`` instead and erased with its address when it has ended. ``due_at`` is the next
attempt while it is queued, and the end of the lease while a process is sending it.
"""

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("message_id", sa.Text, sa.ForeignKey("messages.id"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("reference", sa.Text, nullable=False, server_default=""),
    sa.Column("finished_at", moment, nullable=False),
    sa.CheckConstraint("result IN ('taken', 'later', 'refused')", name="deliveries_result"),
)
"""The attempts to hand a message over. One whose process died in it leaves no row, only a number that is missing."""

sandbox_outbox = sa.Table(
    "sandbox_outbox",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    sa.Column("matter", sa.Text, nullable=False),
    sa.Column("phone_index", sa.Text, nullable=False),
    sa.Column("phone_sealed", sa.Text, nullable=False),
    sa.Column("text_sealed", sa.Text, nullable=False),
    sa.Column("segments", sa.Integer, nullable=False),
    sa.Column("sent_at", moment, nullable=False),
    sa.Index("sandbox_outbox_phone", "phone_index", "seq"),
)
"""What the sandbox's SMS provider took: where no message is real, this is the telephone."""
