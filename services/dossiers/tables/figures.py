"""What is counted for everybody to see, and what people say of the service."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.dossiers.tables.base import metadata, moment, text

ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("rating", sa.Text, nullable=False),
    text("comment"),
    sa.Column("at", moment, nullable=False),
    sa.CheckConstraint("rating IN ('very_satisfied', 'satisfied', 'dissatisfied')", name="ratings_rating"),
)
"""What people think of how their dossier was handled: once for each, and never changed."""

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("counted", JSONB, nullable=False),
)
"""What each dossier counts for in the figures, and on which day."""

figures = sa.Table(
    "figures",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("procedure_code", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Index("figures_day", "day"),
    sa.Index("figures_procedure", "procedure_code", "day"),
    sa.Index("figures_open", "agency_code", "procedure_code", postgresql_where=sa.text("measure = 'open'")),
)
"""How many dossiers count for what, by agency, field, procedure and day, as last summed up. What is written here the
database rolls up into the two tables below, in the same transaction (migration 0026)."""

figure_margins = sa.Table(
    "figure_margins",
    metadata,
    sa.Column("dimension", sa.Text, primary_key=True),
    sa.Column("span", sa.Text, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("start", sa.Date, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
)
"""The same by agency alone, by field alone and by procedure alone (the dimension, with its key), each for every day and
for every whole month (the span, with the day that it starts on)."""

figure_months = sa.Table(
    "figure_months",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("month", sa.Date, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("procedure_code", sa.Text, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Index("figure_months_procedure", "procedure_code", "month"),
    sa.Index("figure_months_field", "field", "month"),
)
"""The same by agency, field and procedure, for whole months: each under its first day."""

figure_changes = sa.Table(
    "figure_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("procedure_code", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column("n", sa.SmallInteger, nullable=False),
)
"""What changed since then."""
