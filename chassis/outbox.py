"""The outbox: events are rows of the transaction they tell of, until the relay has published them.

Guarantees: an event exists if and only if its change was committed; the versions of an aggregate are 1, 2, 3… in the
order of the commits, without a gap (the row of `event_stream` is locked until then).
"""

import datetime as dt
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.contracts import EventType
from chassis.ids import new_id
from chassis.statements import Prepared, ask, changed, later
from chassis.tables import event_stream, outbox

CHANNEL: Final = "outbox"
"""The PostgreSQL notification channel that wakes the leader."""
EVENTS: Final = "events"
"""What it is told when there is something to publish; anything else concerns timers alone."""


def append(
    db: sa.Connection,
    event_type: EventType[Any],
    aggregate_id: str,
    payload: dict[str, Any],
    actor: str,
    trace: str,
    now: dt.datetime,
) -> None:
    """Write one event into the transaction of ``db``, as the next version of its aggregate."""
    event = {
        "id": new_id(),
        "aggregate": event_type.aggregate,
        "aggregate_id": aggregate_id,
        "type": event_type.name,
        "payload": payload,
        "actor": actor,
        "trace": trace,
        "created_at": now,
    }
    later(db, _append, {f"event_{name}": value for name, value in event.items()})


def _appending() -> sa.Insert:
    """The next version of a stream and the event that has it, put together once.

    One statement for both: a round trip less while the stream's row is locked.
    """
    given: dict[str, Any] = {
        name: sa.bindparam(f"event_{name}", type_=outbox.c[name].type)
        for name in ("id", "aggregate", "aggregate_id", "type", "payload", "actor", "trace", "created_at")
    }
    first = insert(event_stream).values(aggregate=given["aggregate"], aggregate_id=given["aggregate_id"], version=1)
    numbered = (
        first.on_conflict_do_update(
            index_elements=["aggregate", "aggregate_id"], set_={"version": event_stream.c.version + 1}
        )
        .returning(event_stream.c.version)
        .cte("numbered")
    )
    values = [*(value.label(name) for name, value in given.items()), numbered.c.version]
    return outbox.insert().from_select([*given, "version"], sa.select(*values))


_append: Final = Prepared(_appending())


_WAKE: Final = Prepared(sa.select(sa.func.pg_notify(CHANNEL, sa.bindparam("what", type_=sa.Text))))


def wake(db: sa.Connection, *, events: bool) -> None:
    """Tell the leader, at the commit of this transaction, that there is something to do; and whether to publish."""
    later(db, _WAKE, {"what": EVENTS if events else ""})


def envelope(row: sa.Row[Any], source: str) -> dict[str, Any]:
    """An outbox row as it is published: the event's own facts around its payload."""
    return {
        "id": row.id,
        "type": row.type,
        "source": source,
        "aggregate": row.aggregate,
        "aggregate_id": row.aggregate_id,
        "version": row.version,
        "time": row.created_at.astimezone(dt.UTC).isoformat(),
        "actor": row.actor,
        "trace": row.trace,
        "payload": row.payload,
    }


def unpublished(db: sa.Connection, limit: int) -> list[sa.Row[Any]]:
    """The oldest events that are not known to be published."""
    return list(ask(db, _UNPUBLISHED, {"most": limit}))


def mark_published(db: sa.Connection, seqs: list[int]) -> None:
    """The broker has these on disk in a queue; they are not published again."""
    changed(db, _MARK, {"these": seqs})


_MOST: Final = sa.bindparam("most", type_=sa.BigInteger)
_UNPUBLISHED: Final = Prepared(
    sa.select(outbox).where(outbox.c.published_at.is_(None)).order_by(outbox.c.seq).limit(_MOST)
)
_THESE: Final = sa.bindparam("these", type_=sa.ARRAY(sa.BigInteger))
_MARK: Final = Prepared(outbox.update().where(outbox.c.seq == sa.func.any(_THESE)).values(published_at=sa.func.now()))


def backlog(db: sa.Connection) -> tuple[int, float]:
    """How many events wait to be published, and for how many seconds the oldest has."""
    age = sa.func.coalesce(sa.func.extract("epoch", sa.func.now() - sa.func.min(outbox.c.created_at)), 0)
    count, oldest = db.execute(
        sa.select(sa.func.count(), age).select_from(outbox).where(outbox.c.published_at.is_(None))
    ).one()
    return int(count), float(oldest)
