"""The tables of accounts: no identity number, telephone, e-mail or network address and no code is in the clear.

``*_sealed`` columns are AES-256-GCM texts, ``*_index`` columns keyed hashes for look-up (see `chassis.sealing`).
"""

from services.accounts.tables.acting import delegations, member_invitations, members
from services.accounts.tables.base import metadata
from services.accounts.tables.people import (
    accounts,
    credentials,
    provider_links,
    provider_requests,
    recovery_codes,
    second_factors,
)
from services.accounts.tables.rights import consents, corrections, erasure_answers, erasures
from services.accounts.tables.staff import agencies, deputyships, invitations, staff, staff_holdings
from services.accounts.tables.visits import challenges, code_sends, devices, failed_attempts, refresh_tokens, sessions

# fmt: off
__all__ = [
    "accounts", "agencies", "challenges", "code_sends", "consents", "corrections", "credentials", "delegations",
    "deputyships", "devices", "erasure_answers", "erasures", "failed_attempts", "invitations", "member_invitations",
    "members", "metadata", "provider_links", "provider_requests", "recovery_codes", "refresh_tokens", "second_factors",
    "sessions", "staff", "staff_holdings",
]
# fmt: on
