"""How people are reached, and what they said of it."""

import sqlalchemy as sa

from services.notifications.tables.base import metadata, moment

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, nullable=False, server_default="vi"),
    sa.Column("phone_sealed", sa.Text, nullable=False),
    sa.Column("email_sealed", sa.Text, nullable=False, server_default=""),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("restriction_changed_at", moment),
    sa.CheckConstraint("language IN ('vi', 'en')", name="contacts_language"),
)
"""How to reach an account's owner; sealed as accounts sealed it, with `account_context`."""

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, primary_key=True),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""What people agreed to, as accounts told it (projection); no row: nothing was said, which is no consent."""
