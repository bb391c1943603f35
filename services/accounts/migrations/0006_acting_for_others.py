"""Organisations with members, and delegations between people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "accounts_0006"
down_revision = "accounts_0005"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

ROLES = "role IN ('owner', 'manager', 'filer', 'viewer')"


def upgrade() -> None:
    op.drop_constraint("accounts_identity_kind", "accounts")
    op.create_check_constraint(
        "accounts_identity_kind", "accounts", "identity_kind IN ('cccd', 'cmnd', 'passport', 'tax_code')"
    )
    op.add_column("sessions", sa.Column("acting_for", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "members",
        sa.Column("organisation_id", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.CheckConstraint(ROLES, name="members_role"),
    )
    op.create_index("members_account", "members", ["account_id"])
    op.create_table(
        "member_invitations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("organisation_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("identity_index", sa.Text, nullable=False),
        sa.Column("identity_masked", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("invited_by", sa.Text, nullable=False),
        sa.Column("invited_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("answered_at", moment),
        sa.CheckConstraint(ROLES, name="member_invitations_role"),
    )
    op.create_index("member_invitations_identity", "member_invitations", ["identity_index"])
    op.create_index("member_invitations_organisation", "member_invitations", ["organisation_id", "invited_at"])
    op.create_table(
        "delegations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("principal_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("delegate_index", sa.Text, nullable=False),
        sa.Column("delegate_masked", sa.Text, nullable=False),
        sa.Column("delegate_id", sa.Text, nullable=False, server_default=""),
        sa.Column("procedures", ARRAY(sa.Text), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("evidence_key", sa.Text, nullable=False, server_default=""),
        sa.Column("evidence_sha256", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("offered_at", moment, nullable=False),
        sa.Column("answered_at", moment),
        sa.Column("ended_at", moment),
        sa.CheckConstraint("state IN ('offered', 'accepted', 'declined', 'revoked')", name="delegations_state"),
        sa.CheckConstraint("valid_from <= valid_to", name="delegations_days"),
    )
    op.create_index("delegations_principal", "delegations", ["principal_id"])
    op.create_index("delegations_delegate", "delegations", ["delegate_index"])
