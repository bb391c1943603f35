"""Drafts of the one-stop desk are listed: an index for each way to reach them, made beside the work that goes on."""

from alembic import op

revision = "dossiers_0024"
down_revision = "dossiers_0023"
branch_labels = None
depends_on = None

AT_DESK = "state = 0 AND channel <> 'online' AND restricted_at IS NULL"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for first, keys in (("", ""), ("procedure_", "procedure_code, ")):
            for by, also in (("agency", ""), ("desk", " AND desk_code <> agency_code")):
                name = f"dossiers_{first}at_desk_{by}"
                op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                op.execute(f"CREATE INDEX CONCURRENTLY {name} ON dossiers ({by}_code, {keys}id) WHERE {AT_DESK}{also}")
