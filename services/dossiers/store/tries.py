"""Tries of strangers at looking up dossiers, counted by keyed hashes of networks and codes for a while."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.dossiers.tables import lookup_tries as tries


def take(db: sa.Connection, key: str, now: dt.datetime, window: dt.timedelta) -> int:
    """Count one more; gives how many there were in this window, with it."""
    made = insert(tries).values(key=key, began=now, count=1)
    over = tries.c.began <= now - window
    again = made.on_conflict_do_update(
        index_elements=[tries.c.key],
        set_={
            "count": sa.case((over, 1), else_=tries.c.count + 1),
            "began": sa.case((over, now), else_=tries.c.began),
        },
    )
    return int(db.execute(again.returning(tries.c.count)).scalar_one())


def give_back(db: sa.Connection, key: str) -> None:
    """What was counted was no guess."""
    db.execute(tries.update().where(tries.c.key == key, tries.c.count > 0).values(count=tries.c.count - 1))


def forget(db: sa.Connection, before: dt.datetime) -> None:
    """Remove counts whose window is long over."""
    db.execute(tries.delete().where(tries.c.began < before))
