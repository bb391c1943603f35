"""Which files share an object: asked when one of them goes."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0034"
down_revision = "dossiers_0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("files_object_again", "files", ["object_key"], postgresql_where=sa.text("reused <> ''"))
