"""The tables that every service's database has: what makes a command, an event and its effects happen once."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("method", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False, server_default=""),
    sa.Column("reply", JSONB(none_as_null=True)),
    sa.Column("sealed", sa.Text),
    sa.Column("created_at", moment, nullable=False, server_default=sa.func.now()),
    sa.Index("idempotency_created_at", "created_at"),
    sa.Index("idempotency_clear", "created_at", postgresql_where=sa.text("reply IS NOT NULL")),
)
"""A command's key and, from the same commit as its effect, its fingerprint and reply, sealed (see `chassis.replies`).

``fingerprint`` and ``reply`` are how earlier code kept them, in the clear; housekeeping seals what it finds there.
"""

event_stream = sa.Table(
    "event_stream",
    metadata,
    sa.Column("aggregate", sa.Text, primary_key=True),
    sa.Column("aggregate_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)
"""The version of the last event of each aggregate. Its row lock makes versions gapless in the order of commits."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("aggregate", sa.Text, nullable=False),
    sa.Column("aggregate_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("payload", JSONB, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("trace", sa.Text, nullable=False),
    sa.Column("created_at", moment, nullable=False),
    sa.Column("published_at", moment),
    sa.UniqueConstraint("aggregate", "aggregate_id", "version", name="outbox_version_once"),
    sa.Index("outbox_unpublished", "seq", postgresql_where=sa.text("published_at IS NULL")),
    sa.Index("outbox_published_at", "published_at"),
)
"""Events written in the transaction of the change they tell of, until (and after) the relay has published them."""

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("handled_at", moment, nullable=False, server_default=sa.func.now()),
    sa.Index("inbox_handled_at", "handled_at"),
)
"""Events whose effects are in this database: the row and the effects were committed together."""

inbox_position = sa.Table(
    "inbox_position",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("aggregate", sa.Text, primary_key=True),
    sa.Column("aggregate_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)
"""Up to which version each foreign aggregate's events are accounted for: handled, not for us, or parked as dead."""

inbox_parked = sa.Table(
    "inbox_parked",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("event_id", sa.Text, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("aggregate", sa.Text),
    sa.Column("aggregate_id", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("parked_at", moment, nullable=False, server_default=sa.func.now()),
    sa.Column("next_at", moment),
    sa.CheckConstraint("state IN ('waiting', 'retry', 'dead')", name="inbox_parked_state"),
    sa.Index("inbox_parked_due", "next_at", postgresql_where=sa.text("state <> 'dead'")),
    sa.Index("inbox_parked_successor", "source", "aggregate", "aggregate_id", "version"),
)
"""Messages that could not be handled when they came: waiting for a predecessor, for a retry, or dead (for a human)."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("facts", JSONB, nullable=False),
    sa.Column("trace", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.CheckConstraint("outcome IN ('done', 'failed', 'denied')", name="audit_outcome"),
    sa.Index("audit_about", "about", "seq"),
    sa.Index("audit_actor", "actor", "seq"),
    sa.Index("audit_agency", "agency", "seq"),
    sa.Index("audit_object", "object", "seq"),
    sa.Index("audit_trace", "trace", "seq"),
)
"""What was done, by whom, to whose data and why: a chain of hashes that nothing may change (see `chassis.audit`)."""
