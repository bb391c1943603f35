"""The dossier's own row: reading, changing under its version, numbering. Lists are `store.queues`."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.statements import Prepared, ask, bound
from services.dossiers.contract import DOSSIER_STALE
from services.dossiers.tables import agency_lines, code_counters, dossiers

Row = sa.Row[Any]

_within = (
    sa.select(sa.func.array_agg(agency_lines.c.superior_code))
    .where(agency_lines.c.agency_code.in_((dossiers.c.agency_code, dossiers.c.desk_code)))
    .correlate(dossiers)
    .scalar_subquery()
    .label("within")
)
"""The agencies above the one that decides and the one that receives: who holds a role there reaches the dossier."""

_chosen: Final = sa.select(dossiers, _within).where(dossiers.c.id == sa.bindparam("of"))
_one: Final = Prepared(_chosen)
_one_locked: Final = Prepared(_chosen.with_for_update(of=dossiers))


def load(db: sa.Connection, dossier_id: str) -> Row | None:
    """The dossier, or None."""
    return ask(db, _one, {"of": dossier_id}).first()


def load_for_change(db: sa.Connection, dossier_id: str) -> Row | None:
    """The dossier, locked until the end of the transaction: two changes of one dossier come one after the other."""
    return ask(db, _one_locked, {"of": dossier_id}).first()


def drafts_of(db: sa.Connection, applicant_id: str) -> Sequence[Row]:
    """A person's drafts, locked until the end of the transaction."""
    chosen = sa.select(dossiers, _within).where(dossiers.c.applicant_id == applicant_id, dossiers.c.state == 0)
    return db.execute(chosen.order_by(dossiers.c.id).with_for_update(of=dossiers)).all()


def load_by_code(db: sa.Connection, code: str) -> Row | None:
    """The dossier with this code, or None."""
    return db.execute(sa.select(dossiers, _within).where(dossiers.c.code == code)).first()


def add(db: sa.Connection, **values: Any) -> Row:
    """A new dossier, at version 1."""
    return db.execute(dossiers.insert().values(version=1, **values).returning(dossiers, _within)).one()


def change(db: sa.Connection, row: Row, now: dt.datetime, **values: Any) -> Row:
    """The dossier one version on; `DOSSIER_STALE` if it is no longer the one that was read."""
    values |= {"version": row.version + 1, "changed_at": now}
    given = {f"new_{name}": value for name, value in values.items()}
    changed = ask(db, _changing(tuple(values)), {**given, "of": row.id, "was": row.version}).first()
    if changed is None:
        raise DOSSIER_STALE(expected=row.version, actual=row.version + 1)
    return changed


@lru_cache(maxsize=128)
def _changing(names: tuple[str, ...]) -> Prepared:
    """The statement that sets these columns, put together once."""
    column = dossiers.c
    given = {name: sa.bindparam(f"new_{name}", type_=column[name].type, required=True) for name in names}
    changed = dossiers.update().where(column.id == sa.bindparam("of"), column.version == sa.bindparam("was"))
    return Prepared(changed.values(given).returning(dossiers, _within))


def keep_turn(db: sa.Connection, dossier_id: str, **values: Any) -> Row:
    """Whose turn it is and when to look again: no change of the dossier, so its version stays."""
    statement = dossiers.update().where(dossiers.c.id == dossier_id).values(**values)
    return db.execute(statement.returning(dossiers, _within)).one()


def to_watch(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[str]:
    """Dossiers whose time to be looked at has come, the longest waiting first."""
    due = sa.select(dossiers.c.id).where(dossiers.c.watch_at <= now)
    return db.scalars(due.order_by(dossiers.c.watch_at).limit(limit)).all()


def load_to_watch(db: sa.Connection, dossier_id: str, now: dt.datetime) -> Row | None:
    """The dossier, locked, if it still waits to be looked at and nobody else has it."""
    mine = sa.select(dossiers, _within).where(dossiers.c.id == dossier_id, dossiers.c.watch_at <= now)
    return db.execute(mine.with_for_update(of=dossiers, skip_locked=True)).first()


def look_later(db: sa.Connection, dossier_id: str, at: dt.datetime) -> None:
    """Do not look at an open dossier before a time."""
    mine = dossiers.update().where(dossiers.c.id == dossier_id, dossiers.c.watch_at.is_not(None))
    db.execute(mine.values(watch_at=at))


def next_sequence(db: sa.Connection, unit: str, day: dt.date) -> int:
    """The next number of a unit on a day: 1, 2, 3…; unique because its row stays locked until the commit."""
    return int(ask(db, _next, {"unit": unit, "day": day, "last": 1}).scalar_one())


_counters: Final = code_counters.c
_next: Final = Prepared(
    insert(code_counters)
    .values(bound(code_counters, "unit", "day", "last"))
    .on_conflict_do_update(index_elements=[_counters.unit, _counters.day], set_={"last": _counters.last + 1})
    .returning(_counters.last)
)
