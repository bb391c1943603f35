"""Queries and writes of cash boxes."""

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.payments.store import Row
from services.payments.tables import cash_days, cash_movements, obligations, payments

_d, _m = cash_days.c, cash_movements.c


def find_day(db: sa.Connection, cash_day_id: str, *, lock: bool = False) -> Row | None:
    """One day of a box; locked, nothing is booked in it meanwhile."""
    wanted = sa.select(cash_days).where(_d.id == cash_day_id)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def unclosed_day(db: sa.Connection, agency_code: str, desk: str) -> Row | None:
    """The day of a box that is not closed, locked: there is one at most."""
    wanted = sa.select(cash_days).where(_d.agency_code == agency_code, _d.desk == desk, _d.state != "closed")
    return db.execute(wanted.with_for_update()).first()


def day_there(db: sa.Connection, agency_code: str, desk: str, day: dt.date) -> Row | None:
    """The box of a day, whatever its state."""
    wanted = sa.select(cash_days).where(_d.agency_code == agency_code, _d.desk == desk, _d.day == day)
    return db.execute(wanted).first()


def days_between(db: sa.Connection, agency_code: str, first: dt.date, last: dt.date) -> Sequence[Row]:
    """The days of an agency's boxes, newest first."""
    wanted = sa.select(cash_days).where(_d.agency_code == agency_code, _d.day.between(first, last))
    return db.execute(wanted.order_by(_d.day.desc(), _d.desk).limit(1000)).all()


def add_day(db: sa.Connection, **values: object) -> bool:
    """A day of a box; False if somebody opened it at this moment."""
    added = insert(cash_days).values(**values).on_conflict_do_nothing().returning(_d.id)
    return db.execute(added).first() is not None


def change_day(db: sa.Connection, cash_day_id: str, **values: object) -> None:
    db.execute(cash_days.update().where(_d.id == cash_day_id).values(**values))


def move(db: sa.Connection, **values: object) -> None:
    """Cash goes in or out; the database refuses it in a day that is not open."""
    db.execute(cash_movements.insert().values(**values))


def sums(db: sa.Connection, cash_day_ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """What was taken and what was paid out, by day."""
    taken = sa.func.coalesce(sa.func.sum(_m.amount).filter(_m.incoming), 0)
    out = sa.func.coalesce(sa.func.sum(_m.amount).filter(~_m.incoming), 0)
    wanted = sa.select(_m.cash_day_id, taken, out).where(_m.cash_day_id.in_(cash_day_ids)).group_by(_m.cash_day_id)
    return {day: (int(incoming), int(outgoing)) for day, incoming, outgoing in db.execute(wanted)}


def movements(db: sa.Connection, cash_day_id: str) -> Sequence[Row]:
    """What went in and out of a box on its day, with the dossier it was for, oldest first."""
    wanted = (
        sa.select(cash_movements, obligations.c.dossier_code)
        .outerjoin(payments, payments.c.id == _m.payment_id)
        .outerjoin(obligations, obligations.c.id == payments.c.obligation_id)
        .where(_m.cash_day_id == cash_day_id)
    )
    return db.execute(wanted.order_by(_m.id)).all()
