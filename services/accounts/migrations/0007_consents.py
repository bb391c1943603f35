"""The ledger of consents, to which rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0007"
down_revision = "accounts_0006"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("words_sha256", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.CheckConstraint("act IN ('given', 'withdrawn')", name="consents_act"),
        sa.CheckConstraint("language IN ('vi', 'en')", name="consents_language"),
        sa.CheckConstraint("channel IN ('registration', 'account')", name="consents_channel"),
    )
    op.create_index("consents_account", "consents", ["account_id", "purpose", "seq"])
    op.execute(
        """
        CREATE FUNCTION refuse_to_change_consents() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger of consents is append-only';
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE ON consents
        FOR EACH ROW EXECUTE FUNCTION refuse_to_change_consents()
        """
    )
    op.execute(
        """
        CREATE TRIGGER consents_never_emptied BEFORE TRUNCATE ON consents
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_consents()
        """
    )
