"""How promptly events were handed over: the figures of each day, and what waits now."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.tables import handover_figures, handovers, subscriptions

Row = sa.Row[Any]

_h = handovers.c
_PENDING = _h.state == "pending"


def fold_figures(db: sa.Connection, day: dt.date, begin: dt.datetime, end: dt.datetime, in_time: int) -> None:
    """Make the figures of one day anew from what was due on it.

    Nothing was due to an endpoint that never answered its challenge.
    """
    of = handover_figures.c
    taken = sa.func.count().filter(_h.state == "delivered")
    prompt = sa.func.count().filter(
        _h.state == "delivered", _h.ended_at - _h.created_at <= dt.timedelta(seconds=in_time)
    )
    counted = (
        sa.select(sa.literal(day), subscriptions.c.way, sa.func.count(), taken, prompt)
        .select_from(handovers.join(subscriptions, subscriptions.c.id == _h.subscription_id))
        .where(_h.kind == "event", _h.state != "dropped", _h.created_at >= begin, _h.created_at < end)
        .where(subscriptions.c.state != "unverified")
        .group_by(subscriptions.c.way)
    )
    insert = postgresql.insert(handover_figures).from_select(["day", "way", "due", "delivered", "in_time"], counted)
    fresh = {name: insert.excluded[name] for name in ("due", "delivered", "in_time")}
    db.execute(insert.on_conflict_do_update(index_elements=[of.day, of.way], set_=fresh))


def figures_since(db: sa.Connection, day: dt.date) -> Sequence[Row]:
    chosen = sa.select(handover_figures).where(handover_figures.c.day >= day)
    return db.execute(chosen.order_by(handover_figures.c.day.desc(), handover_figures.c.way)).all()


def behind(db: sa.Connection, now: dt.datetime) -> float:
    """For how many seconds the oldest event waits that is due to a subscription whose endpoint is well."""
    of = subscriptions.c
    late = (
        sa.select(sa.func.extract("epoch", now - sa.func.min(_h.due_at)))
        .select_from(handovers.join(subscriptions, of.id == _h.subscription_id))
        .where(_PENDING, _h.due_at <= now, of.state == "active", of.failures == 0)
    )
    return float(db.execute(late).scalar_one() or 0)
