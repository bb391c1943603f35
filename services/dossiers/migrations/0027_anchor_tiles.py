"""Nodes of the trees of anchors, for the path from a history's head to the root; they cannot be changed or removed."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0027"
down_revision = "dossiers_0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anchor_tiles",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tile", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("first_id", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
    )
    for name, happens, each in (("append_only", "UPDATE OR DELETE", "ROW"), ("never_emptied", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER anchor_tiles_{name} BEFORE {happens} ON anchor_tiles "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_to_change_history()"
        )
