"""What people chose: channels of topics, quiet hours, the language of messages."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, ask
from services.notifications.tables import contacts, preferences, quiet_hours

Row = sa.Row[Any]


def said(db: sa.Connection, account_id: str, topic: str) -> dict[str, bool]:
    """What a person chose of a topic, by channel; a channel that is missing was never chosen."""
    of_topic = (preferences.c.account_id == account_id) & (preferences.c.topic == topic)
    return {row.channel: row.wanted for row in db.execute(sa.select(preferences).where(of_topic))}


def all_said(db: sa.Connection, account_id: str) -> dict[str, dict[str, bool]]:
    """The same of all topics."""
    found: dict[str, dict[str, bool]] = {}
    for row in db.execute(sa.select(preferences).where(preferences.c.account_id == account_id)):
        found.setdefault(row.topic, {})[row.channel] = row.wanted
    return found


def choose(db: sa.Connection, account_id: str, topic: str, choices: Mapping[str, bool], now: dt.datetime) -> None:
    for channel, wanted in sorted(choices.items()):
        insert = postgresql.insert(preferences).values(
            account_id=account_id, topic=topic, channel=channel, wanted=wanted, changed_at=now
        )
        changed = {"wanted": wanted, "changed_at": now}
        db.execute(insert.on_conflict_do_update(index_elements=["account_id", "topic", "channel"], set_=changed))


def quiet(db: sa.Connection, account_id: str) -> Row | None:
    """The quiet hours that a person set; None where they did not."""
    return ask(db, _QUIET, {"of": account_id}).first()


_QUIET: Final = Prepared(sa.select(quiet_hours).where(quiet_hours.c.account_id == sa.bindparam("of")))


def set_quiet(db: sa.Connection, account_id: str, starts: int, ends: int, now: dt.datetime) -> None:
    changed = {"starts": starts, "ends": ends, "changed_at": now}
    insert = postgresql.insert(quiet_hours).values(account_id=account_id, **changed)
    db.execute(insert.on_conflict_do_update(index_elements=["account_id"], set_=changed))


def set_language(db: sa.Connection, account_id: str, language: str) -> bool:
    """Note the language of messages; False where no contact of the person is known yet."""
    theirs = contacts.update().where(contacts.c.account_id == account_id)
    return db.execute(theirs.values(language=language)).rowcount == 1


def forget(db: sa.Connection, account_id: str) -> None:
    """Delete what a person chose."""
    db.execute(preferences.delete().where(preferences.c.account_id == account_id))
    db.execute(quiet_hours.delete().where(quiet_hours.c.account_id == account_id))
