"""Which columns of dossiers are sealed, for what and bound to what: as accounts sealed them."""

from chassis.resealing import SealedColumn
from services.accounts.contract import CONTACT, IDENTITY, account_context
from services.dossiers.tables import applicants

COLUMNS = (
    SealedColumn(applicants.c.identity_sealed, IDENTITY, lambda row: account_context(row.account_id)),
    SealedColumn(applicants.c.phone_sealed, CONTACT, lambda row: account_context(row.account_id)),
    SealedColumn(applicants.c.email_sealed, CONTACT, lambda row: account_context(row.account_id)),
)
