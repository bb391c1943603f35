"""Obligations, the attempts to meet them, and what providers said about these."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.payments.tables.base import metadata, moment

REFERENCE = "'MC' || upper(substr(md5(gen_random_uuid()::text), 1, 12))"
"""What a payer writes into the words of a transfer: 48 random bits, short enough to be typed."""

obligations = sa.Table(
    "obligations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, nullable=False),
    sa.Column("dossier_version", sa.Integer, nullable=False),
    sa.Column("dossier_code", sa.Text, nullable=False),
    sa.Column("procedure_code", sa.Text, nullable=False),
    sa.Column("procedure_name", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("agency_name", sa.Text, nullable=False),
    sa.Column("payer_id", sa.Text, nullable=False),
    sa.Column("items", JSONB, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("pay_online", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("requested_at", moment, nullable=False),
    sa.Column("settled_at", moment),
    sa.Column("withdrawn_at", moment),
    sa.Column("withdrawn_why", sa.Text, nullable=False, server_default=""),
    sa.Column("transfer_ref", sa.Text, nullable=False, server_default=sa.text(REFERENCE)),
    sa.CheckConstraint("state IN ('due', 'settled', 'withdrawn')", name="obligations_state"),
    sa.CheckConstraint("total > 0", name="obligations_total"),
    sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="obligations_settled_at"),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="obligations_withdrawn_at"),
    sa.UniqueConstraint("dossier_id", "dossier_version", name="obligations_once"),
    sa.Index("obligations_transfer_ref", "transfer_ref", unique=True),
    sa.Index("obligations_one_due", "dossier_id", unique=True, postgresql_where=sa.text("state = 'due'")),
)
"""What a dossier owes; ``items`` as in the event that asked for it. At most one is due for a dossier."""

payments = sa.Table(
    "payments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id"), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("txn_ref", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("redirect_url", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", moment, nullable=False),
    sa.Column("expires_at", moment),
    sa.Column("settled_at", moment),
    sa.Column("transaction_no", sa.Text, nullable=False, server_default=""),
    sa.Column("outcome_code", sa.Text, nullable=False, server_default=""),
    sa.Column("next_ask_at", moment),
    sa.Column("asks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("officer_id", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("suspense_id", sa.Text),
    sa.CheckConstraint("amount > 0", name="payments_amount"),
    sa.CheckConstraint(
        "state IN ('created', 'redirected', 'pending', 'paid', 'failed', 'cancelled', 'expired', 'unknown',"
        " 'refunding', 'refunded', 'partially_refunded')",
        name="payments_state",
    ),
    sa.UniqueConstraint("provider", "txn_ref", name="payments_txn_ref"),
    sa.Index(
        "payments_one_settles",
        "obligation_id",
        unique=True,
        postgresql_where=sa.text("state IN ('paid', 'refunding', 'refunded', 'partially_refunded')"),
    ),
    sa.Index(
        "payments_transaction_no",
        "provider",
        "transaction_no",
        unique=True,
        postgresql_where=sa.text("transaction_no <> ''"),
    ),
    sa.Index("payments_obligation", "obligation_id"),
    sa.Index("payments_to_ask", "next_ask_at", postgresql_where=sa.text("next_ask_at IS NOT NULL")),
)
"""Attempts to pay. ``next_ask_at``: when the provider is asked next; empty when there is nothing left to ask.

``suspense_id``: it is no attempt at the provider's page, but money that was credited out of suspense. A trigger
refuses every step that the table of states does not list.
"""

payment_steps = sa.Table(
    "payment_steps",
    metadata,
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("from_state", sa.Text, nullable=False),
    sa.Column("to_state", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False, server_default=""),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
)
"""The history of every attempt, oldest first."""

provider_events = sa.Table(
    "provider_events",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("params", JSONB, nullable=False),
    sa.Column("network", sa.Text, nullable=False, server_default=""),
    sa.Column("trace", sa.Text, nullable=False, server_default=""),
    sa.Column("received_at", moment, nullable=False),
    sa.Column("judged_at", moment),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("payment_id", sa.Text),
    sa.CheckConstraint("kind IN ('callback', 'answer', 'refund')", name="provider_events_kind"),
    sa.Index("provider_events_unjudged", "received_at", postgresql_where=sa.text("judged_at IS NULL")),
    sa.Index("provider_events_payment", "payment_id"),
)
"""Every message of a provider as it came, committed before it is judged; ``answer`` is the RspCode it got."""
