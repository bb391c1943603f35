"""By which way each fee was paid, so that only what was paid online is published as that.

Until now every settled fee was counted as paid online, cash at the desk as well. How those fees were paid was not kept
here: they stay counted as paid, and are taken back from what was paid online. A fee that the release before settles
while this runs is brought right by ``./motcua dossiers figures mend``.
"""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0021"
down_revision = "dossiers_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fees", sa.Column("way", sa.Text, nullable=False, server_default=""))
    take_back_unknown_ways()


def take_back_unknown_ways() -> None:
    op.execute(
        """
        WITH changed AS (
            UPDATE standings SET counted = counted - 'paid_online' WHERE counted ? 'paid_online' RETURNING dossier_id
        )
        INSERT INTO figure_changes (agency_code, field, procedure_code, day, measure, n)
        SELECT d.agency_code, p.body ->> 'field', d.procedure_code, (s.counted ->> 'paid_online')::date,
               'paid_online', -1
        FROM changed
        JOIN standings s ON s.dossier_id = changed.dossier_id
        JOIN dossiers d ON d.id = changed.dossier_id
        JOIN procedures p ON p.code = d.procedure_code AND p.version = d.procedure_version
        """
    )
