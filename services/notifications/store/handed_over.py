"""Queries and writes of what is handed over to subscriptions; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.notifications.store.fed import last_position
from services.notifications.tables import (
    feed,
    handover_attempts,
    handover_figures,
    handovers,
    spread_head,
    subscriptions,
)

Row = sa.Row[Any]

AT_A_TIME: Final = 500
"""Events of the feed that are spread in one transaction."""

_h = handovers.c
_PENDING: Final = _h.state == "pending"
_IS_WITHIN: Final = sa.text(
    "EXISTS (SELECT 1 FROM unnest(subscriptions.agencies) AS top(code)"
    " WHERE feed.agency_code = top.code OR starts_with(feed.agency_code, top.code || '.'))"
)


# From the feed to subscriptions


def _fits() -> sa.ColumnElement[bool]:
    """Whether an event of the feed is for a subscription: `domain.filters.Filter.fits`, in SQL."""
    of = subscriptions.c
    return sa.and_(
        of.sandbox == feed.c.sandbox,
        _IS_WITHIN,
        (sa.func.cardinality(of.types) == 0) | (feed.c.type == sa.any_(of.types)),
        (sa.func.cardinality(of.procedures) == 0) | (feed.c.procedure_code == sa.any_(of.procedures)),
    )


def lock_spread(db: sa.Connection) -> int:
    """Up to which place events were spread; nobody spreads further until this transaction ends."""
    return int(db.execute(sa.select(spread_head.c.position).with_for_update()).scalar_one())


def spread(db: sa.Connection, now: dt.datetime) -> int:
    """Make handovers of events that were not spread yet, oldest first; gives how many events it went past."""
    done = lock_spread(db)
    upto = min(last_position(db), done + AT_A_TIME)
    if upto <= done:
        return 0
    _add(db, now, "event", sa.and_(feed.c.position > done, feed.c.position <= upto))
    db.execute(spread_head.update().values(position=upto))
    return upto - done


def _add(
    db: sa.Connection, now: dt.datetime, kind: str, which: sa.ColumnElement[bool], whose: str | None = None
) -> int:
    places = (feed.c.position > subscriptions.c.begins_after) if whose is None else (subscriptions.c.id == whose)
    moment = sa.literal(now, sa.TIMESTAMP(timezone=True))
    found = (
        sa.select(
            subscriptions.c.id,
            sa.literal(kind),
            feed.c.position,
            feed.c.event_id,
            feed.c.dossier_id,
            moment,
            feed.c.added_at if kind == "event" else moment,
        )
        .select_from(feed.join(subscriptions, _fits()))
        .where(which, places, subscriptions.c.state != "ended")
        .order_by(feed.c.position)
    )
    names = ["subscription_id", "kind", "position", "event_id", "line", "due_at", "created_at"]
    return db.execute(postgresql.insert(handovers).from_select(names, found).on_conflict_do_nothing()).rowcount


def place_before(db: sa.Connection, since: dt.datetime) -> int:
    """The last place of the feed that was taken before a time."""
    before = sa.select(sa.func.coalesce(sa.func.max(feed.c.position), 0)).where(feed.c.added_at < since)
    return int(db.execute(before).scalar_one())


def add_past(db: sa.Connection, subscription_id: str, after: int, now: dt.datetime, kind: str) -> int:
    """Hand over what a subscription's filter lets pass of places after one, as far as they were spread already.

    What waits for it already is not added a second time. The caller holds `lock_spread`.
    """
    done = lock_spread(db)
    waits = sa.exists(
        sa.select(1).where(_h.subscription_id == subscription_id, _PENDING, _h.event_id == feed.c.event_id)
    )
    return _add(db, now, kind, sa.and_(feed.c.position > after, feed.c.position <= done, ~waits), subscription_id)


def add_one(db: sa.Connection, values: Mapping[str, Any]) -> int:
    return int(db.execute(handovers.insert().values(**values).returning(_h.number)).scalar_one())


def drop_unfitting(db: sa.Connection, subscription_id: str, now: dt.datetime) -> int:
    """Drop what waits and is no longer wanted by its subscription's filter."""
    fitting = sa.exists(
        sa.select(1)
        .select_from(feed.join(subscriptions, _fits()))
        .where(feed.c.position == _h.position, subscriptions.c.id == subscription_id)
    )
    gone = handovers.update().where(
        _h.subscription_id == subscription_id, _PENDING, _h.kind.in_(("event", "again")), ~fitting
    )
    return db.execute(gone.values(state="dropped", ended_at=now)).rowcount


def drop_all(db: sa.Connection, subscription_id: str, now: dt.datetime, *, kind: str = "") -> int:
    """Drop what waits for a subscription; only of one kind if that is given."""
    chosen = handovers.update().where(_h.subscription_id == subscription_id, _PENDING)
    if kind:
        chosen = chosen.where(_h.kind == kind)
    return db.execute(chosen.values(state="dropped", ended_at=now)).rowcount


# Handing over


def ready(db: sa.Connection, now: dt.datetime) -> Sequence[Row]:
    """Subscriptions for which something is due now, and whose endpoint may be tried."""
    of = subscriptions.c
    due = sa.exists(sa.select(1).where(_h.subscription_id == of.id, _PENDING, _h.due_at <= now))
    may_be_tried = of.probe_at.is_(None) | (of.probe_at <= now)
    chosen = sa.select(subscriptions).where(of.state.in_(("active", "unverified")), may_be_tried, due)
    return db.execute(chosen.order_by(sa.func.random())).all()


