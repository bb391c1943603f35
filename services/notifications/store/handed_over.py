"""Queries and writes of what is handed over to subscriptions; each runs in the transaction it is given."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, ask, bound, later
from services.notifications.tables import (
    feed,
    handover_attempts,
    handovers,
    subscriptions,
)

Row = sa.Row[Any]

_h = handovers.c
_PENDING: Final = _h.state == "pending"


# From the feed to subscriptions


def _fits(events: Any) -> sa.ColumnElement[bool]:
    """Whether an event of the feed is for a subscription: `domain.filters.Filter.fits`, in SQL."""
    of = subscriptions.c
    top = sa.func.unnest(of.agencies).column_valued("top")
    is_under = sa.func.starts_with(events.c.agency_code, sa.type_coerce(top, sa.Text).concat("."))
    within = sa.exists(sa.select(top).where((events.c.agency_code == top) | is_under).correlate(subscriptions, events))
    return sa.and_(
        of.sandbox == events.c.sandbox,
        within,
        (sa.func.cardinality(of.types) == 0) | (events.c.type == sa.any_(of.types)),
        (sa.func.cardinality(of.procedures) == 0) | (events.c.procedure_code == sa.any_(of.procedures)),
    )


_NAMES: Final = ["subscription_id", "kind", "position", "event_id", "line", "due_at", "created_at"]


def _appending() -> sa.Insert:
    """One statement that adds an event to the feed and makes its handovers."""
    values = bound(feed, *(column.name for column in feed.columns))
    event = feed.insert().values(values).returning(*feed.columns).cte("event")
    of = event.c
    found = (
        sa.select(
            subscriptions.c.id, sa.literal("event"), of.position, of.event_id, of.dossier_id, of.added_at, of.added_at
        )
        .select_from(event.join(subscriptions, _fits(event)))
        .where(of.position > subscriptions.c.begins_after, subscriptions.c.state != "ended")
    )
    return postgresql.insert(handovers).from_select(_NAMES, found).on_conflict_do_nothing()


_APPEND: Final = Prepared(_appending())


def append(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Add an event to the feed and make its handovers to whom it is for. The caller holds its place."""
    later(db, _APPEND, values)


def place_before(db: sa.Connection, since: dt.datetime) -> int:
    """The last place of the feed that was taken before a time."""
    before = sa.select(sa.func.coalesce(sa.func.max(feed.c.position), 0)).where(feed.c.added_at < since)
    return int(db.execute(before).scalar_one())


def add_past(db: sa.Connection, subscription_id: str, after: int, now: dt.datetime, kind: str) -> int:
    """Hand over what a subscription's filter lets pass of places after one; how many that are.

    What waits for it already is not added a second time. The caller holds the head of the feed.
    """
    waits = sa.exists(
        sa.select(1).where(_h.subscription_id == subscription_id, _PENDING, _h.event_id == feed.c.event_id)
    )
    moment = sa.literal(now, sa.TIMESTAMP(timezone=True))
    found = (
        sa.select(
            subscriptions.c.id,
            sa.literal(kind),
            feed.c.position,
            feed.c.event_id,
            feed.c.dossier_id,
            moment,
            moment,
        )
        .select_from(feed.join(subscriptions, _fits(feed)))
        .where(feed.c.position > after, ~waits, subscriptions.c.id == subscription_id, subscriptions.c.state != "ended")
        .order_by(feed.c.position)
    )
    return db.execute(postgresql.insert(handovers).from_select(_NAMES, found).on_conflict_do_nothing()).rowcount


def add_one(db: sa.Connection, values: Mapping[str, Any]) -> int:
    return int(db.execute(handovers.insert().values(**values).returning(_h.number)).scalar_one())


