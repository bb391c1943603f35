"""Words of messages that editors wrote, beside those of the release."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.tables.base import metadata, moment

template_versions = sa.Table(
    "template_versions",
    metadata,
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
    sa.Index("template_versions_matter", "matter", "version", unique=True),
)
"""Versions from 1000 on, so that none of a later release has the same number; one person writes, another publishes."""
