"""The sandbox bank's own tables, so that a restart of it loses nothing. Empty outside the sandbox.

Nothing of payments reads them but the merchant's sandbox secret.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.payments.tables.base import metadata, moment

bank_merchants = sa.Table(
    "bank_merchants",
    metadata,
    sa.Column("tmn_code", sa.Text, primary_key=True),
    sa.Column("secret", sa.Text, nullable=False),
)
"""Sandbox bank: whom it knows, with the secret it shares with them."""

bank_orders = sa.Table(
    "bank_orders",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("tmn_code", sa.Text, nullable=False),
    sa.Column("txn_ref", sa.Text, nullable=False),
    sa.Column("params", JSONB, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.Column("response_code", sa.Text, nullable=False, server_default=""),
    sa.Column("taken", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("opened_at", moment, nullable=False),
    sa.Column("expires_at", moment, nullable=False),
    sa.Column("answered_at", moment),
    sa.Column("visible_at", moment),
    sa.UniqueConstraint("tmn_code", "txn_ref", name="bank_orders_once"),
    sa.CheckConstraint("state IN ('open', 'paid', 'failed')", name="bank_orders_state"),
)
"""Sandbox bank: orders that were opened, and the money it took. ``visible_at``: when an enquiry shows the outcome."""

bank_calls = sa.Table(
    "bank_calls",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("txn_ref", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("due_at", moment),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_answer", sa.Text, nullable=False, server_default=""),
    sa.Index("bank_calls_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
)
"""Sandbox bank: callbacks to send, until the merchant answers 00 or 02."""

bank_requests = sa.Table(
    "bank_requests",
    metadata,
    sa.Column("request_id", sa.Text, primary_key=True),
    sa.Column("at", moment, nullable=False),
)
"""Sandbox bank: enquiries and refunds that were answered; a request id works once."""

bank_refunds = sa.Table(
    "bank_refunds",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("order_seq", sa.BigInteger, sa.ForeignKey("bank_orders.seq"), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("ends_as", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("ends_at", moment, nullable=False),
    sa.Index("bank_refunds_order", "order_seq"),
)
"""Sandbox bank: money it paid back, or will have at ``ends_at``, or refuses then (``ends_as``: the last status)."""
