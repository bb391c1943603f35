"""The events that agencies follow."""

import sqlalchemy as sa

from services.notifications.tables.base import metadata, moment

feed_head = sa.Table(
    "feed_head",
    metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.CheckConstraint("id = 1", name="feed_head_single"),
)
"""The place of the last event of the feed. Its row lock makes places gapless in the order of commits."""

feed = sa.Table(
    "feed",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("dossier_id", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("procedure_code", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("added_at", moment, nullable=False),
    sa.Column("sandbox", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Index("feed_agency", "agency_code", "position"),
)
"""The events that agencies follow; ``body`` is the CloudEvent as it goes out, the same bytes on every way.

``sandbox`` says that nothing in it is real; a live subscription never gets one.
"""
