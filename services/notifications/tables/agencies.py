"""Programs of agencies: how they sign in, what they subscribed to, what was handed over to them and when."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.notifications.tables.base import metadata, moment

credentials = sa.Table(
    "credentials",
    metadata,
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
    sa.Index("credentials_agency", "agency_code"),
)
"""API keys of agencies. A key is 32 random bytes, so its SHA-256 alone is kept; ``hint`` is its last characters."""

subscriptions = sa.Table(
    "subscriptions",
    metadata,
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
    sa.Index("subscriptions_agency", "agency_code"),
    sa.Index(
        "subscriptions_one_account", "agency_code", unique=True,
        postgresql_where=sa.text("way = 'amqp' AND state <> 'ended'"),
    ),
)  # fmt: skip
"""Who gets which events by which way. Empty ``types`` or ``procedures`` mean all of them; an agency stands for itself
and those under it. ``failures`` counts attempts that failed one after another; ``probe_at`` is when an endpoint that is
down is tried again."""

handovers = sa.Table(
    "handovers",
    metadata,
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
    sa.Index(
        "handovers_once", "subscription_id", "event_id", unique=True, postgresql_where=sa.text("kind = 'event'")
    ),
    sa.Index(
        "handovers_line", "subscription_id", "line", "position", "number",
        postgresql_where=sa.text("state = 'pending'"),
    ),
    sa.Index(
        "handovers_pending", "subscription_id", "position", "number", postgresql_where=sa.text("state = 'pending'")
    ),
    sa.Index("handovers_log", "subscription_id", "number"),
    sa.Index("handovers_ended", "ended_at"),
    sa.Index("handovers_created", "created_at"),
)  # fmt: skip
"""What is to be, or was, handed over to a subscription. ``line`` is the dossier, in whose order it goes; ``body`` only
of what is not in the feed. While a process hands one over, ``due_at`` is the end of its lease. ``refusals`` are the
attempts that count towards giving it up: those that failed while its endpoint was not down."""

handover_attempts = sa.Table(
    "handover_attempts",
    metadata,
    sa.Column("number", sa.BigInteger, sa.ForeignKey("handovers.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("at", moment, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
)
"""The delivery log. An attempt whose process died in it leaves no row, only a number that is missing."""

handover_figures = sa.Table(
    "handover_figures",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("way", sa.Text, primary_key=True),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("delivered", sa.BigInteger, nullable=False),
    sa.Column("in_time", sa.BigInteger, nullable=False),
)
"""Of the events that were due on a day in Vietnam: how many were handed over, and how many in time."""
