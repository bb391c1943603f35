"""Answers are kept sealed; what stands in the clear is sealed by the service itself, which has the keys."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0005"
down_revision = "dossiers_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("answers_sealed", sa.Text, nullable=False, server_default=""))
    op.alter_column("dossiers", "answers", nullable=True)
    op.create_check_constraint("dossiers_answers_once", "dossiers", "(answers IS NULL) <> (answers_sealed = '')")
    op.create_index("dossiers_answers_clear", "dossiers", ["id"], postgresql_where=sa.text("answers IS NOT NULL"))
