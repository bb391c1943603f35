"""What the national portal has to be told, and what it acknowledged."""

import sqlalchemy as sa

from services.dossiers.tables.base import metadata, moment, text

national_records = sa.Table(
    "national_records",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("wanted_version", sa.Integer, nullable=False),
    sa.Column("told_version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("told_seq", sa.Integer, nullable=False, server_default="0"),
    text("told_digest"),
    sa.Column("told_at", moment),
    sa.Column("known_there", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("due_since", moment, nullable=False),
    sa.Column("next_try_at", moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("refusals", sa.Integer, nullable=False, server_default="0"),
    text("problem"),
    text("claim"),
    sa.Column("check_at", moment),
    sa.Column("drifts", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("state IN ('due', 'told', 'refused')", name="national_records_state"),
    sa.CheckConstraint("state <> 'told' OR told_version >= wanted_version", name="national_records_told_is_told"),
    sa.Index("national_records_due", "next_try_at", postgresql_where=sa.text("state = 'due'")),
    sa.Index("national_records_refused", "dossier_id", postgresql_where=sa.text("state = 'refused'")),
    sa.Index("national_records_check", "check_at", postgresql_where=sa.text("state = 'told'")),
)
"""One row for each dossier that was filed: which version is to be told, which was acknowledged, and the last step told.

Written in the transaction of each step (`handlers.moves`). ``problem`` is a code of the other side's or our word for
what went wrong, never what it said in words; ``claim`` marks the process that is telling it at this moment.
"""
