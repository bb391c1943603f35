"""Which columns of notifications are sealed, for what and bound to what."""

from chassis.resealing import SealedColumn
from services.accounts.contract import CODE, CONTACT, account_context
from services.dossiers.contract import contact_context
from services.notifications import tables
from services.notifications.handlers.subscriptions import secret_context
from services.notifications.handlers.telling import message_context

COLUMNS = (
    SealedColumn(tables.subscriptions.c.secret_sealed, CODE, lambda row: secret_context(row.id)),
    SealedColumn(tables.subscriptions.c.former_sealed, CODE, lambda row: secret_context(row.id)),
    SealedColumn(tables.contacts.c.phone_sealed, CONTACT, lambda row: account_context(row.account_id)),
    SealedColumn(tables.contacts.c.email_sealed, CONTACT, lambda row: account_context(row.account_id)),
    SealedColumn(tables.desk_contacts.c.phone_sealed, CONTACT, lambda row: contact_context(row.dossier_id)),
    SealedColumn(tables.messages.c.text_sealed, CODE, lambda row: message_context(row.id)),
    SealedColumn(tables.messages.c.address_sealed, CONTACT, lambda row: message_context(row.id)),
    SealedColumn(tables.sandbox_outbox.c.phone_sealed, CONTACT, lambda row: message_context(row.message_id)),
    SealedColumn(tables.sandbox_outbox.c.text_sealed, CODE, lambda row: message_context(row.message_id)),
)
