"""What people think of the service, and the figures that everybody may see."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0010"
down_revision = "dossiers_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("rating IN ('very_satisfied', 'satisfied', 'dissatisfied')", name="ratings_rating"),
    )
    op.execute(
        """
        CREATE TRIGGER ratings_append_only BEFORE UPDATE OR DELETE ON ratings
        FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()
        """
    )
    op.create_table(
        "standings",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("counted", JSONB, nullable=False),
    )
    op.create_table(
        "figures",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("procedure_code", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("measure", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger, nullable=False),
    )
    op.create_index("figures_day", "figures", ["day"])
    op.create_table(
        "figure_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("n", sa.SmallInteger, nullable=False),
    )
