"""The tables of accounts: no identity number, telephone, e-mail or network address and no code is in the clear.

``*_sealed`` columns are AES-256-GCM texts, ``*_index`` columns keyed hashes for look-up (see `chassis.sealing`).
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)

accounts = sa.Table(
    "accounts",
    metadata,
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
    sa.Column("email_verified_at", moment),
    sa.Column("phone_changed_at", moment),
    sa.CheckConstraint("kind IN ('citizen', 'organisation')", name="accounts_kind"),
    sa.CheckConstraint("identity_kind IN ('cccd', 'cmnd', 'passport', 'tax_code')", name="accounts_identity_kind"),
    sa.CheckConstraint("sex IN ('male', 'female')", name="accounts_sex"),
    sa.Index("accounts_phone_index", "phone_index"),
)
"""People and organisations; sealed columns are bound to the account's id."""

staff = sa.Table(
    "staff",
    metadata,
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
    sa.Index("staff_agency_code", "agency_code"),
)
"""Officials and employees of agencies (cán bộ, công chức, viên chức); ``number`` is in small letters."""

credentials = sa.Table(
    "credentials",
    metadata,
    sa.Column("subject_id", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""Passwords of accounts and staff, as argon2id hashes."""

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

second_factors = sa.Table(
    "second_factors",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("secret_sealed", sa.Text, nullable=False),
    sa.Column("last_step", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("offered_at", moment, nullable=False),
    sa.Column("confirmed_at", moment),
)
"""Authenticators of people; without ``confirmed_at`` only offered. (Those of staff stand in ``staff``.)"""

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

provider_requests = sa.Table(
    "provider_requests",
    metadata,
    sa.Column("state_hash", sa.Text, primary_key=True),
    sa.Column("binding_hash", sa.Text, nullable=False),
    sa.Column("nonce_sealed", sa.Text, nullable=False),
    sa.Column("verifier_sealed", sa.Text, nullable=False),
    sa.Column("ends_at", moment, nullable=False),
    sa.Index("provider_requests_ends_at", "ends_at"),
)
"""People who are away at the identity provider; a row is taken out by the way back, whatever comes of it."""

provider_links = sa.Table(
    "provider_links",
    metadata,
    sa.Column("subject_index", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("linked_at", moment, nullable=False),
    sa.Index("provider_links_account", "account_id"),
)
"""Which account a provider's subject signed in to first, by its identity number; it stays that one."""

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("code_index", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("made_at", moment, nullable=False),
    sa.Column("used_at", moment),
    sa.Index("recovery_codes_account", "account_id"),
)
"""Codes for who has lost their authenticator, as keyed hashes; each is good once."""

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

agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("parent_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Index("agencies_parent", "parent_code"),
)
"""Agencies and those above them, as the catalogue told them (projection)."""

staff_holdings = sa.Table(
    "staff_holdings",
    metadata,
    sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("procedures", ARRAY(sa.Text), nullable=False),
    sa.Index("staff_holdings_agency", "agency_code"),
)
"""The roles of staff with where they hold; ``staff.roles`` is the list of their names."""

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("totp_sealed", sa.Text, nullable=False),
    sa.Column("tries_left", sa.Integer, nullable=False),
    sa.Column("made_at", moment, nullable=False),
    sa.Column("expires_at", moment, nullable=False),
    sa.CheckConstraint("tries_left >= 0", name="invitations_tries_left"),
)
"""The one invitation of a member of staff that is good; gone once used. The token is kept as its hash."""

deputyships = sa.Table(
    "deputyships",
    metadata,
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
    sa.Index("deputyships_deputy", "deputy_id", "last_day"),
    sa.Index("deputyships_absent", "absent_id", "last_day"),
)
"""Who acts for whom, from the first to the last day."""
