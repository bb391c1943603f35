"""The tables of the catalogue. A published version is never changed or deleted: a trigger refuses it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)

catalogue_revision = sa.Table(
    "catalogue_revision",
    metadata,
    sa.Column("only", sa.Boolean, primary_key=True, server_default=sa.true()),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("loaded_digest", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint('"only"', name="catalogue_revision_only"),
)
"""One row: grows with every publication; its lock puts those in line. ``loaded_digest`` is that of the last load."""

fields = sa.Table(
    "fields",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)
"""Fields of administration (lĩnh vực)."""

life_events = sa.Table(
    "life_events",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("tab", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.CheckConstraint("tab IN ('citizen', 'business')", name="life_events_tab"),
    sa.UniqueConstraint("tab", "position", name="life_events_position"),
)
"""Suggested groups (nhóm sự kiện)."""

agencies = sa.Table(
    "agencies",
    metadata,
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
"""Agencies and their desks (cơ quan, bộ phận một cửa); ``body`` is the record, sparse."""

procedures = sa.Table(
    "procedures",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("added_at", moment, nullable=False),
)
"""Procedures (thủ tục hành chính) that have, or had, a version."""

procedure_versions = sa.Table(
    "procedure_versions",
    metadata,
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
    sa.Column("repealed_by", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("code", "version", name="procedure_versions_version"),
    sa.CheckConstraint("state IN ('published', 'withdrawn')", name="procedure_versions_state"),
    sa.CheckConstraint(
        "state IN ('draft', 'reviewed') "
        "OR (version IS NOT NULL AND valid_from IS NOT NULL AND published_at IS NOT NULL)",
        name="procedure_versions_published",
    ),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="procedure_versions_interval"),
    sa.Index("procedure_versions_in_force", "code", "valid_from", postgresql_where=sa.text("state = 'published'")),
)
"""What was published; content and number stay (trigger). ``content`` is sparse."""

procedure_listings = sa.Table(
    "procedure_listings",
    metadata,
    sa.Column("version_id", sa.Text, sa.ForeignKey("procedure_versions.id"), primary_key=True),
    sa.Column("shape", sa.Integer, nullable=False),
    sa.Column("body", JSONB, nullable=False),
)
"""What lists and searches need of a version (`listings`); a row may be missing, and is then made from the version."""

editions = sa.Table(
    "editions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("base_version", sa.Integer),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("remarks", sa.Text, nullable=False, server_default=""),
    sa.Column("started_by", sa.Text, nullable=False),
    sa.Column("started_at", moment, nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("published_version", sa.Integer),
    sa.CheckConstraint(
        "state IN ('written', 'submitted', 'approved', 'published', 'discarded')", name="editions_state"
    ),
    sa.CheckConstraint("(state = 'published') = (published_version IS NOT NULL)", name="editions_published"),
    sa.Index(
        "editions_open",
        "code",
        unique=True,
        postgresql_where=sa.text("state IN ('written', 'submitted', 'approved')"),
    ),
    sa.Index("editions_changed", "changed_at", "id"),
)
"""Editions (bản biên tập): what editors write; ``content`` may be incomplete. A procedure has at most one open."""

edition_acts = sa.Table(
    "edition_acts",
    metadata,
    sa.Column("edition_id", sa.Text, sa.ForeignKey("editions.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("from_state", sa.Text),
    sa.Column("to_state", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("content_hash", sa.Text),
)
"""Who did what to an edition when, numbered without gap; append-only (trigger)."""

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("procedure_code", sa.Text, sa.ForeignKey("procedures.code"), primary_key=True),
    sa.Column("agency_code", sa.Text, sa.ForeignKey("agencies.code"), primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("body", JSONB, nullable=False),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="offers_interval"),
    sa.Index("offers_agency_code", "agency_code"),
)
"""How which agency provides which procedure from when (mức độ cung cấp); ``body`` is the record, sparse."""

offer_acts = sa.Table(
    "offer_acts",
    metadata,
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
    sa.CheckConstraint("act IN ('set', 'ended', 'loaded', 'capped')", name="offer_acts_act"),
)
"""What was done to the offers of one agency for one procedure, numbered without gap; append-only (trigger).

``before`` and ``after`` are its offers as they were claimed, whole; an act ``capped`` changes none. Whoever set or
ended one themselves is no longer overruled by what is shipped or imported.
"""

announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("title_vi", sa.Text, nullable=False),
    sa.Column("title_en", sa.Text, nullable=False),
    sa.Column("text_vi", sa.Text, nullable=False),
    sa.Column("text_en", sa.Text, nullable=False),
    sa.Column("begins_at", moment, nullable=False),
    sa.Column("ends_at", moment, nullable=False),
    sa.Column("written_by", sa.Text, nullable=False),
    sa.Column("written_by_name", sa.Text, nullable=False, server_default=""),
    sa.Column("written_at", moment, nullable=False),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("severity IN ('notice', 'warning')", name="announcements_severity"),
    sa.CheckConstraint("begins_at < ends_at", name="announcements_times"),
    sa.Index("announcements_to_show", "ends_at", postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("announcements_agency", "agency_code", "id"),
)
"""What is announced on the pages (thông báo), by whom, from when to when; ``agency_code`` empty: by the portal."""

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("procedure_code", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sent_at", moment, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_at", moment),
    sa.Column("answered_by", sa.Text, nullable=False, server_default=""),
    sa.Index("feedback_sent_at", "sent_at"),
    sa.Index("feedback_agency", "agency_code", "id"),
)
"""What people told the portal or an agency (góp ý), found by its code; who they are is not asked and not kept."""
