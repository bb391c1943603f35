"""Whose turn it is: one responsible party and one next due time for each open dossier, kept by the database itself.

Open dossiers of before are due at once, so that the watch looks at each and finds out whose turn it really is.
"""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0014"
down_revision = "dossiers_0013"
branch_labels = None
depends_on = None

_moment = sa.TIMESTAMP(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def upgrade() -> None:
    for column in (
        sa.Column("state_since", _moment),
        _text("responsible"),
        _text("responsible_id"),
        _text("task"),
        sa.Column("next_due_at", _moment),
        sa.Column("watch_stage", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("watch_at", _moment),
    ):
        op.add_column("dossiers", column)
    op.execute("UPDATE dossiers SET state_since = changed_at")
    op.execute(
        """
        UPDATE dossiers SET responsible = 'receiver', next_due_at = changed_at, watch_at = changed_at
        WHERE state <> 0 AND closed_at IS NULL
        """
    )
    for name, rule in (
        ("one_responsible_while_open", "(state = 0 OR closed_at IS NOT NULL) = (responsible = '')"),
        ("next_due_while_open", "(responsible = '') = (next_due_at IS NULL)"),
        ("watched_while_open", "(responsible = '') = (watch_at IS NULL)"),
        ("responsible", "responsible IN ('', 'applicant', 'receiver', 'processor', 'approver', 'consulted')"),
    ):
        op.create_check_constraint(f"dossiers_{name}", "dossiers", rule)
    op.create_index("dossiers_watch", "dossiers", ["watch_at"], postgresql_where=sa.text("watch_at IS NOT NULL"))
    op.create_index(
        "staff_holdings", "staff", ["holdings"], postgresql_using="gin", postgresql_ops={"holdings": "jsonb_path_ops"}
    )
