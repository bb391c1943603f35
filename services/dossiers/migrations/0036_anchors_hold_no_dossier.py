"""Heads under an anchor refer to no dossier's row: who anchors waited for every step with one, and every step for them.

That the dossier is there follows from its history, from which heads are taken and of which nothing can be removed.
"""

from alembic import op

revision = "dossiers_0036"
down_revision = "dossiers_0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("anchored_heads_dossier_id_fkey", "anchored_heads", type_="foreignkey")
