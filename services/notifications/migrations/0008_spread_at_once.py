"""Handovers are made where an event takes its place in the feed; what was not spread until now is spread here."""

import sqlalchemy as sa
from alembic import op

revision = "notifications_0008"
down_revision = "notifications_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        INSERT INTO handovers (subscription_id, kind, position, event_id, line, due_at, created_at)
        SELECT of.id, 'event', feed.position, feed.event_id, feed.dossier_id, now(), feed.added_at
        FROM feed JOIN subscriptions AS of ON of.sandbox = feed.sandbox
        WHERE feed.position > (SELECT position FROM spread_head) AND feed.position > of.begins_after
          AND of.state <> 'ended'
          AND EXISTS (SELECT FROM unnest(of.agencies) AS top
                      WHERE feed.agency_code = top OR starts_with(feed.agency_code, top || '.'))
          AND (cardinality(of.types) = 0 OR feed.type = ANY (of.types))
          AND (cardinality(of.procedures) = 0 OR feed.procedure_code = ANY (of.procedures))
        ORDER BY feed.position
        ON CONFLICT DO NOTHING
    """)
    op.drop_table("spread_head")


def downgrade() -> None:
    op.create_table(
        "spread_head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="spread_head_single"),
    )
    op.execute("INSERT INTO spread_head (id, position) SELECT id, position FROM feed_head")
