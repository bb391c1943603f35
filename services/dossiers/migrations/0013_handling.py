"""Handling: pauses, appointments, consultations, who holds a dossier; the staff that accounts tells of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dossiers_0013"
down_revision = "dossiers_0012"
branch_labels = None
depends_on = None

_moment = sa.TIMESTAMP(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _of_dossier() -> sa.Column[str]:
    return sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    for column in (
        sa.Column("dispatched_at", _moment),
        _text("received_by"),
        sa.Column("supplements_allowed_more", sa.Integer, nullable=False, server_default="0"),
        sa.Column("extensions", sa.Integer, nullable=False, server_default="0"),
        sa.Column("proposed_at", _moment),
        _text("proposed_by"),
        _text("proposed_outcome"),
    ):
        op.add_column("dossiers", column)
    _proceedings()
    op.create_table(
        "staff",
        sa.Column("staff_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("holdings", JSONB, nullable=False),
    )


def _proceedings() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Text, primary_key=True),
        _of_dossier(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("waits_for", sa.Text, nullable=False),
        sa.Column("began_at", _moment, nullable=False),
        sa.Column("until", _moment, nullable=False),
        sa.Column("ended_at", _moment),
        _text("reason"),
        _text("legal_basis"),
        sa.CheckConstraint("kind IN ('suspension', 'duty', 'consultation')", name="pauses_kind"),
        sa.CheckConstraint("waits_for IN ('applicant', 'agency', 'consulted')", name="pauses_waits_for"),
        sa.CheckConstraint("ended_at >= began_at", name="pauses_in_order"),
    )
    op.create_index(
        "pauses_one_open", "pauses", ["dossier_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index("pauses_dossier", "pauses", ["dossier_id", "began_at"])
    op.create_table(
        "appointments",
        sa.Column("id", sa.Text, primary_key=True),
        _of_dossier(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("starts_at", _moment, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
        _text("purpose"),
        _text("note"),
        sa.Column("arranged_at", _moment, nullable=False),
        sa.Column("ended_at", _moment),
        sa.CheckConstraint("kind IN ('site', 'appearance')", name="appointments_kind"),
        sa.CheckConstraint("state IN ('arranged', 'kept', 'missed', 'called_off')", name="appointments_state"),
        sa.CheckConstraint("(state = 'arranged') = (ended_at IS NULL)", name="appointments_ended"),
    )
    op.create_index(
        "appointments_one_open",
        "appointments",
        ["dossier_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'arranged'"),
    )
    op.create_index("appointments_dossier", "appointments", ["dossier_id", "arranged_at"])
    op.create_table(
        "consultations",
        sa.Column("id", sa.Text, primary_key=True),
        _of_dossier(),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked_at", _moment, nullable=False),
        sa.Column("answer_by", _moment, nullable=False),
        sa.Column("pauses", sa.Boolean, nullable=False),
        _text("legal_basis"),
        sa.Column("state", sa.Text, nullable=False),
        _text("answer"),
        sa.Column("ended_at", _moment),
        sa.CheckConstraint("state IN ('asked', 'answered', 'silent', 'dropped')", name="consultations_state"),
        sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="consultations_ended"),
    )
    op.create_index("consultations_dossier", "consultations", ["dossier_id", "asked_at"])
    op.create_index("consultations_agency", "consultations", ["agency_code", "answer_by"])
    op.create_index("consultations_open", "consultations", ["answer_by"], postgresql_where=sa.text("state = 'asked'"))
