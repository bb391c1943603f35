"""Official papers as they were issued, and their numbers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0007"
down_revision = "dossiers_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "official_papers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("issuer_name", sa.Text, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("issued_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Text, nullable=False),
        sa.Column("issued_by_name", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("replaces", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("agency_code", "kind", "year", "number", name="official_papers_number"),
        sa.CheckConstraint("number >= 1", name="official_papers_numbered"),
    )
    op.create_index("official_papers_dossier", "official_papers", ["dossier_id", "id"])
    op.create_table(
        "official_paper_numbers",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("year", sa.SmallInteger, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.execute(
        """
        CREATE TRIGGER official_papers_append_only BEFORE UPDATE OR DELETE ON official_papers
        FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()
        """
    )
