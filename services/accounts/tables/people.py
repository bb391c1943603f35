"""People and organisations, and what they sign in with."""

import sqlalchemy as sa

from services.accounts.tables.base import metadata, moment

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
    sa.Column("erased_at", moment),
    sa.Column("restricted_at", moment),
    sa.CheckConstraint("kind IN ('citizen', 'organisation')", name="accounts_kind"),
    sa.CheckConstraint("identity_kind IN ('cccd', 'cmnd', 'passport', 'tax_code')", name="accounts_identity_kind"),
    sa.CheckConstraint("sex IN ('male', 'female')", name="accounts_sex"),
    sa.Index("accounts_phone_index", "phone_index"),
)
"""People and organisations; sealed columns are bound to the account's id."""

credentials = sa.Table(
    "credentials",
    metadata,
    sa.Column("subject_id", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""Passwords of accounts and staff, as argon2id hashes."""

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
