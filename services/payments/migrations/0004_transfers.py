"""Paying by transfer: a reference for each obligation, and the lines of bank statements."""

import sqlalchemy as sa
from alembic import op

revision = "payments_0004"
down_revision = "payments_0003"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)
REFERENCE = "'MC' || upper(substr(md5(gen_random_uuid()::text), 1, 12))"


def upgrade() -> None:
    op.add_column("obligations", sa.Column("transfer_ref", sa.Text, nullable=False, server_default=sa.text(REFERENCE)))
    op.create_index("obligations_transfer_ref", "obligations", ["transfer_ref"], unique=True)
    op.create_table(
        "bank_lines",
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
    op.execute(
        "CREATE TRIGGER bank_lines_final BEFORE UPDATE OR DELETE ON bank_lines"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER bank_lines_whole BEFORE TRUNCATE ON bank_lines"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("bank_lines")
    op.drop_index("obligations_transfer_ref", "obligations")
    op.drop_column("obligations", "transfer_ref")
