"""What was done to agencies' offers, by whom, when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "catalog_0004"
down_revision = "catalog_0003"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

KEEP_HISTORY = """
CREATE FUNCTION keep_offer_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of offers cannot be changed';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "offer_acts",
        sa.Column("procedure_code", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False, server_default=""),
        sa.Column("deputy_for", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.CheckConstraint("act IN ('set', 'ended', 'loaded')", name="offer_acts_act"),
    )
    op.execute(KEEP_HISTORY)
    op.execute(
        "CREATE TRIGGER keep_offer_history BEFORE UPDATE OR DELETE ON offer_acts "
        "FOR EACH ROW EXECUTE FUNCTION keep_offer_history()"
    )
