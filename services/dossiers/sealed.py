"""Which columns of dossiers are sealed, for what and bound to what: those of applicants as accounts sealed them."""

from chassis.resealing import SealedColumn
from chassis.sealing import ANSWERS
from services.accounts.contract import CONTACT, IDENTITY, account_context
from services.dossiers.store import filled
from services.dossiers.tables import applicants, dossiers

COLUMNS = (
    SealedColumn(applicants.c.identity_sealed, IDENTITY, lambda row: account_context(row.account_id)),
    SealedColumn(applicants.c.phone_sealed, CONTACT, lambda row: account_context(row.account_id)),
    SealedColumn(applicants.c.email_sealed, CONTACT, lambda row: account_context(row.account_id)),
    SealedColumn(dossiers.c.contact_sealed, CONTACT, lambda row: filled.context(row.id)),
    SealedColumn(dossiers.c.answers_sealed, ANSWERS, lambda row: filled.context(row.id)),
)
