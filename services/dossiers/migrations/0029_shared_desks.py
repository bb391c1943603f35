"""Which desks receive what other agencies decide, written down by the database with the first such dossier."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0029"
down_revision = "dossiers_0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("shared_desks", sa.Column("desk_code", sa.Text, primary_key=True))
    op.execute(
        """
        CREATE FUNCTION write_shared_desk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO shared_desks VALUES (NEW.desk_code) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER dossiers_shared_desks AFTER INSERT OR UPDATE OF desk_code, agency_code ON dossiers
        FOR EACH ROW WHEN (NEW.desk_code <> NEW.agency_code) EXECUTE FUNCTION write_shared_desk()
        """
    )
    op.execute("INSERT INTO shared_desks SELECT DISTINCT desk_code FROM dossiers WHERE desk_code <> agency_code")
