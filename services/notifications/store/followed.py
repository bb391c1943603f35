"""Members of organisations, and who of them follows what is told to the organisation."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.tables import followers

Row = sa.Row[Any]


def note_member(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep what a member is, unless something later is known; who left follows no more."""
    insert = postgresql.insert(followers).values(**values)
    changed = {name: values[name] for name in ("role", "active", "changed_at")}
    if not values["active"]:
        changed["follows"] = False
    older = followers.c.changed_at <= insert.excluded.changed_at
    keys = ["organisation_id", "account_id"]
    db.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed, where=older))


def memberships(db: sa.Connection, account_id: str) -> Sequence[Row]:
    """The organisations of which a person is a member now."""
    theirs = (followers.c.account_id == account_id) & followers.c.active
    return db.execute(sa.select(followers).where(theirs).order_by(followers.c.organisation_id)).all()


def follow(db: sa.Connection, organisation_id: str, account_id: str, *, follows: bool) -> bool:
    """Note that a member follows or does not; False if they are no member."""
    theirs = (followers.c.organisation_id == organisation_id) & (followers.c.account_id == account_id)
    changed = followers.update().where(theirs, followers.c.active).values(follows=follows)
    return db.execute(changed).rowcount == 1


def forget(db: sa.Connection, account_id: str) -> None:
    """Delete what is known of a person's memberships."""
    db.execute(followers.delete().where(followers.c.account_id == account_id))
