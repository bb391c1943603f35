"""The history of offers also says when a record no longer bears a claim."""

from alembic import op

revision = "catalog_0005"
down_revision = "catalog_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE offer_acts DROP CONSTRAINT offer_acts_act")
    # Whatever is there satisfied the narrower check, so nothing has to be read under the lock.
    op.execute(
        "ALTER TABLE offer_acts ADD CONSTRAINT offer_acts_act "
        "CHECK (act IN ('set', 'ended', 'loaded', 'capped')) NOT VALID"
    )
    op.execute("ALTER TABLE offer_acts VALIDATE CONSTRAINT offer_acts_act")
