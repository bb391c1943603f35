"""The dossier's own row: reading, changing under its version, numbering. Lists are `store.queues`."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

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


def load(db: sa.Connection, dossier_id: str) -> Row | None:
    """The dossier, or None."""
    return db.execute(sa.select(dossiers, _within).where(dossiers.c.id == dossier_id)).first()


def load_for_change(db: sa.Connection, dossier_id: str) -> Row | None:
    """The dossier, locked until the end of the transaction: two changes of one dossier come one after the other."""
    return db.execute(
        sa.select(dossiers, _within).where(dossiers.c.id == dossier_id).with_for_update(of=dossiers)
    ).first()


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
    statement = (
        dossiers.update()
        .where(dossiers.c.id == row.id, dossiers.c.version == row.version)
        .values(version=row.version + 1, changed_at=now, **values)
        .returning(dossiers, _within)
    )
    changed = db.execute(statement).first()
    if changed is None:
        raise DOSSIER_STALE(expected=row.version, actual=row.version + 1)
    return changed


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
    statement = insert(code_counters).values(unit=unit, day=day, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[code_counters.c.unit, code_counters.c.day], set_={"last": code_counters.c.last + 1}
    )
    return int(db.execute(statement.returning(code_counters.c.last)).scalar_one())
