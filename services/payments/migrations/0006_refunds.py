"""Refunds, money in suspense with its ways out, and states that the database itself keeps to their tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "payments_0006"
down_revision = "payments_0005"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

PAYMENT_EDGES = """
created redirected
created paid
created cancelled
created expired
redirected paid
redirected failed
redirected cancelled
redirected expired
redirected pending
redirected unknown
pending paid
pending failed
pending cancelled
pending expired
pending unknown
unknown paid
unknown failed
unknown cancelled
unknown expired
unknown pending
paid refunding
partially_refunded refunding
refunding refunded
refunding partially_refunded
refunding paid
"""
REFUND_EDGES = """
requested approved
requested rejected
approved sent
approved settled
approved rejected
sent settled
sent refused
sent unknown
unknown settled
unknown refused
unknown sent
"""

STATES = """
CREATE FUNCTION {table}_keep_to_their_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> '{first}' THEN
            RAISE EXCEPTION 'a row of {table} begins as {first}, not as %', NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_states';
        END IF;
    ELSIF OLD.state <> NEW.state AND (OLD.state || ' ' || NEW.state) NOT IN ({edges}) THEN
        RAISE EXCEPTION 'no step of {table} leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_states';
    END IF;
    RETURN NEW;
END $$
"""

REFUNDS_FIT = """
CREATE FUNCTION refunds_fit_what_was_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid bigint;
    taken numeric;
BEGIN
    IF NEW.payment_id IS NOT NULL THEN
        SELECT CASE WHEN settled_at IS NULL THEN 0 ELSE amount END INTO paid
            FROM payments WHERE id = NEW.payment_id FOR UPDATE;
        SELECT coalesce(sum(amount), 0) INTO taken FROM refunds
            WHERE payment_id = NEW.payment_id AND id <> NEW.id AND state NOT IN ('refused', 'rejected');
    ELSE
        SELECT amount INTO paid FROM suspense WHERE id = NEW.suspense_id FOR UPDATE;
        SELECT coalesce(sum(amount), 0) INTO taken FROM refunds
            WHERE suspense_id = NEW.suspense_id AND id <> NEW.id AND state NOT IN ('refused', 'rejected');
        SELECT taken + coalesce(sum(amount), 0) INTO taken FROM suspense_credits
            WHERE suspense_id = NEW.suspense_id AND state <> 'rejected';
    END IF;
    IF NEW.state NOT IN ('refused', 'rejected') AND taken + NEW.amount > paid THEN
        RAISE EXCEPTION 'refund % of % is more than what is left of %', NEW.id, NEW.amount, paid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_fit';
    END IF;
    RETURN NEW;
END $$
"""
CREDITS_FIT = """
CREATE FUNCTION credits_fit_what_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    arrived bigint;
    taken numeric;
BEGIN
    SELECT amount INTO arrived FROM suspense WHERE id = NEW.suspense_id FOR UPDATE;
    SELECT coalesce(sum(amount), 0) INTO taken FROM refunds
        WHERE suspense_id = NEW.suspense_id AND state NOT IN ('refused', 'rejected');
    SELECT taken + coalesce(sum(amount), 0) INTO taken FROM suspense_credits
        WHERE suspense_id = NEW.suspense_id AND id <> NEW.id AND state <> 'rejected';
    IF NEW.state <> 'rejected' AND taken + NEW.amount > arrived THEN
        RAISE EXCEPTION 'credit % of % is more than what is left of %', NEW.id, NEW.amount, arrived
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credits_fit';
    END IF;
    RETURN NEW;
END $$
"""

KNOWN_BEFORE = """
INSERT INTO suspense (id, reference, provider, txn_ref, transaction_no, amount, agency_code, obligation_id, payment_id,
                      why, arrived_at)
SELECT t.id, t.reference, e.head, coalesce(p.txn_ref, ''),
       CASE WHEN split_part(t.reference, ':', 3) = p.txn_ref THEN '' ELSE split_part(t.reference, ':', 3) END,
       -e.amount, e.agency_code, t.obligation_id, t.payment_id, t.note, t.at
FROM ledger_transfers t
JOIN ledger_entries e ON e.transfer_id = t.id AND e.account = 'suspense'
LEFT JOIN payments p ON p.id = t.payment_id
WHERE t.kind = 'suspended'
"""


def upgrade() -> None:
    op.create_table(
        "suspense",
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
    op.create_table(
        "refunds",
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
            "state IN ('requested', 'approved', 'sent', 'unknown', 'settled', 'refused', 'rejected')",
            name="refunds_state",
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
    op.create_table(
        "refund_steps",
        sa.Column("refund_id", sa.Text, sa.ForeignKey("refunds.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("from_state", sa.Text, nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "suspense_credits",
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
    op.create_table(
        "bank_refunds",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("order_seq", sa.BigInteger, sa.ForeignKey("bank_orders.seq"), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("ends_as", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Index("bank_refunds_order", "order_seq"),
    )
    op.drop_column("bank_orders", "refunded")
    op.add_column("payments", sa.Column("suspense_id", sa.Text))
    op.drop_constraint("provider_events_kind", "provider_events")
    op.create_check_constraint("provider_events_kind", "provider_events", "kind IN ('callback', 'answer', 'refund')")
    op.execute(KNOWN_BEFORE)
    for table, first, edges in (("payments", "created", PAYMENT_EDGES), ("refunds", "requested", REFUND_EDGES)):
        listed = ", ".join(f"'{edge}'" for edge in edges.strip().splitlines())
        op.execute(STATES.format(table=table, first=first, edges=listed))
        op.execute(
            f"CREATE TRIGGER {table}_states BEFORE INSERT OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_keep_to_their_states()"
        )
    for function, table in ((REFUNDS_FIT, "refunds"), (CREDITS_FIT, "suspense_credits")):
        op.execute(function)
        name = "refunds_fit_what_was_paid" if table == "refunds" else "credits_fit_what_arrived"
        op.execute(
            f"CREATE TRIGGER {table}_fit BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    for table in ("suspense", "refund_steps"):
        op.execute(
            f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
