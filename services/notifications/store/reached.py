"""How people are reached, and what they said of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, ask
from chassis.tables import idempotency
from services.accounts.contract import account_context
from services.dossiers.contract import contact_context
from services.notifications.domain.desk import dossier_of
from services.notifications.store import chosen, desk_contacts, followed
from services.notifications.tables import (
    consents,
    contacts,
    deliveries,
    delivery_reports,
    messages,
    sandbox_outbox,
    sandbox_reports,
)

Row = sa.Row[Any]


def put_contact(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep how to reach an account, unless a later version of it is known."""
    changed = {name: value for name, value in values.items() if name != "account_id"}
    insert = postgresql.insert(contacts).values(**values)
    db.execute(
        insert.on_conflict_do_update(
            index_elements=["account_id"], set_=changed, where=contacts.c.version < insert.excluded.version
        )
    )


def contact(db: sa.Connection, account_id: str) -> Row | None:
    return ask(db, _CONTACT, {"of": account_id}).first()


_CONTACT: Final = Prepared(sa.select(contacts).where(contacts.c.account_id == sa.bindparam("of")))


def address_of(contact: Row, channel: str) -> str:
    """Where a person is reached by a channel, sealed; empty where they are not."""
    sealed: str = contact.email_sealed if channel == "email" else contact.phone_sealed
    return sealed


def place(db: sa.Connection, person: str, channel: str) -> tuple[str, str]:
    """Where a person is reached by a channel, sealed, and what that is bound to; empty where they are not."""
    dossier_id = dossier_of(person)
    if dossier_id:
        left = desk_contacts.contact(db, dossier_id)
        return ("" if left is None else left.phone_sealed), contact_context(dossier_id)
    known = contact(db, person)
    sealed = "" if known is None or not known.active else address_of(known, channel)
    return sealed, account_context(person)


def put_consent(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep what a person said of a purpose, unless they said something since."""
    changed = {name: values[name] for name in ("given", "version", "changed_at")}
    insert = postgresql.insert(consents).values(**values)
    later = consents.c.changed_at <= insert.excluded.changed_at
    db.execute(insert.on_conflict_do_update(index_elements=["account_id", "purpose"], set_=changed, where=later))


def set_restriction(db: sa.Connection, account_id: str, *, restricted: bool, at: dt.datetime) -> None:
    """Note that a person's data is restricted or not, unless something later is known."""
    since = contacts.c.restriction_changed_at
    theirs = contacts.update().where(contacts.c.account_id == account_id, sa.or_(since.is_(None), since <= at))
    db.execute(theirs.values(restricted=restricted, restriction_changed_at=at))


def forget_person(db: sa.Connection, account_id: str) -> None:
    """Delete how to reach a person, what they agreed to, and every message to them with its deliveries.

    The contact is held first, so that nobody writes to them from then on; messages after it, until none is left, as one
    that was on its way may have been written again another way before it could be held.
    """
    db.execute(sa.select(contacts.c.account_id).where(contacts.c.account_id == account_id).with_for_update())
    theirs = sa.select(messages.c.id).where(messages.c.person == account_id).order_by(messages.c.id).with_for_update()
    while ids := db.scalars(theirs).all():
        for table in (deliveries, delivery_reports, sandbox_reports, sandbox_outbox):
            db.execute(table.delete().where(table.c.message_id.in_(ids)))
        db.execute(messages.delete().where(messages.c.id.in_(ids)))
    chosen.forget(db, account_id)
    followed.forget(db, account_id)
    desk_contacts.forget(db, account_id)
    db.execute(consents.delete().where(consents.c.account_id == account_id))
    db.execute(contacts.delete().where(contacts.c.account_id == account_id))
    db.execute(idempotency.delete().where(idempotency.c.caller == account_id))
