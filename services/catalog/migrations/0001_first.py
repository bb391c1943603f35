"""Procedures and their versions, agencies, offers, fields, life events, the revision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "catalog_0001"
down_revision = None
branch_labels = ("catalog",)
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

KEEP_PUBLISHED = """
CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('draft', 'reviewed') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'version % of procedure % is published and cannot be deleted', OLD.version, OLD.code;
    END IF;
    IF (NEW.id, NEW.code, NEW.version, NEW.name, NEW.field, NEW.content, NEW.content_hash, NEW.valid_from,
        NEW.published_at, NEW.edited_by, NEW.edited_at)
       IS DISTINCT FROM
       (OLD.id, OLD.code, OLD.version, OLD.name, OLD.field, OLD.content, OLD.content_hash, OLD.valid_from,
        OLD.published_at, OLD.edited_by, OLD.edited_at)
       OR NEW.state NOT IN ('published', 'withdrawn')
       OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn')
    THEN
        RAISE EXCEPTION 'version % of procedure % is published and cannot be changed', OLD.version, OLD.code;
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "catalogue_revision",
        sa.Column("only", sa.Boolean, primary_key=True, server_default=sa.true()),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("loaded_digest", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint('"only"', name="catalogue_revision_only"),
    )
    op.execute("INSERT INTO catalogue_revision (revision, changed_at) VALUES (0, now())")
    op.create_table(
        "fields",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "life_events",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("tab", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.CheckConstraint("tab IN ('citizen', 'business')", name="life_events_tab"),
        sa.UniqueConstraint("tab", "position", name="life_events_position"),
    )
    op.create_table(
        "agencies",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "procedures",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("added_at", moment, nullable=False),
    )
    op.create_table(
        "procedure_versions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, sa.ForeignKey("procedures.code"), nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("field", sa.Text, sa.ForeignKey("fields.key"), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("edited_by", sa.Text, nullable=False),
        sa.Column("edited_at", moment, nullable=False),
        sa.Column("reviewed_by", sa.Text),
        sa.Column("reviewed_at", moment),
        sa.Column("published_at", moment),
        sa.Column("withdrawn_at", moment),
        sa.Column("withdrawal_reason", sa.Text, nullable=False, server_default=""),
        sa.UniqueConstraint("code", "version", name="procedure_versions_version"),
        sa.CheckConstraint("state IN ('draft', 'reviewed', 'published', 'withdrawn')", name="procedure_versions_state"),
        sa.CheckConstraint(
            "state IN ('draft', 'reviewed') "
            "OR (version IS NOT NULL AND valid_from IS NOT NULL AND published_at IS NOT NULL)",
            name="procedure_versions_published",
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="procedure_versions_interval"),
    )
    op.create_index(
        "procedure_versions_in_force",
        "procedure_versions",
        ["code", "valid_from"],
        postgresql_where=sa.text("state = 'published'"),
    )
    op.execute(KEEP_PUBLISHED)
    op.execute(
        "CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON procedure_versions "
        "FOR EACH ROW EXECUTE FUNCTION keep_published()"
    )
    op.create_table(
        "offers",
        sa.Column("procedure_code", sa.Text, sa.ForeignKey("procedures.code"), primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agencies.code"), primary_key=True),
        sa.Column("valid_from", sa.Date, primary_key=True),
        sa.Column("valid_to", sa.Date),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="offers_interval"),
    )
    op.create_index("offers_agency_code", "offers", ["agency_code"])