def drop_unfitting(db: sa.Connection, subscription_id: str, now: dt.datetime) -> int:
    """Drop what waits and is no longer wanted by its subscription's filter."""
    fitting = sa.exists(
        sa.select(1)
        .select_from(feed.join(subscriptions, _fits(feed)))
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


def _being_ready() -> sa.Select[Any]:
    of, now = subscriptions.c, sa.bindparam("now", type_=_h.due_at.type)
    goes = (of.state == "active") | (_h.kind == "challenge")
    due = sa.exists(sa.select(1).where(_h.subscription_id == of.id, _PENDING, _h.due_at <= now, goes))
    may_be_tried = of.probe_at.is_(None) | (of.probe_at <= now)
    chosen = sa.select(subscriptions).where((of.state == "active") | (of.state == "unverified"), may_be_tried, due)
    return chosen.order_by(sa.func.random())


def _taking(chosen: sa.Select[Any]) -> sa.Select[Any]:
    """Take the rows that are chosen, of one subscription, as many as asked for, until their lease runs out."""
    ours = (_h.subscription_id == sa.bindparam("subscription"), _PENDING, _h.due_at <= sa.bindparam("now"))
    picked = chosen.where(*ours).limit(sa.bindparam("most")).with_for_update(skip_locked=True).cte("picked")
    taken = (
        handovers.update()
        .where(_h.number.in_(sa.select(picked.c.number)))
        .values(attempts=_h.attempts + 1, due_at=sa.bindparam("until", type_=_h.due_at.type))
        .returning(handovers)
        .cte("taken")
    )
    body = sa.func.coalesce(taken.c.body, feed.c.body).label("text")
    whole = sa.select(taken, body, feed.c.type).select_from(taken.outerjoin(feed, feed.c.position == taken.c.position))
    return whole.order_by(taken.c.position, taken.c.number)


def _older(*what: Any) -> sa.ColumnElement[bool]:
    older = handovers.alias("older")
    same = [getattr(older.c, name) == getattr(_h, name) for name in ("subscription_id", *what)]
    before = sa.tuple_(older.c.position, older.c.number) < sa.tuple_(_h.position, _h.number)
    later = [] if what else [older.c.due_at > sa.bindparam("now")]
    return sa.exists(sa.select(1).where(*same, older.c.state == "pending", before, *later))


_PLACE: Final = (_h.position, _h.number)
_FIRST_OF_LINES: Final = sa.select(_h.number).where(~_older("line"))
_READY: Final = Prepared(_being_ready())
_WELL: Final = _taking(_FIRST_OF_LINES.order_by(*_PLACE))
_ILL: Final = _taking(_FIRST_OF_LINES.order_by(_h.attempts, *_PLACE))
_CHALLENGE: Final = _taking(_FIRST_OF_LINES.where(_h.kind == "challenge").order_by(*_PLACE))
_IN_ORDER: Final = _taking(sa.select(_h.number).where(~_older()).order_by(*_PLACE))


def ready(db: sa.Connection, now: dt.datetime) -> Sequence[Row]:
    """Subscriptions for which something is due now, and whose endpoint may be tried."""
    return ask(db, _READY, {"now": now}).all()


def claim(db: sa.Connection, subscription: Row, now: dt.datetime, lease: dt.timedelta, limit: int) -> list[Row]:
    """Take what is due for a webhook: of each dossier the oldest only, for as long as it waits its successors do.

    While an endpoint is down what was tried least goes first, so that one bad event does not stand for all.
    """
    chosen = _CHALLENGE if subscription.state != "active" else _ILL if subscription.failures else _WELL
    return _take(db, chosen, subscription.id, now, lease, limit)


def claim_in_order(
    db: sa.Connection, subscription_id: str, now: dt.datetime, lease: dt.timedelta, limit: int
) -> list[Row]:
    """Take what is due for a queue, in the order of the feed; nothing while something older is not due yet."""
    return _take(db, _IN_ORDER, subscription_id, now, lease, limit)


def _take(
    db: sa.Connection, chosen: sa.Select[Any], of: str, now: dt.datetime, lease: dt.timedelta, limit: int
) -> list[Row]:
    return list(db.execute(chosen, {"subscription": of, "now": now, "until": now + lease, "most": limit}).all())


_SETTLE_TAKEN: Final = sa.text("""
    WITH told AS (
        SELECT * FROM jsonb_to_recordset(CAST(:told AS jsonb))
            AS told(number bigint, attempt int, status int, detail text, milliseconds int)
    ), logged AS (
        INSERT INTO handover_attempts (number, attempt, at, status, detail, milliseconds)
        SELECT number, attempt, :now, status, detail, milliseconds FROM told
        ON CONFLICT DO NOTHING
    )
    UPDATE handovers SET state = 'delivered', ended_at = :now FROM told
    WHERE handovers.number = told.number AND handovers.attempts = told.attempt AND handovers.state = 'pending'
    RETURNING handovers.number
""")


def settle_taken(db: sa.Connection, told: Sequence[Mapping[str, Any]], now: dt.datetime) -> set[int]:
    """Record attempts that were taken; which of them no other process took over, and were still wanted."""
    return set(db.scalars(_SETTLE_TAKEN, {"told": json.dumps(list(told)), "now": now}))


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
