"""What people say and ask of their own data."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

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

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("wanted_sealed", sa.Text, nullable=False),
    sa.Column("former_sealed", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("evidence_key", sa.Text, nullable=False, server_default=""),
    sa.Column("evidence_type", sa.Text, nullable=False, server_default=""),
    sa.Column("evidence_size", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("evidence_sha256", sa.Text, nullable=False, server_default=""),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("decided_at", moment),
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("way IN ('register', 'evidence')", name="corrections_way"),
    sa.CheckConstraint("state IN ('asked', 'applied', 'refused')", name="corrections_state"),
    sa.Index("corrections_account", "account_id", "id"),
    sa.Index("corrections_one_waits", "account_id", unique=True, postgresql_where=sa.text("state = 'asked'")),
)
"""What accounts said before and after a correction, sealed; who vouched, and why it was decided so."""

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("receipt", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("answer_by", moment, nullable=False),
    sa.Column("carried_out_from", moment, nullable=False),
    sa.Column("decided_at", moment),
    sa.Column("done_at", moment),
    sa.Column("warned_at", moment),
    sa.Column("obstacles", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.CheckConstraint(
        "state IN ('asked', 'waiting', 'refused', 'cancelled', 'erasing', 'done')", name="erasures_state"
    ),
    sa.Index("erasures_account", "account_id", "id"),
    sa.Index(
        "erasures_one_under_way",
        "account_id",
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'waiting', 'erasing')"),
    ),
    sa.Index("erasures_under_way", "answer_by", postgresql_where=sa.text("state IN ('asked', 'waiting', 'erasing')")),
)
"""Requests for erasure with their clock; the receipt shows what became of one, also when there is no account."""

erasure_answers = sa.Table(
    "erasure_answers",
    metadata,
    sa.Column("erasure_id", sa.Text, sa.ForeignKey("erasures.id"), primary_key=True),
    sa.Column("holder", sa.Text, primary_key=True),
    sa.Column("obstacles", ARRAY(sa.Text), nullable=False),
    sa.Column("answered_at", moment, nullable=False),
    sa.Column("kept", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("erased_at", moment),
)
"""What each holder of data said to a request, and when it confirmed that its part is erased."""
