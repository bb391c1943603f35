"""The tables of payments. Amounts are whole đồng; what is booked or issued is never changed (triggers refuse it).

The ``bank_*`` tables belong to the sandbox bank, which keeps its state here so that a restart of it loses nothing.
They are empty outside the sandbox, and nothing of payments reads them but the merchant's sandbox secret.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)

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
    sa.CheckConstraint("state IN ('due', 'settled', 'withdrawn')", name="obligations_state"),
    sa.CheckConstraint("total > 0", name="obligations_total"),
    sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="obligations_settled_at"),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="obligations_withdrawn_at"),
    sa.UniqueConstraint("dossier_id", "dossier_version", name="obligations_once"),
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
"""Attempts to pay. ``next_ask_at``: when the provider is asked next; empty when there is nothing left to ask."""

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
    sa.CheckConstraint("kind IN ('callback', 'answer')", name="provider_events_kind"),
    sa.Index("provider_events_unjudged", "received_at", postgresql_where=sa.text("judged_at IS NULL")),
    sa.Index("provider_events_payment", "payment_id"),
)
"""Every message of a provider as it came, committed before it is judged; ``answer`` is the RspCode it got."""

ledger_transfers = sa.Table(
    "ledger_transfers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id")),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Index("ledger_transfers_obligation", "obligation_id"),
)
"""Movements of money and claims; ``reference`` makes that each is booked once."""

ledger_entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("transfer_id", sa.Text, sa.ForeignKey("ledger_transfers.id"), primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount <> 0", name="ledger_entries_amount"),
    sa.Index("ledger_entries_account", "account", "agency_code", "head"),
)
"""The lines of a transfer: debit positive, credit negative; they sum to zero (deferred constraint trigger)."""

receipt_series = sa.Table(
    "receipt_series",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("last_number", sa.Integer, nullable=False),
    sa.CheckConstraint("last_number BETWEEN 0 AND 99999999", name="receipt_series_numbers"),
)
"""The last number given in each series; its row lock is held until the receipt commits, so no number is lost."""

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("agency_name", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("series", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id"), nullable=False),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), nullable=False),
    sa.Column("items", JSONB, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("total_in_words", sa.Text, nullable=False),
    sa.Column("issued_at", moment, nullable=False),
    sa.Column("counters", sa.Text, sa.ForeignKey("receipts.id")),
    sa.CheckConstraint("kind IN ('issued', 'counter')", name="receipts_kind"),
    sa.CheckConstraint("(kind = 'counter') = (counters IS NOT NULL)", name="receipts_counters"),
    sa.UniqueConstraint("agency_code", "form", "series", "number", name="receipts_number"),
    sa.Index("receipts_one_for_payment", "payment_id", unique=True, postgresql_where=sa.text("kind = 'issued'")),
    sa.Index("receipts_obligation", "obligation_id"),
)
"""Receipts (biên lai), immutable; one is cancelled only by a counter-receipt that names it."""

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
    sa.Column("refunded", sa.BigInteger, nullable=False, server_default="0"),
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
