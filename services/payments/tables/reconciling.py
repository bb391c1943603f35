"""What comparing with providers' day files came to."""

import sqlalchemy as sa

from services.payments.tables.base import metadata, moment

reconciliations = sa.Table(
    "reconciliations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("file_digest", sa.Text, nullable=False),
    sa.Column("matched", sa.Integer, nullable=False),
    sa.Column("missing_here", sa.Integer, nullable=False),
    sa.Column("missing_there", sa.Integer, nullable=False),
    sa.Column("differs", sa.Integer, nullable=False),
    sa.Column("theirs_total", sa.BigInteger, nullable=False),
    sa.Column("ours_total", sa.BigInteger, nullable=False),
    sa.Column("made_at", moment, nullable=False),
    sa.Index("reconciliations_day", "provider", "day"),
)
"""Each run over a day: how many payments came out how, and the sums of both sides."""

reconciled_payments = sa.Table(
    "reconciled_payments",
    metadata,
    sa.Column("provider", sa.Text, primary_key=True),
    sa.Column("txn_ref", sa.Text, primary_key=True),
    sa.Column("transaction_no", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ours", sa.BigInteger),
    sa.Column("theirs", sa.BigInteger),
    sa.Column("found_at", moment, nullable=False),
    sa.Column("matched_at", moment),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint(
        "kind IN ('matched', 'missing_here', 'missing_there', 'differs')", name="reconciled_payments_kind"
    ),
    sa.CheckConstraint("(kind = 'matched') = (matched_at IS NOT NULL)", name="reconciled_payments_matched"),
    sa.Index("reconciled_payments_open", "provider", "day", postgresql_where=sa.text("kind <> 'matched'")),
)
"""How each payment stands between us and its provider, as the newest run found it; ``day`` is that of the file."""
