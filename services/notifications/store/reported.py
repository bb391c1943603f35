"""What providers report of messages afterwards."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.tables import delivery_reports, sandbox_reports

Row = sa.Row[Any]


def add_report(db: sa.Connection, values: Mapping[str, Any]) -> bool:
    """Keep a report; False, and nothing is changed, if it came before."""
    insert = postgresql.insert(delivery_reports).values(**values).on_conflict_do_nothing()
    return db.execute(insert.returning(delivery_reports.c.report_id)).first() is not None


def plan_sandbox_reports(db: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.execute(sandbox_reports.insert(), list(rows))


def due_sandbox_reports(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[Row]:
    """Take the sandbox's reports whose time has come; they are gone then."""
    due = (
        sa.select(sandbox_reports.c.seq)
        .where(sandbox_reports.c.due_at <= now)
        .order_by(sandbox_reports.c.due_at, sandbox_reports.c.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    gone = sandbox_reports.delete().where(sandbox_reports.c.seq.in_(due.scalar_subquery()))
    return sorted(db.execute(gone.returning(sandbox_reports)).all(), key=lambda row: (row.due_at, row.seq))
