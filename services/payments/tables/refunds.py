"""Money that goes back, and money that nobody was waiting for."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.payments.tables.base import metadata, moment

suspense = sa.Table(
    "suspense",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("txn_ref", sa.Text, nullable=False),
    sa.Column("transaction_no", sa.Text, nullable=False, server_default=""),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id")),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("arrived_at", moment, nullable=False),
    sa.CheckConstraint("amount > 0", name="suspense_amount"),
    sa.Index("suspense_agency", "agency_code", "arrived_at"),
    sa.Index("suspense_obligation", "obligation_id"),
    sa.Index(
        "suspense_transaction_no",
        "provider",
        "transaction_no",
        unique=True,
        postgresql_where=sa.text("transaction_no <> ''"),
    ),
)
"""Money in suspense (tiền treo), one row for each arrival; ``reference`` is that of its transfer in the ledger.

``agency_code`` is empty for money that names no order of ours. Rows are final; what became of the money is told by
the refunds and credits that name it.
"""

refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.Column("suspense_id", sa.Text, sa.ForeignKey("suspense.id")),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id")),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("shares", JSONB, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False, server_default=""),
    sa.Column("needs_second", sa.Boolean, nullable=False),
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("requested_at", moment, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", moment),
    sa.Column("decision_note", sa.Text, nullable=False, server_default=""),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", moment),
    sa.Column("provider_no", sa.Text, nullable=False, server_default=""),
    sa.Column("outcome_code", sa.Text, nullable=False, server_default=""),
    sa.Column("voucher", sa.Text, nullable=False, server_default=""),
    sa.Column("paid_by", sa.Text, nullable=False, server_default=""),
    sa.Column("settled_at", moment),
    sa.Column("receipt_id", sa.Text, sa.ForeignKey("receipts.id")),
    sa.CheckConstraint(
        "state IN ('requested', 'approved', 'sent', 'unknown', 'settled', 'refused', 'rejected')", name="refunds_state"
    ),
    sa.CheckConstraint("way IN ('provider', 'cash', 'transfer')", name="refunds_way"),
    sa.CheckConstraint("amount > 0", name="refunds_amount"),
    sa.CheckConstraint("(payment_id IS NULL) <> (suspense_id IS NULL)", name="refunds_of_one"),
    sa.CheckConstraint("decided_by <> requested_by", name="refunds_two_people"),
    sa.CheckConstraint(
        "NOT needs_second OR decided_by <> '' OR state IN ('requested', 'rejected')", name="refunds_second_person"
    ),
    sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="refunds_settled_at"),
    sa.CheckConstraint("state <> 'settled' OR way = 'provider' OR voucher <> ''", name="refunds_voucher"),
    sa.UniqueConstraint("request_id", name="refunds_request_id"),
    sa.Index(
        "refunds_one_open",
        "payment_id",
        unique=True,
        postgresql_where=sa.text("state IN ('requested', 'approved', 'sent', 'unknown')"),
    ),
    sa.Index("refunds_payment", "payment_id"),
    sa.Index("refunds_suspense", "suspense_id"),
    sa.Index("refunds_obligation", "obligation_id"),
    sa.Index("refunds_next", "next_at", postgresql_where=sa.text("next_at IS NOT NULL")),
    sa.Index(
        "refunds_at_work",
        "agency_code",
        postgresql_where=sa.text("state IN ('requested', 'approved', 'sent', 'unknown')"),
    ),
)
"""Refunds. A trigger refuses that together they exceed what was paid, and every step that the table does not list.

``next_at``: when it is sent or asked about next. ``shares``: fee head and amount, as in the books.
"""

refund_steps = sa.Table(
    "refund_steps",
    metadata,
    sa.Column("refund_id", sa.Text, sa.ForeignKey("refunds.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("from_state", sa.Text, nullable=False),
    sa.Column("to_state", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False, server_default=""),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
)
"""The history of every refund, oldest first."""

refund_closings = sa.Table(
    "refund_closings",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("refund_id", sa.Text, sa.ForeignKey("refunds.id"), nullable=False),
    sa.Column("paid", sa.Boolean, nullable=False),
    sa.Column("provider_no", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", moment),
    sa.Column("agreed", sa.Boolean),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("decided_by <> asked_by", name="closings_two_people"),
    sa.CheckConstraint("(decided_at IS NULL) = (decided_by = '')", name="closings_decided"),
    sa.CheckConstraint("(agreed IS NULL) = (decided_by = '')", name="closings_agreed"),
    sa.Index("closings_one_open", "refund_id", unique=True, postgresql_where=sa.text("decided_at IS NULL")),
)
"""Proposals to end a refund by hand (kết thúc thủ công), of which the provider tells no end; two people decide."""

suspense_credits = sa.Table(
    "suspense_credits",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("suspense_id", sa.Text, sa.ForeignKey("suspense.id"), nullable=False),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id"), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("requested_at", moment, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", moment),
    sa.Column("decision_note", sa.Text, nullable=False, server_default=""),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.CheckConstraint("state IN ('requested', 'credited', 'rejected')", name="credits_state"),
    sa.CheckConstraint("amount > 0", name="credits_amount"),
    sa.CheckConstraint("decided_by <> requested_by", name="credits_two_people"),
    sa.CheckConstraint("(state = 'requested') = (decided_by = '')", name="credits_decided"),
    sa.CheckConstraint("(state = 'credited') = (payment_id IS NOT NULL)", name="credits_payment"),
    sa.Index("credits_suspense", "suspense_id"),
)
"""Money out of suspense for an obligation that is due (ghi có cho đúng hồ sơ), on the word of two people."""
