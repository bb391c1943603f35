"""The dossier's own row: reading, changing under its version, numbering, and lists that stay cheap at any size."""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.errors import INVALID_REQUEST, FieldProblem
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

_FAR_FUTURE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


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
    return db.execute(sa.select(dossiers).where(dossiers.c.code == code)).first()


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


def list_of_applicant(
    db: sa.Connection,
    applicant_id: str,
    states: Collection[int],
    cursor: str,
    limit: int,
    *,
    procedures: Collection[str] = (),
) -> tuple[Sequence[Row], str]:
    """A page of a person's dossiers (of some procedures, if any are named), newest first, and the next cursor."""
    statement = sa.select(dossiers).where(dossiers.c.applicant_id == applicant_id)
    if procedures:
        statement = statement.where(dossiers.c.procedure_code.in_(procedures))
    if states:
        statement = statement.where(dossiers.c.state.in_(states))
    if cursor:
        (before,) = _read_cursor(cursor, 1)
        statement = statement.where(dossiers.c.id < before)
    rows = db.execute(statement.order_by(dossiers.c.id.desc()).limit(limit + 1)).all()
    return _page(rows, limit, lambda row: (row.id,))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a role reaches: agencies, and procedures (none: all)."""

    agencies: frozenset[str]
    procedures: tuple[str, ...] = ()


def _reached(reach: Reach) -> sa.ColumnElement[bool]:
    codes = sorted(reach.agencies)
    there = sa.or_(dossiers.c.agency_code.in_(codes), dossiers.c.desk_code.in_(codes))
    return sa.and_(there, dossiers.c.procedure_code.in_(reach.procedures)) if reach.procedures else there


def list_of_agency(
    db: sa.Connection,
    reach: Collection[Reach],
    states: Collection[int],
    closed: bool | None,
    procedure_code: str,
    due_before: dt.datetime | None,
    cursor: str,
    limit: int,
    *,
    late_at: dt.datetime | None = None,
) -> tuple[Sequence[Row], str]:
    """A page of the dossiers within reach, the first due first (those without a date last), and the next cursor."""
    due = sa.func.coalesce(dossiers.c.due_at, sa.literal(_FAR_FUTURE, sa.TIMESTAMP(timezone=True)))
    statement = sa.select(dossiers).where(
        sa.or_(sa.false(), *(_reached(one) for one in reach)),
        dossiers.c.state.in_(states),
        dossiers.c.restricted_at.is_(None),
    )
    if closed is not None:
        statement = statement.where(dossiers.c.closed_at.is_not(None) if closed else dossiers.c.closed_at.is_(None))
    if late_at is not None:
        statement = statement.where(dossiers.c.next_due_at < late_at)
    if procedure_code:
        statement = statement.where(dossiers.c.procedure_code == procedure_code)
    if due_before is not None:
        statement = statement.where(dossiers.c.due_at < due_before)
    if cursor:
        due_text, after = _read_cursor(cursor, 2)
        statement = statement.where(sa.tuple_(due, dossiers.c.id) > sa.tuple_(_moment(due_text), sa.literal(after)))
    rows = db.execute(statement.order_by(due, dossiers.c.id).limit(limit + 1)).all()
    return _page(rows, limit, lambda row: ((row.due_at or _FAR_FUTURE).isoformat(), row.id))


def _page(rows: Sequence[Row], limit: int, key: Any) -> tuple[Sequence[Row], str]:
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, _cursor(key(rows[-1])) if more else ""


def _cursor(parts: tuple[str, ...]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def _read_cursor(text: str, count: int) -> list[str]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        parts = None
    if not isinstance(parts, list) or len(parts) != count or not all(isinstance(part, str) for part in parts):
        raise _bad_cursor()
    return parts


def _moment(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise _bad_cursor() from None
    if found.tzinfo is None:
        raise _bad_cursor()
    return found


def _bad_cursor() -> Exception:
    return INVALID_REQUEST(problems=[FieldProblem("/cursor", "wrong-form", {})])
