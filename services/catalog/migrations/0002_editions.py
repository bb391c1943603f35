"""Editions and their history; who repealed a version; no drafts among the published versions any more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "catalog_0002"
down_revision = "catalog_0001"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

KEEP_HISTORY = """
CREATE FUNCTION keep_edition_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of an edition cannot be changed';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("base_version", sa.Integer),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("remarks", sa.Text, nullable=False, server_default=""),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("published_version", sa.Integer),
        sa.CheckConstraint(
            "state IN ('written', 'submitted', 'approved', 'published', 'discarded')", name="editions_state"
        ),
        sa.CheckConstraint("(state = 'published') = (published_version IS NOT NULL)", name="editions_published"),
    )
    op.create_index(
        "editions_open",
        "editions",
        ["code"],
        unique=True,
        postgresql_where=sa.text("state IN ('written', 'submitted', 'approved')"),
    )
    op.create_index("editions_changed", "editions", ["changed_at", "id"])
    op.create_table(
        "edition_acts",
        sa.Column("edition_id", sa.Text, sa.ForeignKey("editions.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("from_state", sa.Text),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False, server_default=""),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("content_hash", sa.Text),
    )
    op.execute(KEEP_HISTORY)
    op.execute(
        "CREATE TRIGGER keep_edition_history BEFORE UPDATE OR DELETE ON edition_acts "
        "FOR EACH ROW EXECUTE FUNCTION keep_edition_history()"
    )
    op.add_column("procedure_versions", sa.Column("repealed_by", sa.Text, nullable=False, server_default=""))
    # Nothing ever wrote a draft among the versions: what is written stands in editions.
    op.drop_constraint("procedure_versions_state", "procedure_versions")
    op.create_check_constraint("procedure_versions_state", "procedure_versions", "state IN ('published', 'withdrawn')")
