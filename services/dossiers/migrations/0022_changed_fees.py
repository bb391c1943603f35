"""Fees that officers change: what one became stays beside it, and of each purpose one at most is in force.

The release before goes on: it adds one fee of each purpose and knows of none that was withdrawn.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0022"
down_revision = "dossiers_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fees", sa.Column("change", JSONB))
    op.add_column("fees", sa.Column("withdrawn_at", sa.TIMESTAMP(timezone=True)))
    for name, rule in (
        ("fees_state", "state IN ('due', 'settled', 'withdrawn')"),
        ("fees_withdrawn_at", "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"),
    ):
        op.execute(f"ALTER TABLE fees DROP CONSTRAINT IF EXISTS {name}")
        op.execute(f"ALTER TABLE fees ADD CONSTRAINT {name} CHECK ({rule}) NOT VALID")
    with op.get_context().autocommit_block():
        for name in ("fees_state", "fees_withdrawn_at"):
            op.execute(f"ALTER TABLE fees VALIDATE CONSTRAINT {name}")
        for unique, name, what in (
            ("UNIQUE", "fees_one_for_each_purpose", "(dossier_id, purpose) WHERE state <> 'withdrawn'"),
            ("", "fees_dossier", "(dossier_id)"),
        ):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE {unique} INDEX CONCURRENTLY {name} ON fees {what}")
        op.execute("ALTER TABLE fees DROP CONSTRAINT IF EXISTS fees_once_for_each_purpose")