def claim(db: sa.Connection, subscription: Row, now: dt.datetime, lease: dt.timedelta, limit: int) -> list[Row]:
    """Take what is due for a webhook: of each dossier the oldest only, for as long as it waits its successors do.

    While an endpoint is down what was tried least goes first, so that one bad event does not stand for all.
    """
    older = handovers.alias("older")
    has_older = sa.exists(
        sa.select(1).where(
            older.c.subscription_id == _h.subscription_id,
            older.c.line == _h.line,
            older.c.state == "pending",
            sa.tuple_(older.c.position, older.c.number) < sa.tuple_(_h.position, _h.number),
        )
    )
    chosen = sa.select(_h.number).where(_h.subscription_id == subscription.id, _PENDING, _h.due_at <= now, ~has_older)
    if subscription.state != "active":
        chosen = chosen.where(_h.kind == "challenge")
    first = (_h.attempts, _h.position, _h.number) if subscription.failures else (_h.position, _h.number)
    return _take(db, chosen.order_by(*first).limit(limit), now + lease)


def claim_in_order(
    db: sa.Connection, subscription_id: str, now: dt.datetime, lease: dt.timedelta, limit: int
) -> list[Row]:
    """Take what is due for a queue, in the order of the feed; nothing while something older is not due yet."""
    older = handovers.alias("older")
    waits = sa.exists(
        sa.select(1).where(
            older.c.subscription_id == _h.subscription_id,
            older.c.state == "pending",
            older.c.due_at > now,
            sa.tuple_(older.c.position, older.c.number) < sa.tuple_(_h.position, _h.number),
        )
    )
    chosen = sa.select(_h.number).where(_h.subscription_id == subscription_id, _PENDING, _h.due_at <= now, ~waits)
    return _take(db, chosen.order_by(_h.position, _h.number).limit(limit), now + lease)


def _take(db: sa.Connection, chosen: sa.Select[Any], until: dt.datetime) -> list[Row]:
    picked = chosen.with_for_update(skip_locked=True).cte("picked")
    taken = (
        handovers.update()
        .where(_h.number.in_(sa.select(picked.c.number)))
        .values(attempts=_h.attempts + 1, due_at=until)
        .returning(handovers)
        .cte("taken")
    )
    body = sa.func.coalesce(taken.c.body, feed.c.body).label("text")
    whole = sa.select(taken, body, feed.c.type).select_from(taken.outerjoin(feed, feed.c.position == taken.c.position))
    return list(db.execute(whole.order_by(taken.c.position, taken.c.number)).all())


def settle(db: sa.Connection, number: int, attempt: int, values: Mapping[str, Any]) -> bool:
    """Record what an attempt led to; False if another process took it over meanwhile, or it is no longer wanted."""
    ours = handovers.update().where(_h.number == number, _PENDING, _h.attempts == attempt)
    return db.execute(ours.values(**values)).rowcount == 1


def settle_many(db: sa.Connection, numbers: Sequence[int], values: Mapping[str, Any]) -> None:
    db.execute(handovers.update().where(_h.number.in_(numbers), _PENDING).values(**values))


def log_attempts(db: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    insert = postgresql.insert(handover_attempts).on_conflict_do_nothing()
    db.execute(insert, [dict(row) for row in rows])


def all_due(db: sa.Connection, subscription_id: str, now: dt.datetime, *, but: int = 0) -> None:
    """Have everything that waits be due now: its endpoint has come back."""
    waiting = handovers.update().where(_h.subscription_id == subscription_id, _PENDING, _h.due_at > now)
    db.execute(waiting.where(_h.number != but).values(due_at=now))


# The log


def log_page(
    db: sa.Connection, subscription_id: str, before: int | None, state: str | None, limit: int
) -> Sequence[Row]:
    """Entries of the log with what the feed says of them, newest first."""
    chosen = (
        sa.select(handovers, sa.func.coalesce(_h.body, feed.c.body).label("text"))
        .select_from(handovers.outerjoin(feed, feed.c.position == _h.position))
        .where(_h.subscription_id == subscription_id)
    )
    if before is not None:
        chosen = chosen.where(_h.number < before)
    if state is not None:
        chosen = chosen.where(_h.state == state)
    return db.execute(chosen.order_by(_h.number.desc()).limit(limit)).all()


def attempts_of(db: sa.Connection, numbers: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    of = handover_attempts.c
    for row in db.execute(sa.select(handover_attempts).where(of.number.in_(numbers)).order_by(of.number, of.attempt)):
        found.setdefault(row.number, []).append(row)
    return found


def one(db: sa.Connection, subscription_id: str, number: int) -> Row | None:
    return db.execute(sa.select(handovers).where(_h.subscription_id == subscription_id, _h.number == number)).first()


def forget_before(db: sa.Connection, time: dt.datetime, limit: int = 1000) -> int:
    """Take old entries out of the log; what still waits stays, however old."""
    old = sa.select(_h.number).where(_h.ended_at < time).limit(limit)
    return db.execute(handovers.delete().where(_h.number.in_(old))).rowcount


# Figures


def fold_figures(db: sa.Connection, day: dt.date, begin: dt.datetime, end: dt.datetime, in_time: int) -> None:
    """Make the figures of one day anew from what was due on it."""
    of = handover_figures.c
    taken = sa.func.count().filter(_h.state == "delivered")
    prompt = sa.func.count().filter(
        _h.state == "delivered", _h.ended_at - _h.created_at <= dt.timedelta(seconds=in_time)
    )
    counted = (
        sa.select(sa.literal(day), subscriptions.c.way, sa.func.count(), taken, prompt)
        .select_from(handovers.join(subscriptions, subscriptions.c.id == _h.subscription_id))
        .where(_h.kind == "event", _h.state != "dropped", _h.created_at >= begin, _h.created_at < end)
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
