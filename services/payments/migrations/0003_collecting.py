"""How agencies collect: tax code and bank account on the word of two people, and the cash box of the day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "payments_0003"
down_revision = "payments_0002"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


OPEN_DAY = """
CREATE FUNCTION cash_moves_in_an_open_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM cash_days WHERE id = NEW.cash_day_id AND state = 'open' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'cash day % is not open: nothing goes in or out', NEW.cash_day_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cash_moves_in_an_open_day';
    END IF;
    RETURN NEW;
END $$
"""
CLOSED_DAY = """
CREATE FUNCTION closed_cash_day_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'closed' THEN
        RAISE EXCEPTION '% of cash day % is refused: it is closed or kept for ever', TG_OP, OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rows_are_final';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "collectors",
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
    op.add_column("receipts", sa.Column("collector_name", sa.Text, nullable=False, server_default=""))
    op.add_column("receipts", sa.Column("tax_code", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "cash_days",
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
            "cash_days_one_at_a_time",
            "agency_code",
            "desk",
            unique=True,
            postgresql_where=sa.text("state <> 'closed'"),
        ),
    )
    op.create_table(
        "cash_movements",
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
    op.execute(OPEN_DAY)
    op.execute(CLOSED_DAY)
    op.execute(
        "CREATE TRIGGER cash_movements_open_day BEFORE INSERT ON cash_movements"
        " FOR EACH ROW EXECUTE FUNCTION cash_moves_in_an_open_day()"
    )
    op.execute(
        "CREATE TRIGGER cash_days_final BEFORE UPDATE OR DELETE ON cash_days"
        " FOR EACH ROW EXECUTE FUNCTION closed_cash_day_is_final()"
    )
    op.execute(
        "CREATE TRIGGER cash_movements_final BEFORE UPDATE OR DELETE ON cash_movements"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for table in ("cash_movements", "cash_days"):
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("cash_movements")
    op.drop_table("cash_days")
    op.execute("DROP FUNCTION cash_moves_in_an_open_day")
    op.execute("DROP FUNCTION closed_cash_day_is_final")
    op.drop_column("receipts", "tax_code")
    op.drop_column("receipts", "collector_name")
    op.drop_table("collectors")
