"""What tests of services stand on: a migrated database of their own, and calls made by hand.

Nothing here is used by a running service.
"""

import base64
import datetime as dt
import functools
import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis import keys, migrations, tables
from chassis.callers import ANONYMOUS, Caller
from chassis.contracts import Call, EventType, Method
from chassis.database import driver_url, make_engine
from chassis.envelopes import Event
from chassis.ids import new_id
from chassis.records import load
from chassis.sealing import REPLIES, Sealer
from chassis.storage import Storage, utc_now

Req = TypeVar("Req")
Pay = TypeVar("Pay")

_templates: dict[str, str] = {}


def server_url() -> str:
    """The superuser URL of the PostgreSQL that tests may make databases in."""
    url = os.environ.get("MOTCUA_TEST_DATABASE_URL", "")
    if not url:
        raise RuntimeError("MOTCUA_TEST_DATABASE_URL is not set; run the tests by ./motcua test, which starts a server")
    return driver_url(url)


def _administer(*statements: str) -> None:
    engine = sa.create_engine(server_url(), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def _url_of(database: str) -> str:
    return sa.make_url(server_url()).set(database=database).render_as_string(hide_password=False)


def _template(service: str) -> str:
    """A migrated, empty database of the service, made once for each process."""
    if service not in _templates:
        name = f"template_{service}_{uuid.uuid4().hex[:12]}"
        _administer(f'CREATE DATABASE "{name}"')
        engine = sa.create_engine(_url_of(name), poolclass=NullPool)
        with engine.begin() as connection:
            for extension in ("unaccent", "pg_trgm"):
                connection.execute(sa.text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
        migrations.upgrade(service, engine)
        engine.dispose()
        _templates[service] = name
    return _templates[service]


def drop_templates() -> None:
    """Drop what `fresh_database` made copies of; for the end of a test session."""
    while _templates:
        _, name = _templates.popitem()
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def fresh_database(service: str) -> Iterator[str]:
    """The URL of a migrated, empty database of the service that nobody else uses; dropped at the end."""
    name = f"test_{service}_{uuid.uuid4().hex[:12]}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{_template(service)}"')
    try:
        yield _url_of(name)
    finally:
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@functools.cache
def reply_sealer() -> Sealer:
    """What storages of tests seal their replies with: keys of this process alone."""
    with tempfile.TemporaryDirectory() as place:
        keys.generate(Path(place))
        sealer = Sealer(Path(place))
        sealer.know(REPLIES)
    return sealer


@contextmanager
def fresh_storage(service: str, clock: Callable[[], dt.datetime] = utc_now) -> Iterator[Storage]:
    """Units of work on a fresh database; ``clock`` gives the time of each."""
    with fresh_database(service) as url:
        engine = make_engine(url, name=f"test-{service}", pool_size=5)
        try:
            yield Storage(engine, clock, reply_sealer())
        finally:
            engine.dispose()


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
