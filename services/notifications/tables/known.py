"""What is known by events of things that messages remind of, so that none reminds of what is done."""

import sqlalchemy as sa

from services.notifications.tables.base import metadata, moment

known_dossiers = sa.Table(
    "known_dossiers",
    metadata,
    sa.Column("dossier_id", sa.Text, primary_key=True),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rated", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("changed_at", moment, nullable=False),
)
"""In which state each dossier is by its newest event."""

known_obligations = sa.Table(
    "known_obligations",
    metadata,
    sa.Column("obligation_id", sa.Text, primary_key=True),
    sa.Column("settled", sa.Boolean, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""Whether what is owed was paid; what was paid once stays so."""

known_appointments = sa.Table(
    "known_appointments",
    metadata,
    sa.Column("appointment_id", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("starts_at", moment, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""How each appointment stands."""
