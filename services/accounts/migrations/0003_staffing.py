"""Roles of staff within subtrees of agencies, invitations, deputies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "accounts_0003"
down_revision = "accounts_0002"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("parent_code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_index("agencies_parent", "agencies", ["parent_code"])
    op.create_table(
        "staff_holdings",
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("procedures", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("staff_holdings_agency", "staff_holdings", ["agency_code"])
    op.execute(
        "INSERT INTO staff_holdings (staff_id, role, agency_code, procedures) "
        "SELECT id, unnest(roles), agency_code, '{}' FROM staff"
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("totp_sealed", sa.Text, nullable=False),
        sa.Column("tries_left", sa.Integer, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.CheckConstraint("tries_left >= 0", name="invitations_tries_left"),
    )
    op.create_table(
        "deputyships",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("absent_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("deputy_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("named_by", sa.Text, nullable=False),
        sa.Column("named_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.CheckConstraint("absent_id <> deputy_id", name="deputyships_two_people"),
        sa.CheckConstraint("first_day <= last_day", name="deputyships_days"),
    )
    op.create_index("deputyships_deputy", "deputyships", ["deputy_id", "last_day"])
    op.create_index("deputyships_absent", "deputyships", ["absent_id", "last_day"])
