"""Counts for the supervisor's board; each ends at a bound, so that it costs no more with a million dossiers."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.store import cursors, queues
from services.dossiers.tables import dossiers, staff
from services.dossiers.tables.dossier import OPEN

Row = sa.Row[Any]

LOOKED_AT: Final = 300
"""Dossiers of each kind (late, soon, held by nobody) that are looked at one by one."""
COUNTED: Final = 100
"""A queue is counted so far."""
HELD: Final = 500
"""What one person holds is counted so far."""
PEOPLE: Final = 100
"""Processors on the board."""


def late(db: sa.Connection, reach: Collection[queues.Reach], of: str, now: dt.datetime) -> tuple[Sequence[Row], bool]:
    """What is late, the longest late first; and whether there is more."""
    wanted = queues.Wanted(queues.OPEN_ONES.parts, procedure_code=of, late_at=now)
    found, cursor = queues.page(db, reach, wanted, "", LOOKED_AT)
    return found, bool(cursor)


def soon(
    db: sa.Connection, reach: Collection[queues.Reach], of: str, now: dt.datetime, until: dt.datetime
) -> tuple[Sequence[Row], bool]:
    """What will be late within a time, the first first; and whether there is more."""
    wanted = queues.Wanted(queues.OPEN_ONES.parts, procedure_code=of, late_at=until)
    # What is late already ends before now: the page after it begins here.
    found, cursor = queues.page(db, reach, wanted, after(now), LOOKED_AT)
    return found, bool(cursor)


def after(moment: dt.datetime) -> str:
    """The cursor of a list of what is late that leaves out what was late by then."""
    return cursors.write("late", moment.isoformat(), "")


def processors(db: sa.Connection, reach: Collection[queues.Reach]) -> tuple[list[Row], bool]:
    """Active staff who process in an agency within reach, by name; and whether there are more."""
    codes = sorted({code for one in reach for code in one.agencies})
    if not codes:
        return [], False
    here = [staff.c.holdings.contains([{"role": "processor", "agency_code": code}]) for code in codes]
    chosen = sa.select(staff.c.staff_id, staff.c.name, staff.c.active).where(staff.c.active, sa.or_(*here))
    found: Sequence[Row] = [*db.execute(chosen.order_by(staff.c.name, staff.c.staff_id).limit(PEOPLE + 1))]
    return list(found[:PEOPLE]), len(found) > PEOPLE


def named(db: sa.Connection, ids: Collection[str]) -> list[Row]:
    """Members of staff by their ids, whether active or not."""
    chosen = sa.select(staff.c.staff_id, staff.c.name, staff.c.active).where(staff.c.staff_id.in_(sorted(ids)))
    return list(db.execute(chosen.order_by(staff.c.name, staff.c.staff_id)))


def held(
    db: sa.Connection,
    reach: Collection[queues.Reach],
    of: str,
    ids: Sequence[str],
    now: dt.datetime,
    until: dt.datetime,
) -> dict[str, tuple[int, int, int]]:
    """By person: how many open dossiers within reach they hold, how many of them are late, how many soon."""
    if not ids:
        return {}
    d = dossiers.c
    person = sa.func.unnest(sa.cast(sa.literal(list(ids), sa.ARRAY(sa.Text)), sa.ARRAY(sa.Text)))
    who = person.table_valued("id").render_derived("who")
    there = sa.or_(sa.false(), *(queues.reached(one, of) for one in reach))
    mine = sa.select(d.next_due_at).where(d.processor_id == who.c.id, d.processor_id != "", OPEN, there)
    some = mine.limit(HELD + 1).lateral("some")
    is_late, is_soon = some.c.next_due_at < now, sa.and_(some.c.next_due_at >= now, some.c.next_due_at < until)
    counts = (sa.func.count(), sa.func.count().filter(is_late), sa.func.count().filter(is_soon))
    asked = sa.select(who.c.id, *counts).select_from(who.join(some, sa.true())).group_by(who.c.id)
    return {row[0]: (row[1], row[2], row[3]) for row in db.execute(asked)}
