"""Telephones that were left at a desk for one dossier."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, ask
from services.dossiers.contract import came_to_a_desk
from services.notifications.domain.desk import person_of
from services.notifications.tables import desk_contacts, known_dossiers, messages

Row = sa.Row[Any]

NO_CONTACT: Final = "no-contact"
"""Why a message waits: nothing was told yet of the telephone that it goes to."""

_ONE: Final = sa.select(desk_contacts).where(desk_contacts.c.dossier_id == sa.bindparam("of"))
_CONTACT: Final = Prepared(_ONE)
_CONTACT_HELD: Final = Prepared(_ONE.with_for_update(read=True))


def contact(db: sa.Connection, dossier_id: str) -> Row | None:
    """The contact of a dossier; None where nothing was told of it (yet)."""
    return ask(db, _CONTACT, {"of": dossier_id}).first()


def contact_held(db: sa.Connection, dossier_id: str) -> Row | None:
    """The same, as it stays until the commit: whoever has it changed, or taken over, finds what is written by it."""
    return ask(db, _CONTACT_HELD, {"of": dossier_id}).first()


def put(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep the contact of a dossier, unless something later is known of it; of another telephone nothing is known."""
    insert = postgresql.insert(desk_contacts).values(**values)
    changed: dict[str, Any] = {name: value for name, value in values.items() if name != "dossier_id"}
    same = desk_contacts.c.phone_sealed == insert.excluded.phone_sealed
    changed |= {name: sa.case((same, desk_contacts.c[name])) for name in ("reached_at", "unreached_at")}
    older = desk_contacts.c.version < insert.excluded.version
    db.execute(insert.on_conflict_do_update(index_elements=["dossier_id"], set_=changed, where=older))


def wake(db: sa.Connection, dossier_id: str, now: dt.datetime) -> None:
    """Have what waits for a contact looked at at once."""
    waiting = (messages.c.person == person_of(dossier_id), messages.c.state == "queued")
    db.execute(messages.update().where(*waiting, messages.c.reason == NO_CONTACT).values(due_at=now))


def keep_reach(db: sa.Connection, dossier_id: str, **when: dt.datetime | None) -> None:
    """Keep when messages reached the telephone of a dossier, or did not."""
    db.execute(desk_contacts.update().where(desk_contacts.c.dossier_id == dossier_id).values(**when))


def hand_over(db: sa.Connection, dossier_id: str, account_id: str) -> None:
    """Let an account have the messages about its dossier, also those that have not gone out."""
    theirs = messages.update().where(messages.c.person == person_of(dossier_id))
    db.execute(theirs.values(person=account_id))


def taken_over_by(db: sa.Connection, dossier_id: str) -> str:
    """The account that has taken a dossier over; empty while it is of who left the contact, or nothing was told."""
    known = contact(db, dossier_id)
    return "" if known is None or came_to_a_desk(known.applicant_id) else str(known.applicant_id)


def forget_closed(db: sa.Connection, closed: Sequence[int], before: dt.datetime) -> int:
    """Forget contacts of dossiers that are in one of these states, and of which nothing was heard since; how many."""
    ended = (
        known_dossiers.c.dossier_id == desk_contacts.c.dossier_id,
        known_dossiers.c.state.in_(closed),
        known_dossiers.c.changed_at < before,
        desk_contacts.c.changed_at < before,
    )
    return db.execute(desk_contacts.delete().where(*ended)).rowcount


def forget(db: sa.Connection, account_id: str) -> None:
    """Forget whose dossier it is that an account took over."""
    db.execute(desk_contacts.delete().where(desk_contacts.c.applicant_id == account_id))
