"""Each agency with those above it, so that a role held in a subtree reaches what is under it."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0004"
down_revision = "dossiers_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_lines",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("superior_code", sa.Text, primary_key=True),
    )
    op.create_index("agency_lines_superior", "agency_lines", ["superior_code"])
    op.execute(
        """
        WITH RECURSIVE up (agency_code, superior_code) AS (
            SELECT code, code FROM agencies
            UNION
            SELECT up.agency_code, a.body ->> 'parent_code'
            FROM up JOIN agencies a ON a.code = up.superior_code
            WHERE coalesce(a.body ->> 'parent_code', '') <> ''
        )
        INSERT INTO agency_lines SELECT agency_code, superior_code FROM up
        """
    )
