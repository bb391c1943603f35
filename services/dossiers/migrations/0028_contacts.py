"""The telephone that was given for one dossier at the desk, where it is not the applicant's own."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0028"
down_revision = "dossiers_0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("contact_sealed", sa.Text, nullable=False, server_default=""))
