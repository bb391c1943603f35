"""Queries and writes of refunds, of money in suspense and of credits out of it.

Order of locks: the obligation, its attempts, money in suspense, then refunds.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from services.payments.domain.refunds import COUNTED, OPEN
from services.payments.domain.states import ASKABLE
from services.payments.store import Row
from services.payments.tables import (
    obligations,
    payments,
    refund_closings,
    refund_steps,
    refunds,
    suspense,
    suspense_credits,
)

MOST = 100
"""Rows of a list of what waits for people."""
_r, _s, _c = refunds.c, suspense.c, suspense_credits.c


# Refunds


def add_refund(db: sa.Connection, **values: object) -> Row:
    """A new refund; gives its row."""
    return db.execute(refunds.insert().returning(refunds), values).one()


def find_refund(db: sa.Connection, refund_id: str, *, lock: bool = False) -> Row | None:
    wanted = sa.select(refunds).where(_r.id == refund_id)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def change_refund(db: sa.Connection, refund_id: str, **values: object) -> Row:
    """The row after the change."""
    return db.execute(refunds.update().where(_r.id == refund_id).values(**values).returning(refunds)).one()


def add_step(db: sa.Connection, refund_id: str, **values: object) -> None:
    """Append to the history of a refund, which the transaction has locked."""
    last = sa.select(sa.func.coalesce(sa.func.max(refund_steps.c.seq), 0)).where(refund_steps.c.refund_id == refund_id)
    db.execute(refund_steps.insert().values(refund_id=refund_id, seq=last.scalar_subquery() + 1, **values))


def of_payments(db: sa.Connection, payment_ids: Sequence[str]) -> Sequence[Row]:
    """The refunds of some attempts, oldest first."""
    return db.execute(sa.select(refunds).where(_r.payment_id.in_(payment_ids)).order_by(_r.id)).all()


def of_suspense(db: sa.Connection, suspense_ids: Sequence[str]) -> Sequence[Row]:
    """The refunds of some sums in suspense, oldest first."""
    return db.execute(sa.select(refunds).where(_r.suspense_id.in_(suspense_ids)).order_by(_r.id)).all()


def claim(db: sa.Connection, now: dt.datetime, until: dt.datetime, limit: int) -> Sequence[Row]:
    """Refunds to send or to ask about now, as they were before; nobody else gets them before ``until``."""
    due = sa.select(refunds).where(_r.next_at <= now).order_by(_r.next_at, _r.id).limit(limit)
    found = db.execute(due.with_for_update(skip_locked=True)).all()
    if found:
        taken = refunds.update().where(_r.id.in_([row.id for row in found]))
        db.execute(taken.values(next_at=until, asks=_r.asks + 1))
    return found


def at_work(db: sa.Connection, agency_code: str) -> Sequence[Row]:
    """The refunds of an agency that are not over, oldest first."""
    wanted = sa.select(refunds).where(_r.agency_code == agency_code, _r.state.in_([*OPEN]))
    return db.execute(wanted.order_by(_r.id).limit(MOST)).all()


# Ends by hand


def add_closing(db: sa.Connection, **values: object) -> None:
    db.execute(refund_closings.insert(), values)


def find_closing(db: sa.Connection, closing_id: str, *, lock: bool = False) -> Row | None:
    wanted = sa.select(refund_closings).where(refund_closings.c.id == closing_id)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def has_open_closing(db: sa.Connection, refund_id: str) -> bool:
    """Whether a proposal about a refund waits."""
    waiting = sa.exists().where(refund_closings.c.refund_id == refund_id, refund_closings.c.decided_at.is_(None))
    return bool(db.scalar(sa.select(waiting)))


def decide_closing(db: sa.Connection, closing_id: str, **values: object) -> None:
    db.execute(refund_closings.update().where(refund_closings.c.id == closing_id).values(**values))


def open_closings(db: sa.Connection, agency_codes: Sequence[str]) -> Sequence[Row]:
    """Proposals of some agencies that nobody has decided, with the amount of each refund, oldest first."""
    wanted = sa.select(refund_closings, _r.amount).join(refunds, _r.id == refund_closings.c.refund_id)
    waiting = wanted.where(_r.agency_code.in_(agency_codes), refund_closings.c.decided_at.is_(None))
    return db.execute(waiting.order_by(refund_closings.c.id).limit(MOST)).all()


# Suspense


def add_suspense(db: sa.Connection, **values: object) -> Row:
    """Money that arrived; gives its row."""
    return db.execute(suspense.insert().values(**values).returning(suspense)).one()


def find_suspense(db: sa.Connection, suspense_id: str, *, lock: bool = False) -> Row | None:
    wanted = sa.select(suspense).where(_s.id == suspense_id)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def dossier_codes(db: sa.Connection, obligation_ids: Sequence[str]) -> Mapping[str, str]:
    """The dossier of each obligation, as people call it."""
    wanted = sa.select(obligations.c.id, obligations.c.dossier_code).where(obligations.c.id.in_(obligation_ids))
    return {row.id: row.dossier_code for row in db.execute(wanted)}


def taken_of(db: sa.Connection, suspense_id: str) -> int:
    """How many đồng of a sum in suspense are refunded or credited, or about to be."""
    back = sa.select(sa.func.coalesce(sa.func.sum(_r.amount), 0)).where(
        _r.suspense_id == suspense_id, _r.state.in_([*COUNTED])
    )
    credited = sa.select(sa.func.coalesce(sa.func.sum(_c.amount), 0)).where(
        _c.suspense_id == suspense_id, _c.state != "rejected"
    )
    return int(db.scalar(back) or 0) + int(db.scalar(credited) or 0)


def uncleared(db: sa.Connection, agency_code: str) -> Sequence[Row]:
    """Sums in suspense of an agency of which something is left or under way, oldest first."""
    return db.execute(_uncleared().where(_s.agency_code == agency_code).order_by(_s.id).limit(MOST)).all()


def held_of(db: sa.Connection, obligation_ids: Sequence[str]) -> Mapping[str, int]:
    """How many đồng of attempts to meet some obligations lie in suspense and are not cleared, by attempt."""
    found: dict[str, int] = {}
    for item in db.execute(_uncleared().where(_s.obligation_id.in_(obligation_ids), _s.payment_id.is_not(None))):
        found[item.payment_id] = found.get(item.payment_id, 0) + item.amount
    return found


def count_uncleared(db: sa.Connection) -> tuple[int, dt.datetime | None]:
    """How many sums in suspense nobody has cleared, and when the oldest arrived."""
    rows = _uncleared().subquery()
    found = db.execute(sa.select(sa.func.count(), sa.func.min(rows.c.arrived_at)).select_from(rows)).one()
    return int(found[0]), found[1]


def _uncleared() -> sa.Select[tuple[object, ...]]:
    back = sa.select(sa.func.coalesce(sa.func.sum(_r.amount), 0)).where(_r.suspense_id == _s.id, _r.state == "settled")
    credited = sa.select(sa.func.coalesce(sa.func.sum(_c.amount), 0)).where(
        _c.suspense_id == _s.id, _c.state == "credited"
    )
    return sa.select(suspense).where(_s.amount > back.scalar_subquery() + credited.scalar_subquery())


# Credits


def add_credit(db: sa.Connection, **values: object) -> None:
    db.execute(suspense_credits.insert().values(**values))


def find_credit(db: sa.Connection, credit_id: str, *, lock: bool = False) -> Row | None:
    wanted = sa.select(suspense_credits).where(_c.id == credit_id)
    return db.execute(wanted.with_for_update() if lock else wanted).first()


def change_credit(db: sa.Connection, credit_id: str, **values: object) -> None:
    db.execute(suspense_credits.update().where(_c.id == credit_id).values(**values))


def credits_of(db: sa.Connection, suspense_ids: Sequence[str]) -> Sequence[Row]:
    """The credits out of some sums in suspense, oldest first."""
    return db.execute(sa.select(suspense_credits).where(_c.suspense_id.in_(suspense_ids)).order_by(_c.id)).all()


# What waits for people


def open_ends(db: sa.Connection, asks: int, agency_code: str | None = None) -> Sequence[Row]:
    """Attempts that were asked about so often and have no end, oldest first; of one agency or of all."""
    wanted = (
        sa.select(payments, obligations.c.dossier_code)
        .join(obligations, obligations.c.id == payments.c.obligation_id)
        .where(payments.c.next_ask_at.is_not(None), payments.c.asks >= asks, payments.c.state.in_([*ASKABLE]))
        .order_by(payments.c.id)
        .limit(MOST)
    )
    if agency_code is not None:
        wanted = wanted.where(obligations.c.agency_code == agency_code)
    return db.execute(wanted).all()


def stuck_refunds(db: sa.Connection, asks: int) -> int:
    """How many refunds the provider was asked about so often without an end."""
    wanted = sa.select(sa.func.count()).where(_r.next_at.is_not(None), _r.asks >= asks)
    return int(db.scalar(wanted) or 0)
