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
    sa.Column("facts", JSONB),
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
    sa.Column("provider", sa.Text, nullable=False, server_default=""),
    sa.Column("unsure", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("instead_of", sa.Text, nullable=False, server_default=""),
    sa.Column("still", JSONB),
    sa.UniqueConstraint("event_id", "channel", "person", name="messages_once"),
    sa.CheckConstraint("channel IN ('inbox', 'sms', 'email', 'push')", name="messages_channel"),
    sa.CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'given_up', 'cancelled')",
        name="messages_state",
    ),
    sa.Index(
        "messages_due", sa.text("urgent DESC"), "due_at", postgresql_where=sa.text("state IN ('queued', 'sending')")
    ),
    sa.Index("messages_inbox", "person", sa.text("id DESC"), postgresql_where=sa.text("channel = 'inbox'")),
    sa.Index("messages_unread", "person", postgresql_where=sa.text("channel = 'inbox' AND state = 'sent'")),
    sa.Index("messages_given_up", "id", postgresql_where=sa.text("state IN ('failed', 'given_up')")),
    sa.Index("messages_lost", "id", postgresql_where=sa.text("state IN ('failed', 'given_up', 'undelivered')")),
)
"""One message for each event, channel and person, whatever is delivered again.

``person`` is an account's id, a challenge's for a code, or who left a telephone at a desk (`domain.desk`). ``texts``
is ``{language: {title, body}}`` and ``facts`` what was put into the words, ``{language: {name: value}}``, from which
they are written again; the words of a secret message are in ``text_sealed`` instead and erased with its address when
it has ended. ``due_at`` is the next attempt while it is queued, and the end of the lease while a process is sending
it. ``provider`` had the last attempt; ``unsure`` counts those in a row that were not answered in time. ``instead_of``
names the message that did not arrive and for which this one goes another way, or that an operator had sent again.
``still`` is what must be so for it to go out (see `domain.needed`).
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
    sa.Column("cost", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("result IN ('taken', 'later', 'unsure', 'refused')", name="deliveries_result"),
)
"""The attempts to hand a message over. One whose process died in it leaves no row, only a number that is missing.

``cost`` is in đồng, before tax, by the prices of the day: of attempts that were taken or may have been.
"""

delivery_reports = sa.Table(
    "delivery_reports",
    metadata,
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("received_at", moment, nullable=False),
    sa.CheckConstraint("status IN ('delivered', 'undelivered', 'no_such_number')", name="delivery_reports_status"),
    sa.Index("delivery_reports_message", "message_id"),
)
"""What providers reported of messages afterwards, once for each report, also of messages that are not known here."""

provider_health = sa.Table(
    "provider_health",
    metadata,
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("opened_at", moment),
    sa.Column("in_a_row", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failed_at", moment),
    sa.Column("probed_at", moment),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Column("changed_at", moment, nullable=False),
)
"""How each provider does, for every process of the service (see `domain.circuits`)."""

message_days = sa.Table(
    "message_days",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, primary_key=True),
    sa.Column("messages", sa.BigInteger, nullable=False),
    sa.Column("segments", sa.BigInteger, nullable=False),
    sa.Column("cost", sa.BigInteger, nullable=False),
)
"""What happened to messages on each day of Vietnam, counted in the transaction of each happening; no person in it."""

message_promptness = sa.Table(
    "message_promptness",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("in_time", sa.BigInteger, nullable=False),
)
"""Of the messages whose first attempt was on a day of Vietnam, or that expired before one: how many there were, and how
many a provider took at that attempt and in time."""

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

sandbox_reports = sa.Table(
    "sandbox_reports",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("report_id", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("due_at", moment, nullable=False),
)
"""Reports that the sandbox's provider will send."""
