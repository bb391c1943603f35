"""How agencies collect at their desks and in their bank accounts."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.payments.tables.base import metadata, moment

collectors = sa.Table(
    "collectors",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("tax_code", sa.Text, nullable=False),
    sa.Column("bank_bin", sa.Text, nullable=False),
    sa.Column("account_number", sa.Text, nullable=False),
    sa.Column("account_name", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", moment),
    sa.Column("agreed", sa.Boolean),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("decided_by <> asked_by", name="collectors_two_people"),
    sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="collectors_decided"),
    sa.CheckConstraint("(agreed IS NULL) = (decided_by IS NULL)", name="collectors_agreed"),
    sa.Index("collectors_one_open", "agency_code", unique=True, postgresql_where=sa.text("decided_at IS NULL")),
    sa.Index("collectors_agency", "agency_code", "decided_at"),
)
"""By which tax code and into which account an agency collects; the newest that a second person agreed to counts."""

cash_days = sa.Table(
    "cash_days",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("desk", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("float_amount", sa.BigInteger, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("opened_at", moment, nullable=False),
    sa.Column("notes", JSONB(none_as_null=True)),
    sa.Column("counted", sa.BigInteger),
    sa.Column("difference", sa.BigInteger),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("counted_by", sa.Text),
    sa.Column("counted_at", moment),
    sa.Column("confirmed_by", sa.Text),
    sa.Column("confirmed_at", moment),
    sa.CheckConstraint("state IN ('open', 'counted', 'closed')", name="cash_days_state"),
    sa.CheckConstraint("float_amount >= 0", name="cash_days_float"),
    sa.CheckConstraint("(state = 'open') = (counted IS NULL)", name="cash_days_counted"),
    sa.CheckConstraint("(counted IS NULL) = (counted_by IS NULL)", name="cash_days_counted_by"),
    sa.CheckConstraint("(counted IS NULL) = (difference IS NULL)", name="cash_days_difference"),
    sa.CheckConstraint("coalesce(difference, 0) = 0 OR reason <> ''", name="cash_days_explained"),
    sa.CheckConstraint("(state = 'closed') = (confirmed_by IS NOT NULL)", name="cash_days_confirmed"),
    sa.CheckConstraint("confirmed_by <> counted_by", name="cash_days_two_people"),
    sa.UniqueConstraint("agency_code", "desk", "day", name="cash_days_once"),
    sa.Index(
        "cash_days_one_at_a_time", "agency_code", "desk", unique=True, postgresql_where=sa.text("state <> 'closed'")
    ),
)
"""The cash box of a desk on a day (sổ quỹ); one that is closed never changes (a trigger refuses it)."""

cash_movements = sa.Table(
    "cash_movements",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("cash_day_id", sa.Text, sa.ForeignKey("cash_days.id"), nullable=False),
    sa.Column("incoming", sa.Boolean, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.Column("refund_id", sa.Text),
    sa.Column("officer_id", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.CheckConstraint("amount > 0", name="cash_movements_amount"),
    sa.CheckConstraint("(payment_id IS NULL) <> (refund_id IS NULL)", name="cash_movements_for"),
    sa.CheckConstraint("incoming = (refund_id IS NULL)", name="cash_movements_direction"),
    sa.Index("cash_movements_day", "cash_day_id"),
    sa.Index("cash_movements_payment", "payment_id", unique=True),
    sa.Index("cash_movements_refund", "refund_id", unique=True),
)
"""Cash that went in or out of a box, final; a trigger refuses it where the day is not open."""

bank_lines = sa.Table(
    "bank_lines",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("account_number", sa.Text, nullable=False),
    sa.Column("transaction_no", sa.Text, nullable=False),
    sa.Column("booked_on", sa.Date, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id")),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("imported_by", sa.Text, nullable=False),
    sa.Column("imported_at", moment, nullable=False),
    sa.CheckConstraint("amount <> 0", name="bank_lines_amount"),
    sa.CheckConstraint("outcome IN ('settled', 'suspended', 'outgoing')", name="bank_lines_outcome"),
    sa.CheckConstraint("(outcome = 'settled') = (payment_id IS NOT NULL)", name="bank_lines_settled"),
    sa.CheckConstraint("(outcome = 'outgoing') = (amount < 0)", name="bank_lines_outgoing"),
    sa.UniqueConstraint("account_number", "transaction_no", name="bank_lines_once"),
    sa.Index("bank_lines_agency", "agency_code", "booked_on"),
)
"""Movements on the accounts of agencies, as their banks state them; each once, and final."""
