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
    sa.Column("side", sa.Text, nullable=False, server_default="pay"),
    sa.CheckConstraint("side IN ('pay', 'refund')", name="reconciled_payments_side"),
    sa.CheckConstraint(
        "kind IN ('matched', 'missing_here', 'missing_there', 'differs')", name="reconciled_payments_kind"
    ),
    sa.CheckConstraint("(kind = 'matched') = (matched_at IS NOT NULL)", name="reconciled_payments_matched"),
    sa.Index("reconciled_payments_open", "provider", "day", postgresql_where=sa.text("kind <> 'matched'")),
)
"""How each payment and refund stands between us and its provider, as the newest run found it; ``day`` is that of the
file. A provider numbers payments and refunds in one row, so a number is of one of them."""

differences = sa.Table(
    "differences",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("txn_ref", sa.Text, nullable=False),
    sa.Column("transaction_no", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ours", sa.BigInteger),
    sa.Column("theirs", sa.BigInteger),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("obligation_id", sa.Text, sa.ForeignKey("obligations.id")),
    sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id")),
    sa.Column("refund_id", sa.Text, sa.ForeignKey("refunds.id")),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("found_at", moment, nullable=False),
    sa.Column("closed_at", moment),
    sa.CheckConstraint("side IN ('pay', 'refund')", name="differences_side"),
    sa.CheckConstraint("kind IN ('missing_here', 'missing_there', 'differs')", name="differences_kind"),
    sa.CheckConstraint("state IN ('open', 'proposed', 'repaired', 'gone')", name="differences_state"),
    sa.CheckConstraint("coalesce(ours, 0) <> coalesce(theirs, 0)", name="differences_differ"),
    sa.CheckConstraint("(state IN ('repaired', 'gone')) = (closed_at IS NOT NULL)", name="differences_closed"),
    sa.Index(
        "differences_one_open",
        "provider",
        "side",
        "txn_ref",
        "transaction_no",
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'proposed')"),
    ),
    sa.Index("differences_agency", "agency_code", "id"),
)
"""What people have to look at (chênh lệch đối soát); ``agency_code`` is empty where no order of ours is named.

A trigger refuses every step that the table of states does not list, and to change one that is closed.
"""

repairs = sa.Table(
    "difference_repairs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("difference_id", sa.Text, sa.ForeignKey("differences.id"), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_at", moment, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", moment),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("claimed", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("suspense_id", sa.Text, sa.ForeignKey("suspense.id")),
    sa.CheckConstraint("state IN ('proposed', 'confirmed', 'refused', 'lapsed')", name="repairs_state"),
    sa.CheckConstraint("amount <> 0", name="repairs_amount"),
    sa.CheckConstraint("decided_by <> proposed_by", name="repairs_two_people"),
    sa.CheckConstraint("(state IN ('confirmed', 'refused')) = (decided_by <> '')", name="repairs_decided"),
    sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="repairs_decided_at"),
    sa.Index("repairs_one_open", "difference_id", unique=True, postgresql_where=sa.text("state = 'proposed'")),
    sa.Index("repairs_difference", "difference_id"),
    sa.Index("repairs_suspense", "suspense_id", postgresql_where=sa.text("suspense_id IS NOT NULL")),
)
"""Proposals to book what the provider has more (``amount`` đồng; less, if negative), on the word of two people.
``claimed``: the part between us and the provider. A trigger refuses to change one that was decided."""
