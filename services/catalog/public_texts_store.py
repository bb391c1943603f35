"""Announcements and feedback in the database."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from services.catalog.tables import announcements, feedback

Row = sa.Row[Any]

_a, _f = announcements.c, feedback.c


def add_announcement(db: sa.Connection, **values: Any) -> Row:
    """Keep an announcement."""
    return db.execute(announcements.insert().values(**values).returning(announcements)).one()


def announcement(db: sa.Connection, announcement_id: str) -> Row | None:
    """One, locked."""
    return db.execute(sa.select(announcements).where(_a.id == announcement_id).with_for_update()).first()


def end_announcement(db: sa.Connection, announcement_id: str, at: dt.datetime) -> Row:
    """Take it off the pages."""
    change = announcements.update().where(_a.id == announcement_id).values(ended_at=at)
    return db.execute(change.returning(announcements)).one()


def announced(db: sa.Connection, now: dt.datetime, limit: int) -> list[Row]:
    """What is or will be shown: warnings first, then what began last."""
    chosen = sa.select(announcements).where(_a.ends_at > now, _a.ended_at.is_(None))
    in_order = chosen.order_by(sa.case((_a.severity == "warning", 0), else_=1), _a.begins_at.desc(), _a.id)
    return list(db.execute(in_order.limit(limit)))


def written(db: sa.Connection, agencies: Collection[str] | None, limit: int) -> list[Row]:
    """The newest of some agencies; None: all, with those of the portal."""
    chosen = sa.select(announcements)
    if agencies is not None:
        chosen = chosen.where(_a.agency_code.in_(sorted(agencies)))
    return list(db.execute(chosen.order_by(_a.id.desc()).limit(limit)))


def add_feedback(db: sa.Connection, **values: Any) -> Row:
    """Keep feedback."""
    return db.execute(feedback.insert().values(**values).returning(feedback)).one()


def sent_since(db: sa.Connection, since: dt.datetime, most: int) -> int:
    """How much came since a moment, counted up to a bound."""
    some = sa.select(_f.id).where(_f.sent_at >= since).limit(most).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def feedback_by_code(db: sa.Connection, code: str) -> Row | None:
    """That of a code."""
    return db.execute(sa.select(feedback).where(_f.code == code)).first()


def one_feedback(db: sa.Connection, feedback_id: str) -> Row | None:
    """One, locked."""
    return db.execute(sa.select(feedback).where(_f.id == feedback_id).with_for_update()).first()


def answer(db: sa.Connection, feedback_id: str, **values: Any) -> Row:
    """Keep the answer."""
    change = feedback.update().where(_f.id == feedback_id).values(**values)
    return db.execute(change.returning(feedback)).one()


def feedback_page(
    db: sa.Connection, agencies: Collection[str] | None, *, answered: bool | None, before: str, limit: int
) -> list[Row]:
    """The newest of some agencies; None: all, with that about the portal."""
    chosen = sa.select(feedback)
    if agencies is not None:
        chosen = chosen.where(_f.agency_code.in_(sorted(agencies)))
    if answered is not None:
        chosen = chosen.where(_f.answered_at.is_not(None) if answered else _f.answered_at.is_(None))
    if before:
        chosen = chosen.where(_f.id < before)
    return list(db.execute(chosen.order_by(_f.id.desc()).limit(limit)))
