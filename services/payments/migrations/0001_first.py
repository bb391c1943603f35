"""Obligations, payments, the provider's messages, ledger, receipts, and the sandbox bank's own tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "payments_0001"
down_revision = None
branch_labels = ("payments",)
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

BALANCE = """
CREATE FUNCTION ledger_transfer_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    transfer text := coalesce(to_jsonb(NEW) ->> 'transfer_id', to_jsonb(NEW) ->> 'id');
    lines bigint;
    total numeric;
BEGIN
    SELECT count(*), coalesce(sum(amount), 0) INTO lines, total FROM ledger_entries WHERE transfer_id = transfer;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'transfer % has % entries that sum to %', transfer, lines, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_balances';
    END IF;
    RETURN NULL;
END $$
"""
"""Checked at commit for a transfer and for each of its entries, so a transfer without entries is refused too."""

SAME_TRANSACTION = """
CREATE FUNCTION ledger_entry_belongs_to_new_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_transfers WHERE id = NEW.transfer_id AND xmin = pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION 'transfer % is closed: entries are booked in the transaction that makes it', NEW.transfer_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_belongs_to_new_transfer';
    END IF;
    RETURN NEW;
END $$
"""
"""Without this, balanced entries could be added to a transfer of long ago, which would change what it said."""

FROZEN = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are final', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rows_are_final';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "obligations",
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
    op.create_table(
        "payments",
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
    op.create_table(
        "payment_steps",
        sa.Column("payment_id", sa.Text, sa.ForeignKey("payments.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("from_state", sa.Text, nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "provider_events",
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
    op.create_table(
        "ledger_transfers",
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
    op.create_table(
        "ledger_entries",
        sa.Column("transfer_id", sa.Text, sa.ForeignKey("ledger_transfers.id"), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.CheckConstraint("amount <> 0", name="ledger_entries_amount"),
        sa.Index("ledger_entries_account", "account", "agency_code", "head"),
    )
    op.create_table(
        "receipt_series",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("form", sa.Text, primary_key=True),
        sa.Column("series", sa.Text, primary_key=True),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.CheckConstraint("last_number BETWEEN 0 AND 99999999", name="receipt_series_numbers"),
    )
    op.create_table(
        "receipts",
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
    op.create_table(
        "bank_merchants",
        sa.Column("tmn_code", sa.Text, primary_key=True),
        sa.Column("secret", sa.Text, nullable=False),
    )
    op.create_table(
        "bank_orders",
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
    op.create_table(
        "bank_calls",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("txn_ref", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("due_at", moment),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_answer", sa.Text, nullable=False, server_default=""),
        sa.Index("bank_calls_due", "due_at", postgresql_where=sa.text("due_at IS NOT NULL")),
    )
    op.create_table(
        "bank_requests",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("at", moment, nullable=False),
    )
    for function in (BALANCE, SAME_TRANSACTION, FROZEN):
        op.execute(function)
    for table in ("ledger_transfers", "ledger_entries"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_balance AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances()"
        )
    op.execute(
        "CREATE TRIGGER ledger_entries_of_new_transfer BEFORE INSERT ON ledger_entries"
        " FOR EACH ROW EXECUTE FUNCTION ledger_entry_belongs_to_new_transfer()"
    )
    for table in ("ledger_transfers", "ledger_entries", "receipts", "payment_steps"):
        op.execute(
            f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
