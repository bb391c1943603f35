"""What tests of services stand on: a migrated database of their own, and calls made by hand.

Nothing here is used by a running service.
"""

import base64
import datetime as dt
import functools
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from chassis import keys, spare_databases, tables
from chassis.callers import ANONYMOUS, Caller, system
from chassis.contracts import Call, EventType, Method
from chassis.database import make_engine
from chassis.envelopes import Event
from chassis.ids import new_id
from chassis.records import load
from chassis.sealing import REPLIES, Sealer
from chassis.storage import Storage, utc_now

Req = TypeVar("Req")
Pay = TypeVar("Pay")


def drop_templates() -> None:
    """Drop what databases were copied from, and those that are spare; for the end of a test session."""
    spare_databases.drop_all()


@contextmanager
def fresh_database(service: str) -> Iterator[str]:
    """The URL of a migrated, empty database of the service that nobody else uses; dropped at the end."""
    name = spare_databases.make(service)
    try:
        yield spare_databases.url_of(name)
    finally:
        spare_databases.drop(name)


@functools.cache
def reply_sealer() -> Sealer:
    """What storages of tests seal their replies with: keys of this process alone."""
    with tempfile.TemporaryDirectory() as place:
        keys.generate(Path(place))
        sealer = Sealer(Path(place))
        sealer.know(REPLIES)
    return sealer


@contextmanager
def fresh_storage(
    service: str, clock: Callable[[], dt.datetime] = utc_now, fill: spare_databases.Fill | None = None
) -> Iterator[Storage]:
    """Units of work on a database as from `fresh_database`; ``clock`` gives the time of each.

    The database may have been another test's, and is again as it was made (`spare_databases`). What ``fill`` puts into
    the database whose URL it gets is there; it is done once for all who name the same function.
    """
    name = spare_databases.borrow(service, fill)
    with storage_on(spare_databases.url_of(name), clock) as storage:
        try:
            yield storage
        finally:
            spare_databases.give_back(service, name, storage.engine, fill)


@contextmanager
def storage_on(url: str, clock: Callable[[], dt.datetime] = utc_now) -> Iterator[Storage]:
    """Units of work on a database that is there."""
    engine = make_engine(url, name="test", pool_size=5)
    _share_compiled(engine)
    try:
        yield Storage(engine, clock, reply_sealer())
    finally:
        engine.dispose()


_dialect: list[sa.Dialect] = []
_compiled: dict[Any, Any] = {}


def _share_compiled(engine: sa.Engine) -> None:
    """Have the engine use what others of this process have put together, as a service does whose engine lives long.

    Half of a test's time went into compiling the same statements anew. An engine compiles with its dialect and keeps
    what it compiled under that, so both are shared, and nothing else: pools, connections, listeners and what is
    prepared on a connection are each engine's own. That is safe as a dialect holds no more than the arguments of
    `make_engine`, the same for all, and what the server said of itself at the first connection: there is one server.
    """
    if not _dialect:
        engine.connect().close()
        _dialect.append(engine.dialect)
    engine.dialect = _dialect[0]
    engine.update_execution_options(compiled_cache=_compiled)


def call_of(
    method: Method[Req, Any], request: Req, *, caller: Caller = ANONYMOUS, key: str | None = None, trace: str = ""
) -> Call[Req]:
    """A call as a service would get it; a command gets a key of its own unless one is given."""
    if key is None:
        key = new_id() if method.takes_key else ""
    return Call(method=method, request=request, caller=caller, deadline=time.time() + 30, key=key, trace=trace)


def event_of(event_type: EventType[Pay], aggregate_id: str, payload: Pay, *, version: int = 1) -> Event[Pay]:
    """An event as a subscriber would get it."""
    return Event(
        id=new_id(),
        type=event_type,
        aggregate_id=aggregate_id,
        version=version,
        time=utc_now(),
        actor="test",
        trace="",
        payload=payload,
        late=False,
    )


def emitted(storage: Storage, event_type: EventType[Pay]) -> list[Pay]:
    """The payloads of the events of one type in the outbox, oldest first; each is checked against its record."""
    with storage.read() as db:
        rows = db.execute(
            sa.select(tables.outbox).where(tables.outbox.c.type == event_type.name).order_by(tables.outbox.c.seq)
        )
        return [load(event_type.payload, row.payload) for row in rows]


def park_dead(storage: Storage, source: str, aggregate: str, aggregate_id: str) -> None:
    """Put a dead letter of a thing among what a service has parked, as if its event had failed too often."""
    dead = {
        "event_id": new_id(),
        "source": source,
        "aggregate": aggregate,
        "aggregate_id": aggregate_id,
        "version": 1,
        "type": f"{aggregate}_changed",
        "body": b"{}",
        "state": "dead",
        "reason": "failed",
    }
    with storage.work(system("tests")) as work:
        work.db.execute(tables.inbox_parked.insert().values(**dead))


def spellings(value: str) -> dict[str, str]:
    """The ways in which a text would stand in a database without having been sealed, by name; in small letters.

    Base64 of a longer text that holds the value spells it in one of three ways, by where it begins.
    """
    raw = value.encode()
    found = {"plain": value, "escaped": json.dumps(value)[1:-1], "hex": raw.hex()}
    for before in range(3):
        # Characters at both ends also depend on the neighbours; what is between them on the value alone.
        coded = base64.b64encode(bytes(before) + raw + bytes(-(before + len(raw)) % 3)).decode()
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        found[f"base64-{before}"] = coded[first:last]
        found[f"base64url-{before}"] = coded[first:last].replace("+", "-").replace("/", "_")
    return {name: text.lower() for name, text in found.items()}


def in_the_clear(engine: sa.Engine, values: Iterable[str]) -> list[str]:
    """Where any of these texts stands in any column of any table of a database: ``table.column: text (spelling)``."""
    looked_for = [(value, name, text) for value in values for name, text in spellings(value).items()]
    found = set()
    with engine.connect() as db:
        for table in sa.inspect(db).get_table_names():
            whole = sa.select(sa.func.to_jsonb(sa.text("t"))).select_from(sa.table(table).alias("t"))
            for row in db.execute(whole).scalars():
                for column, content in row.items():
                    text = (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).lower()
                    found |= {f"{table}.{column}: {value} ({name})" for value, name, s in looked_for if s in text}
    return sorted(found)


def wait_until(condition: Callable[[], Any], within: float = 10.0, what: str = "the condition") -> Any:
    """Ask again until the condition holds, and give what it gave; fail after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {within} s")
        time.sleep(0.02)
