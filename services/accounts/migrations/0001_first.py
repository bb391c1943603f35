"""People, staff, passwords, pending codes, limits and sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "accounts_0001"
down_revision = None
branch_labels = ("accounts",)
depends_on = None

moment = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("birth_date", sa.Date),
        sa.Column("sex", sa.Text),
        sa.Column("identity_kind", sa.Text, nullable=False),
        sa.Column("identity_sealed", sa.Text, nullable=False),
        sa.Column("identity_masked", sa.Text, nullable=False),
        sa.Column("identity_index", sa.Text, nullable=False, unique=True),
        sa.Column("identity_last4_index", sa.Text, nullable=False),
        sa.Column("phone_sealed", sa.Text, nullable=False),
        sa.Column("phone_masked", sa.Text, nullable=False),
        sa.Column("phone_index", sa.Text, nullable=False),
        sa.Column("phone_last4_index", sa.Text, nullable=False),
        sa.Column("phone_verified_at", moment, nullable=False),
        sa.Column("phone_owner_verified_at", moment),
        sa.Column("email_sealed", sa.Text, nullable=False, server_default=""),
        sa.Column("email_masked", sa.Text, nullable=False, server_default=""),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.CheckConstraint("kind IN ('citizen', 'organisation')", name="accounts_kind"),
        sa.CheckConstraint("identity_kind IN ('cccd', 'cmnd', 'passport')", name="accounts_identity_kind"),
        sa.CheckConstraint("sex IN ('male', 'female')", name="accounts_sex"),
    )
    op.create_index("accounts_phone_index", "accounts", ["phone_index"])
    op.create_table(
        "staff",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("totp_sealed", sa.Text, nullable=False),
        sa.Column("totp_last_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_index("staff_agency_code", "staff", ["agency_code"])
    op.create_table(
        "credentials",
        sa.Column("subject_id", sa.Text, primary_key=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("pending", JSONB),
        sa.Column("phone_sealed", sa.Text, nullable=False),
        sa.Column("phone_masked", sa.Text, nullable=False),
        sa.Column("phone_index", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("code_expires_at", moment, nullable=False),
        sa.Column("tries_left", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("spent_at", moment),
        sa.CheckConstraint("purpose IN ('registration', 'sign_in')", name="challenges_purpose"),
        sa.CheckConstraint("tries_left >= 0", name="challenges_tries_left"),
    )
    op.create_index("challenges_ends_at", "challenges", ["ends_at"])
    op.create_table(
        "code_sends",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("phone_index", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("network_index", sa.Text, nullable=False),
        sa.Column("sent_at", moment, nullable=False),
    )
    op.create_index("code_sends_phone", "code_sends", ["phone_index", "purpose", "sent_at"])
    op.create_index("code_sends_network", "code_sends", ["network_index", "sent_at"])
    op.create_index("code_sends_sent_at", "code_sends", ["sent_at"])
    op.create_table(
        "failed_attempts",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject_index", sa.Text, nullable=False),
        sa.Column("network_index", sa.Text, nullable=False),
        sa.Column("failed_at", moment, nullable=False),
        sa.CheckConstraint("action IN ('sign_in', 'staff_sign_in', 'registration')", name="failed_attempts_action"),
    )
    op.create_index("failed_attempts_subject", "failed_attempts", ["action", "subject_index", "failed_at"])
    op.create_index("failed_attempts_network", "failed_attempts", ["action", "network_index", "failed_at"])
    op.create_index("failed_attempts_failed_at", "failed_attempts", ["failed_at"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("assurance", sa.Integer, nullable=False),
        sa.Column("network_index", sa.Text, nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("last_used_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("revoked_at", moment),
        sa.Column("revoked_why", sa.Text),
        sa.CheckConstraint("kind IN ('citizen', 'staff')", name="sessions_kind"),
    )
    op.create_index("sessions_subject", "sessions", ["subject_id", "network_index"])
    op.create_index("sessions_ends_at", "sessions", ["ends_at"])
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("session_id", sa.Text, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("used_at", moment),
    )
    op.create_index("refresh_tokens_session", "refresh_tokens", ["session_id"])
