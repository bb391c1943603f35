"""People's inboxes on the portal."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.notifications.tables import messages

Row = sa.Row[Any]


def inbox_page(db: sa.Connection, person: str, *, unread_only: bool, before: str, limit: int) -> Sequence[Row]:
    """Messages of a person older than ``before`` (an id; empty for the newest), newest first."""
    chosen = sa.select(messages).where(messages.c.person == person, messages.c.channel == "inbox")
    chosen = chosen.where(messages.c.state.in_(("sent", "read")))
    if unread_only:
        chosen = chosen.where(messages.c.state == "sent")
    if before:
        chosen = chosen.where(messages.c.id < before)
    return db.execute(chosen.order_by(messages.c.id.desc()).limit(limit)).all()


def unread(db: sa.Connection, person: str) -> int:
    counted = sa.select(sa.func.count()).where(
        messages.c.person == person, messages.c.channel == "inbox", messages.c.state == "sent"
    )
    return db.execute(counted).scalar_one()


def mark_read(db: sa.Connection, person: str, message_id: str, now: dt.datetime) -> bool:
    """Note the first reading of a message; False if the person has no such message."""
    own = (messages.c.id == message_id) & (messages.c.person == person) & (messages.c.channel == "inbox")
    db.execute(messages.update().where(own, messages.c.state == "sent").values(state="read", read_at=now))
    return db.execute(sa.select(messages.c.id).where(own)).first() is not None


def mark_unread(db: sa.Connection, person: str, message_id: str) -> bool:
    """Have a message count as unread again; False if the person has no such message."""
    own = (messages.c.id == message_id) & (messages.c.person == person) & (messages.c.channel == "inbox")
    db.execute(messages.update().where(own, messages.c.state == "read").values(state="sent", read_at=None))
    return db.execute(sa.select(messages.c.id).where(own)).first() is not None


def mark_all_read(db: sa.Connection, person: str, up_to: str, now: dt.datetime) -> None:
    """Note that everything up to a message (an id) was read."""
    theirs = (messages.c.person == person) & (messages.c.channel == "inbox") & (messages.c.id <= up_to)
    db.execute(messages.update().where(theirs, messages.c.state == "sent").values(state="read", read_at=now))
