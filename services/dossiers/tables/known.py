"""What other services told (projections)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.dossiers.tables.base import metadata, moment, text

procedures = sa.Table(
    "procedures",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date),
    sa.Column("withdrawn_at", moment),
    sa.Column("body", JSONB, nullable=False),
    text("withdrawal_reason"),
)
"""Published versions of procedures, as catalog told them (projection); ``body`` is the whole record."""

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("procedure_code", sa.Text, primary_key=True),
    sa.Column("procedure_version", sa.Integer, primary_key=True),
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("desk_code", sa.Text, nullable=False),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("files_online", sa.Boolean, nullable=False),
    sa.Column("pays_online", sa.Boolean, nullable=False),
    sa.Column("returns_online", sa.Boolean, nullable=False),
    sa.Column("returns_by_post", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("returns_at_desk", sa.Boolean, nullable=False, server_default=sa.true()),
)
"""Which agency offers which procedure how, from when (projection): the online level is a matter of all three."""

agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("body", JSONB, nullable=False),
)
"""Agencies, as catalog told them (projection); ``unit`` is the identifier that dossier codes begin with."""

agency_lines = sa.Table(
    "agency_lines",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("superior_code", sa.Text, primary_key=True),
    sa.Index("agency_lines_superior", "superior_code"),
)
"""Each agency with itself and every agency above it, kept up with the agencies: in which subtrees a dossier is."""

mandates = sa.Table(
    "mandates",
    metadata,
    sa.Column("delegation_id", sa.Text, primary_key=True),
    sa.Column("principal_id", sa.Text, nullable=False),
    sa.Column("delegate_id", sa.Text, nullable=False),
    sa.Column("procedures", ARRAY(sa.Text), nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date, nullable=False),
    sa.Column("granted_at", moment, nullable=False),
    text("object_key"),
    text("media_type"),
    sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
    text("sha256"),
    sa.Index("mandates_sides", "principal_id", "delegate_id"),
)
"""Delegations as they were accepted (projection), with where their paper is; whether one was revoked since is no matter
to what was filed by it before."""

applicants = sa.Table(
    "applicants",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("identity_kind", sa.Text, nullable=False),
    sa.Column("identity_sealed", sa.Text, nullable=False),
    sa.Column("identity_masked", sa.Text, nullable=False),
    sa.Column("identity_last4_index", sa.Text, nullable=False),
    sa.Column("phone_sealed", sa.Text, nullable=False),
    sa.Column("phone_masked", sa.Text, nullable=False),
    sa.Column("phone_last4_index", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("birth_date", sa.Date),
    text("email_sealed"),
    sa.Column("leaving_at", moment),
    sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("restriction_changed_at", moment),
    sa.Index("applicants_restricted", "account_id", postgresql_where=sa.text("restricted")),
    sa.Index("applicants_identity", "identity_last4_index"),
)
"""People and organisations who file, as accounts told them (projection); numbers stay sealed."""
