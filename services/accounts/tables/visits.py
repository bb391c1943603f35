"""Codes that are waited for, attempts, devices and sessions."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.accounts.tables.base import metadata, moment

challenges = sa.Table(
    "challenges",
    metadata,
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
    sa.Column("session_id", sa.Text, nullable=False, server_default=""),
    sa.Column("device_id", sa.Text, nullable=False, server_default=""),
    sa.Column("identity_index", sa.Text, nullable=False, server_default=""),
    sa.Column("way", sa.Text, nullable=False, server_default="sms"),
    sa.Column("wanted_at", moment),
    sa.CheckConstraint(
        "purpose IN ('registration', 'sign_in', 'step_up', 'phone_change', 'email_change', 'recovery')",
        name="challenges_purpose",
    ),
    sa.CheckConstraint("way IN ('sms', 'email', 'authenticator')", name="challenges_way"),
    sa.CheckConstraint("tries_left >= 0", name="challenges_tries_left"),
    sa.Index("challenges_ends_at", "ends_at"),
    sa.Index("challenges_wanted", "wanted_at", postgresql_where=sa.text("wanted_at IS NOT NULL")),
)
"""Requests that wait for a code. ``pending`` is what becomes of it, numbers sealed; gone once spent. ``phone_*`` is the
address the code goes to, also of an e-mail; empty where an authenticator shows it. A recovery has ``identity_index``
and ``wanted_at`` instead, until a timer has looked whether there is such an account."""

code_sends = sa.Table(
    "code_sends",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("phone_index", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("network_index", sa.Text, nullable=False),
    sa.Column("sent_at", moment, nullable=False),
    sa.Index("code_sends_phone", "phone_index", "purpose", "sent_at"),
    sa.Index("code_sends_network", "network_index", "sent_at"),
    sa.Index("code_sends_sent_at", "sent_at"),
)
"""When codes went where, for the caps on sending."""

failed_attempts = sa.Table(
    "failed_attempts",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject_index", sa.Text, nullable=False),
    sa.Column("network_index", sa.Text, nullable=False),
    sa.Column("failed_at", moment, nullable=False),
    sa.CheckConstraint(
        "action IN ('sign_in', 'staff_sign_in', 'registration', 'step_up', 'recovery')", name="failed_attempts_action"
    ),
    sa.Index("failed_attempts_subject", "action", "subject_index", "failed_at"),
    sa.Index("failed_attempts_network", "action", "network_index", "failed_at"),
    sa.Index("failed_attempts_failed_at", "failed_at"),
)
"""Wrong passwords and failed register checks, for slowing down guesses; kept as long as the longest window."""

devices = sa.Table(
    "devices",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("first_used_at", moment, nullable=False),
    sa.Column("last_used_at", moment, nullable=False),
    sa.Index("devices_subject", "subject_id", "last_used_at"),
)
"""Devices on which somebody completed a sign-in, known by a token that only the device has."""

sessions = sa.Table(
    "sessions",
    metadata,
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
    sa.Column("device", sa.Text, nullable=False, server_default=""),
    sa.Column("network", sa.Text, nullable=False, server_default=""),
    sa.Column("authenticated_at", moment),
    sa.Column("device_id", sa.Text, nullable=False, server_default=""),
    sa.Column("acting_for", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("kind IN ('citizen', 'staff')", name="sessions_kind"),
    sa.Index("sessions_subject", "subject_id", "network_index"),
    sa.Index("sessions_ends_at", "ends_at"),
    sa.Index("sessions_revoked_at", "revoked_at"),
)
"""Sessions, living and ended. ``network`` is the first part of an address only; ``authenticated_at`` is when whoever
holds the session last proved who they are (null: when it started)."""

refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("session_id", sa.Text, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("made_at", moment, nullable=False),
    sa.Column("used_at", moment),
    sa.Index("refresh_tokens_session", "session_id"),
)
"""Refresh tokens of sessions, as hashes; used ones are kept to recognise a second use."""
