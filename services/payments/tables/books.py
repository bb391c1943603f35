"""The ledger and the receipts: what is booked or issued is never changed (triggers refuse it)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.payments.tables.base import metadata, moment

LOOK_UP = "upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 20))"
"""A random code of 74 bits; the database says it, so that no receipt can be without one."""

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
    sa.Column("look_up", sa.Text, nullable=False, server_default=sa.text(LOOK_UP)),
    sa.Column("counter_kind", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("actor", sa.Text, nullable=False, server_default=""),
    sa.Column("collector_name", sa.Text, nullable=False, server_default=""),
    sa.Column("tax_code", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("kind IN ('issued', 'counter')", name="receipts_kind"),
    sa.CheckConstraint("counter_kind IN ('', 'cancel', 'adjust', 'replace')", name="receipts_counter_kind"),
    sa.CheckConstraint(
        "(kind = 'counter') = (counter_kind <> '') AND (kind <> 'counter' OR reason <> '')",
        name="receipts_countered_why",
    ),
    sa.Index("receipts_look_up", "look_up", unique=True),
    sa.Index(
        "receipts_one_end",
        "counters",
        unique=True,
        postgresql_where=sa.text("counter_kind IN ('cancel', 'replace')"),
    ),
    sa.CheckConstraint("(kind = 'counter') = (counters IS NOT NULL)", name="receipts_counters"),
    sa.UniqueConstraint("agency_code", "form", "series", "number", name="receipts_number"),
    sa.Index("receipts_one_for_payment", "payment_id", unique=True, postgresql_where=sa.text("kind = 'issued'")),
    sa.Index("receipts_obligation", "obligation_id"),
)
"""Receipts (biên lai), immutable; one is cancelled, reduced or replaced only by a counter-receipt that names it."""

receipt_corrections = sa.Table(
    "receipt_corrections",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("receipt_id", sa.Text, sa.ForeignKey("receipts.id"), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", moment),
    sa.Column("agreed", sa.Boolean),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("replacement_id", sa.Text, sa.ForeignKey("receipts.id")),
    sa.CheckConstraint("decided_by <> asked_by", name="receipt_corrections_two_people"),
    sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="receipt_corrections_decided"),
    sa.CheckConstraint("(agreed IS NULL) = (decided_by IS NULL)", name="receipt_corrections_agreed"),
    sa.Index("receipt_corrections_one_open", "receipt_id", unique=True, postgresql_where=sa.text("decided_at IS NULL")),
)
"""Requests to replace a receipt that was issued wrongly; a second person agrees or not."""
