"""What proves what was done: official papers, receipts, the chain of the history, who looked."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.dossiers.tables.base import metadata, moment, text

looks = sa.Table(
    "looks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("applicant_id", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("look", sa.Text, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.CheckConstraint("look IN ('dossier', 'file', 'revealed')", name="looks_look"),
    sa.Index("looks_applicant", "applicant_id", "id"),
    sa.Index("looks_dossier", "dossier_id", "actor_id", "look", "at"),
)
"""Who of the staff looked at whose data, and why: for the person to read."""

official_papers = sa.Table(
    "official_papers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("issuer_name", sa.Text, nullable=False),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("issued_at", moment, nullable=False),
    sa.Column("issued_by", sa.Text, nullable=False),
    sa.Column("issued_by_name", sa.Text, nullable=False),
    sa.Column("content", JSONB, nullable=False),
    text("replaces"),
    sa.UniqueConstraint("agency_code", "kind", "year", "number", name="official_papers_number"),
    sa.CheckConstraint("number >= 1", name="official_papers_numbered"),
    sa.Index("official_papers_dossier", "dossier_id", "id"),
)
"""Official papers as they were issued; the database refuses to change or remove one."""

official_paper_numbers = sa.Table(
    "official_paper_numbers",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("year", sa.SmallInteger, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
"""The last number given to a paper of a kind of an agency in a year."""

history = sa.Table(
    "history",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("form", sa.SmallInteger, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.CheckConstraint("kind IN ('action', 'look')", name="history_kind"),
    sa.UniqueConstraint("dossier_id", "kind", "ref", name="history_once"),
)
"""The chain of each dossier: which action or look comes where, with the hash over its content (`domain.history`)."""

history_anchors = sa.Table(
    "history_anchors",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, nullable=False, unique=True),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("signed", sa.Text, nullable=False),
)
"""One anchor for each day: what it states (`domain.anchoring`) and the same under our signature; append-only."""

anchored_heads = sa.Table(
    "anchored_heads",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("dossier_id", sa.Text, primary_key=True),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Index("anchored_heads_dossier", "dossier_id", "length"),
)
"""The heads of chains that an anchor is over: of those that grew since the one before; append-only. That the dossier is
there follows from its history, which cannot go; a key of its own would have an anchor hold every dossier that grew."""

anchor_tiles = sa.Table(
    "anchor_tiles",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tile", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("first_id", sa.Text, nullable=False),
    sa.Column("node", sa.Text, nullable=False),
)
"""Nodes of an anchor's tree, each over a thousand heads (`domain.anchoring.TILE`), so that the path from a head to the
root is found without the other heads; append-only."""

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("issued_at", moment, nullable=False),
    sa.Column("signed", sa.Text, nullable=False),
)
"""Receipts as they were signed; append-only like the history."""

content_marks = sa.Table(
    "content_marks",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("marks", JSONB, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
)
"""Which contents a draft had lately, by keyed digests of their parts (`domain.differences`)."""

lookup_tries = sa.Table(
    "lookup_tries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("began", moment, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Index("lookup_tries_began", "began"),
)
"""How often strangers asked after dossiers, by keyed hashes of networks and codes (`handlers.public_look_up`)."""
