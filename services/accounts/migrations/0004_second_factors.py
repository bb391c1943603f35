"""Known devices, authenticators of people with their recovery codes, changes of contacts, and recovery."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0004"
down_revision = "accounts_0003"
branch_labels = None
depends_on = None

moment = sa.TIMESTAMP(timezone=True)

PURPOSES = "'registration', 'sign_in', 'step_up', 'phone_change', 'email_change', 'recovery'"


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_used_at", moment, nullable=False),
        sa.Column("last_used_at", moment, nullable=False),
    )
    op.create_index("devices_subject", "devices", ["subject_id", "last_used_at"])
    op.create_table(
        "second_factors",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("secret_sealed", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("offered_at", moment, nullable=False),
        sa.Column("confirmed_at", moment),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_index", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("used_at", moment),
    )
    op.create_index("recovery_codes_account", "recovery_codes", ["account_id"])
    op.add_column("accounts", sa.Column("email_verified_at", moment))
    op.add_column("accounts", sa.Column("phone_changed_at", moment))
    op.add_column("sessions", sa.Column("device_id", sa.Text, nullable=False, server_default=""))
    for name in ("session_id", "device_id", "identity_index"):
        op.add_column("challenges", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("challenges", sa.Column("way", sa.Text, nullable=False, server_default="sms"))
    op.add_column("challenges", sa.Column("wanted_at", moment))
    op.create_index("challenges_wanted", "challenges", ["wanted_at"], postgresql_where=sa.text("wanted_at IS NOT NULL"))
    op.create_check_constraint("challenges_way", "challenges", "way IN ('sms', 'email', 'authenticator')")
    op.drop_constraint("challenges_purpose", "challenges")
    op.create_check_constraint("challenges_purpose", "challenges", f"purpose IN ({PURPOSES})")
    op.drop_constraint("failed_attempts_action", "failed_attempts")
    op.create_check_constraint(
        "failed_attempts_action",
        "failed_attempts",
        "action IN ('sign_in', 'staff_sign_in', 'registration', 'step_up', 'recovery')",
    )
