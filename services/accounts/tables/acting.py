"""Who acts for whom."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.accounts.tables.base import metadata, moment

members = sa.Table(
    "members",
    metadata,
    sa.Column("organisation_id", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("since", moment, nullable=False),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("role IN ('owner', 'manager', 'filer', 'viewer')", name="members_role"),
    sa.Index("members_account", "account_id"),
)
"""Who acts for an organisation; one who comes back has the same row anew."""

member_invitations = sa.Table(
    "member_invitations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("organisation_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("identity_index", sa.Text, nullable=False),
    sa.Column("identity_masked", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("invited_by", sa.Text, nullable=False),
    sa.Column("invited_at", moment, nullable=False),
    sa.Column("ends_at", moment, nullable=False),
    sa.Column("answered_at", moment),
    sa.Column("taken_back_at", moment),
    sa.CheckConstraint("role IN ('owner', 'manager', 'filer', 'viewer')", name="member_invitations_role"),
    sa.Index("member_invitations_identity", "identity_index"),
    sa.Index("member_invitations_organisation", "organisation_id", "invited_at"),
)
"""Invitations into organisations, by identity: whether there is such an account shows only to its holder."""

delegations = sa.Table(
    "delegations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("principal_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("delegate_index", sa.Text, nullable=False),
    sa.Column("delegate_masked", sa.Text, nullable=False),
    sa.Column("delegate_id", sa.Text, nullable=False, server_default=""),
    sa.Column("procedures", ARRAY(sa.Text), nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date, nullable=False),
    sa.Column("evidence_key", sa.Text, nullable=False, server_default=""),
    sa.Column("evidence_type", sa.Text, nullable=False, server_default=""),
    sa.Column("evidence_size", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("evidence_sha256", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("offered_at", moment, nullable=False),
    sa.Column("answered_at", moment),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("state IN ('offered', 'accepted', 'declined', 'revoked')", name="delegations_state"),
    sa.CheckConstraint("valid_from <= valid_to", name="delegations_days"),
    sa.Index("delegations_principal", "principal_id"),
    sa.Index("delegations_delegate", "delegate_index"),
)
"""Who lets whom act for them, in what and when (ủy quyền)."""
