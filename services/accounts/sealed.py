"""Which columns of accounts are sealed, for what and bound to what; a test fails for one that is missing here.

What a challenge keeps of an account that is to be (``pending``) is sealed too; it lives for an hour and is not renewed.
"""

from chassis.resealing import SealedColumn
from services.accounts import tables
from services.accounts.contract import CODE, CONTACT, IDENTITY, account_context, challenge_context
from services.accounts.handlers.correcting import correction_context
from services.accounts.handlers.factors import AUTHENTICATOR, factor_context, staff_context

COLUMNS = (
    SealedColumn(tables.corrections.c.wanted_sealed, IDENTITY, lambda row: correction_context(row.id)),
    SealedColumn(tables.corrections.c.former_sealed, IDENTITY, lambda row: correction_context(row.id)),
    SealedColumn(tables.accounts.c.identity_sealed, IDENTITY, lambda row: account_context(row.id)),
    SealedColumn(tables.accounts.c.phone_sealed, CONTACT, lambda row: account_context(row.id)),
    SealedColumn(tables.accounts.c.email_sealed, CONTACT, lambda row: account_context(row.id)),
    SealedColumn(tables.staff.c.email_sealed, CONTACT, lambda row: account_context(row.id)),
    SealedColumn(tables.staff.c.totp_sealed, AUTHENTICATOR, lambda row: staff_context(row.id)),
    SealedColumn(tables.invitations.c.totp_sealed, AUTHENTICATOR, lambda row: staff_context(row.staff_id)),
    SealedColumn(tables.challenges.c.phone_sealed, CONTACT, lambda row: challenge_context(row.id)),
    SealedColumn(tables.second_factors.c.secret_sealed, AUTHENTICATOR, lambda row: factor_context(row.account_id)),
    SealedColumn(tables.provider_requests.c.nonce_sealed, CODE, lambda row: f"provider-nonce:{row.state_hash}"),
    SealedColumn(tables.provider_requests.c.verifier_sealed, CODE, lambda row: f"provider-verifier:{row.state_hash}"),
)
