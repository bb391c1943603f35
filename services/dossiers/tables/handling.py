"""What goes on while an agency handles a dossier."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.dossiers.tables.base import metadata, moment, text

pauses = sa.Table(
    "pauses",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("waits_for", sa.Text, nullable=False),
    sa.Column("began_at", moment, nullable=False),
    sa.Column("until", moment, nullable=False),
    sa.Column("ended_at", moment),
    text("reason"),
    text("legal_basis"),
    sa.CheckConstraint("kind IN ('suspension', 'duty', 'consultation')", name="pauses_kind"),
    sa.CheckConstraint("waits_for IN ('applicant', 'agency', 'consulted')", name="pauses_waits_for"),
    sa.CheckConstraint("ended_at >= began_at", name="pauses_in_order"),
    sa.Index("pauses_one_open", "dossier_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("pauses_dossier", "dossier_id", "began_at"),
)
"""When the clock of a dossier stood still and why; at most one pause is open."""

appointments = sa.Table(
    "appointments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("starts_at", moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
    text("purpose"),
    text("note"),
    sa.Column("arranged_at", moment, nullable=False),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("kind IN ('site', 'appearance')", name="appointments_kind"),
    sa.CheckConstraint("state IN ('arranged', 'kept', 'missed', 'called_off')", name="appointments_state"),
    sa.CheckConstraint("(state = 'arranged') = (ended_at IS NULL)", name="appointments_ended"),
    sa.Index(
        "appointments_one_open", "dossier_id", "kind", unique=True, postgresql_where=sa.text("state = 'arranged'")
    ),
    sa.Index("appointments_dossier", "dossier_id", "arranged_at"),
)
"""Verifications on site and appearances; of each kind at most one is to come."""

consultations = sa.Table(
    "consultations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("agency_name", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("answer_by", moment, nullable=False),
    sa.Column("pauses", sa.Boolean, nullable=False),
    text("legal_basis"),
    sa.Column("state", sa.Text, nullable=False),
    text("answer"),
    text("ended_why"),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("state IN ('asked', 'answered', 'silent', 'dropped')", name="consultations_state"),
    sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="consultations_ended"),
    sa.Index("consultations_dossier", "dossier_id", "asked_at"),
    sa.Index("consultations_agency", "agency_code", "answer_by"),
    sa.Index("consultations_open", "answer_by", postgresql_where=sa.text("state = 'asked'")),
)
"""Questions to other agencies (lấy ý kiến), each with its own time to answer; they may run side by side.

``ended_why`` says why one was dropped: the reason for which it was taken back, or what ended the handling."""

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("staff_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("holdings", JSONB, nullable=False),
    sa.Index("staff_holdings", "holdings", postgresql_using="gin", postgresql_ops={"holdings": "jsonb_path_ops"}),
)
"""Members of staff with their roles, as accounts told them (projection): who can be given a dossier, who is told."""

staff_digests = sa.Table(
    "staff_digests",
    metadata,
    sa.Column("staff_id", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("due_at", moment, nullable=False),
    sa.Index("staff_digests_due", "due_at"),
)
"""Members of staff who proved a work e-mail address, and when their next digest is made up."""

told_escalations = sa.Table(
    "told_escalations",
    metadata,
    sa.Column("staff_id", sa.Text, sa.ForeignKey("staff_digests.staff_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("dossier_id", sa.Text, primary_key=True),
    sa.Column("at", moment, nullable=False),
)
"""What went up to a member of staff since their last digest."""
