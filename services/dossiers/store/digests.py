"""Who gets a digest, when, and what went up to them since the last one."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.dossiers.domain.duties import Stage
from services.dossiers.tables import dossiers, staff_digests, told_escalations
from services.dossiers.tables.dossier import OPEN

Row = sa.Row[Any]

_s, _t, _d = staff_digests.c, told_escalations.c, dossiers.c


def keep(db: sa.Connection, staff_id: str, agency_code: str, due_at: dt.datetime) -> None:
    """Have a member of staff get digests; who gets them already keeps their next time."""
    values = {"staff_id": staff_id, "agency_code": agency_code, "due_at": due_at}
    new = insert(staff_digests).values(**values)
    db.execute(new.on_conflict_do_update(index_elements=["staff_id"], set_={"agency_code": agency_code}))


def drop(db: sa.Connection, staff_id: str) -> None:
    """Let a member of staff get no digests any more."""
    db.execute(staff_digests.delete().where(_s.staff_id == staff_id))


def due(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[str]:
    """Whose time has come, the longest waiting first."""
    return db.scalars(sa.select(_s.staff_id).where(_s.due_at <= now).order_by(_s.due_at).limit(limit)).all()


def take(db: sa.Connection, staff_id: str, now: dt.datetime) -> Row | None:
    """A member of staff, locked, if their digest still waits to be made up and nobody else has it. The watch, which
    notes what goes up to them, does not wait for it."""
    mine = sa.select(staff_digests).where(_s.staff_id == staff_id, _s.due_at <= now)
    return db.execute(mine.with_for_update(skip_locked=True, key_share=True)).first()


def put_off(db: sa.Connection, staff_id: str, until: dt.datetime) -> None:
    db.execute(staff_digests.update().where(_s.staff_id == staff_id).values(due_at=until))


def note_escalated(db: sa.Connection, told: Collection[str], dossier_id: str, now: dt.datetime) -> None:
    """Keep for the next digest that a dossier went up to these members of staff, of whom some get one."""
    chosen = sa.select(_s.staff_id, sa.literal(dossier_id), sa.literal(now)).where(_s.staff_id.in_(sorted(told)))
    new = insert(told_escalations).from_select(["staff_id", "dossier_id", "at"], chosen.order_by(_s.staff_id))
    db.execute(new.on_conflict_do_update(index_elements=["staff_id", "dossier_id"], set_={"at": new.excluded.at}))


def take_escalated(db: sa.Connection, staff_id: str) -> Sequence[Row]:
    """What went up to a member of staff since last time and is not done, the longest late first; it is told once."""
    joined = told_escalations.join(dossiers, _d.id == _t.dossier_id)
    open_still = (_t.staff_id == staff_id, OPEN, _d.watch_stage > int(Stage.RAISED))
    chosen = sa.select(_d.id, _d.code).select_from(joined).where(*open_still)
    found = [*db.execute(chosen.order_by(_d.next_due_at, _d.id))]
    db.execute(told_escalations.delete().where(_t.staff_id == staff_id))
    return found
