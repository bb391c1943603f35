"""What the national portal has to be told. Dossiers of before are due at once."""

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0017"
down_revision = "dossiers_0016"
branch_labels = None
depends_on = None

_moment = sa.TIMESTAMP(timezone=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def upgrade() -> None:
    op.create_table(
        "national_records",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("wanted_version", sa.Integer, nullable=False),
        _number("told_version"),
        _number("told_seq"),
        _text("told_digest"),
        sa.Column("told_at", _moment),
        sa.Column("known_there", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("due_since", _moment, nullable=False),
        sa.Column("next_try_at", _moment, nullable=False),
        _number("tries"),
        _number("refusals"),
        _text("problem"),
        _text("claim"),
        sa.Column("check_at", _moment),
        _number("drifts"),
        sa.CheckConstraint("state IN ('due', 'told', 'refused')", name="national_records_state"),
        sa.CheckConstraint("state <> 'told' OR told_version >= wanted_version", name="national_records_told_is_told"),
    )
    for name, column, state in (
        ("due", "next_try_at", "due"),
        ("refused", "dossier_id", "refused"),
        ("check", "check_at", "told"),
    ):
        op.create_index(
            f"national_records_{name}",
            "national_records",
            [column],
            postgresql_where=sa.text(f"state = '{state}'"),
        )
    op.execute(
        """
        INSERT INTO national_records (dossier_id, state, wanted_version, due_since, next_try_at)
        SELECT id, 'due', version, changed_at, changed_at FROM dossiers WHERE state <> 0
        """
    )
