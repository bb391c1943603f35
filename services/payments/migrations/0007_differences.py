"""Differences with providers that people repair, and refunds beside the provider's file."""

import sqlalchemy as sa
from alembic import op

revision = "payments_0007"
down_revision = "payments_0006"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

DIFFERENCE_EDGES = """
open proposed
open gone
proposed open
proposed repaired
proposed gone
"""

STATES = """
CREATE FUNCTION differences_keep_to_their_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'a row of differences begins as open, not as %', NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'differences_states';
        END IF;
    ELSIF OLD.state = NEW.state AND OLD.state IN ('repaired', 'gone') OR
            OLD.state <> NEW.state AND (OLD.state || ' ' || NEW.state) NOT IN ({edges}) THEN
        RAISE EXCEPTION 'no step of differences leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'differences_states';
    END IF;
    RETURN NEW;
END $$
"""

DECIDED = """
CREATE FUNCTION decided_repairs_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' THEN
        RAISE EXCEPTION 'what was decided about a difference is final'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'repairs_final';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.add_column("reconciled_payments", sa.Column("side", sa.Text, nullable=False, server_default="pay"))
    op.create_check_constraint("reconciled_payments_side", "reconciled_payments", "side IN ('pay', 'refund')")
    op.create_table(
        "differences",
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
    op.create_table(
        "difference_repairs",
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
    listed = ", ".join(f"'{edge}'" for edge in DIFFERENCE_EDGES.strip().splitlines())
    op.execute(STATES.format(edges=listed))
    op.execute(
        "CREATE TRIGGER differences_states BEFORE INSERT OR UPDATE ON differences"
        " FOR EACH ROW EXECUTE FUNCTION differences_keep_to_their_states()"
    )
    op.execute(DECIDED)
    op.execute(
        "CREATE TRIGGER repairs_final BEFORE UPDATE OR DELETE ON difference_repairs"
        " FOR EACH ROW EXECUTE FUNCTION decided_repairs_are_final()"
    )


def downgrade() -> None:
    op.drop_table("difference_repairs")
    op.drop_table("differences")
    op.execute("DROP FUNCTION decided_repairs_are_final()")
    op.execute("DROP FUNCTION differences_keep_to_their_states()")
    op.drop_column("reconciled_payments", "side")
