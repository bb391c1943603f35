"""What people say and ask of their own data."""

import sqlalchemy as sa

from services.accounts.tables.base import metadata, moment

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("words_sha256", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.CheckConstraint("act IN ('given', 'withdrawn')", name="consents_act"),
    sa.CheckConstraint("language IN ('vi', 'en')", name="consents_language"),
    sa.CheckConstraint("channel IN ('registration', 'account')", name="consents_channel"),
    sa.Index("consents_account", "account_id", "purpose", "seq"),
)
"""What people agreed to and took back, in which words; append-only, the database refuses to change it."""
