"""What was sent up to members of staff, until it stands in a mail."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.notifications.tables import contacts, known_dossiers, urgent_mails, urgent_waiting

Row = sa.Row[Any]

_w, _m, _c, _k = urgent_waiting.c, urgent_mails.c, contacts.c, known_dossiers.c


def add(db: sa.Connection, staff_ids: Collection[str], values: Mapping[str, Any]) -> None:
    """Keep a dossier for those of these members of staff who are reached by e-mail."""
    given = [sa.literal(value) for value in values.values()]
    reached = sa.select(_c.account_id, *given).where(_c.account_id.in_(sorted(staff_ids)), _c.active)
    reached = reached.where(_c.email_sealed != "").order_by(_c.account_id)
    new = insert(urgent_waiting).from_select(["staff_id", *values], reached)
    changed = {name: new.excluded[name] for name in ("state", "event_id", "at")}
    db.execute(new.on_conflict_do_update(index_elements=["staff_id", "dossier_id"], set_=changed))


def due(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[str]:
    """For whom something waits and who may get a mail by now."""
    joined = urgent_waiting.outerjoin(urgent_mails, _m.staff_id == _w.staff_id)
    chosen = sa.select(_w.staff_id).select_from(joined).where(sa.or_(_m.next_at.is_(None), _m.next_at <= now))
    return db.scalars(chosen.group_by(_w.staff_id).order_by(sa.func.min(_w.at)).limit(limit)).all()


def begin(db: sa.Connection, staff_id: str, now: dt.datetime, next_at: dt.datetime) -> bool:
    """Claim the mail of an hour for this transaction; False if another process has it, or just had it."""
    new = insert(urgent_mails).values(staff_id=staff_id, next_at=next_at)
    ours = new.on_conflict_do_update(index_elements=["staff_id"], set_={"next_at": next_at}, where=_m.next_at <= now)
    return db.execute(ours.returning(_m.staff_id)).first() is not None


def give_back(db: sa.Connection, staff_id: str, now: dt.datetime) -> None:
    """Let the hour that was claimed go, as no mail was written."""
    db.execute(urgent_mails.update().where(_m.staff_id == staff_id).values(next_at=now))


def take(db: sa.Connection, staff_id: str) -> Sequence[Row]:
    """What waits for a member of staff, the first first; it waits no more. What went on since is left out."""
    taken = urgent_waiting.delete().where(_w.staff_id == staff_id).returning(urgent_waiting).cte("taken")
    joined = taken.outerjoin(known_dossiers, _k.dossier_id == taken.c.dossier_id)
    same = sa.or_(_k.state.is_(None), _k.state == taken.c.state)
    chosen = sa.select(taken).select_from(joined).where(same)
    return db.execute(chosen.order_by(taken.c.at, taken.c.dossier_code)).all()


def forget(db: sa.Connection, staff_id: str) -> None:
    db.execute(urgent_waiting.delete().where(_w.staff_id == staff_id))
    db.execute(urgent_mails.delete().where(_m.staff_id == staff_id))
