"""Uploads in parts, papers used again, and what the scanner for malware said of a file.

Files that were there before wait to be scanned; an object may be that of several files.
"""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0015"
down_revision = "dossiers_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.TIMESTAMP(timezone=True)
    op.add_column("files", sa.Column("reused", sa.Text, nullable=False, server_default=""))
    op.add_column("files", sa.Column("scan", sa.Text, nullable=False, server_default="pending"))
    op.add_column("files", sa.Column("scan_after", moment, nullable=False, server_default=sa.text("'-infinity'")))
    op.add_column("files", sa.Column("scan_tries", sa.Integer, nullable=False, server_default="0"))
    op.add_column("files", sa.Column("scanned_at", moment))
    op.add_column("files", sa.Column("scan_engine", sa.Text, nullable=False, server_default=""))
    op.add_column("files", sa.Column("scan_found", sa.Text, nullable=False, server_default=""))
    op.create_check_constraint("files_scan", "files", "scan IN ('pending', 'clean', 'infected')")
    op.drop_constraint("files_object_key_key", "files", type_="unique")
    op.create_index("files_object_once", "files", ["object_key"], unique=True, postgresql_where=sa.text("reused = ''"))
    op.create_index(
        "files_unscanned", "files", ["scan_after"], postgresql_where=sa.text("scan = 'pending' AND removed_at IS NULL")
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("paper_key", sa.Text, nullable=False),
        sa.Column("part_key", sa.Text, nullable=False, unique=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("begun_by", sa.Text, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("file_id", sa.Text),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("state IN ('receiving', 'taken', 'refused', 'dropped')", name="uploads_state"),
    )
    op.create_index("uploads_dossier", "uploads", ["dossier_id"])
    op.create_index("uploads_expiring", "uploads", ["expires_at"], postgresql_where=sa.text("state = 'receiving'"))
