"""The connection to a service's PostgreSQL: a small pool, every wait bounded, every failure named.

psycopg2 is used because it waits cooperatively under eventlet; psycopg 3 blocks every green thread (ADR 0008).
Guarantees: no statement runs longer than ``STATEMENT_TIMEOUT``, no lock is waited for longer than ``LOCK_TIMEOUT``, a
transaction that its process forgot is ended by the server; a connection the server closed is noticed before it is used.
"""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg2.extensions
import sqlalchemy as sa
from eventlet import hubs, patcher
from sqlalchemy import exc

from chassis import statements
from chassis.errors import SERVICE_AWAY, STILL_RUNNING, PortalError
from chassis.wire_json import decode, encode_text

STATEMENT_TIMEOUT: Final = 3_000
"""Milliseconds; below the deadline of a call (5 s), so that the caller hears an answer."""
LOCK_TIMEOUT: Final = 2_000
IDLE_IN_TRANSACTION_TIMEOUT: Final = 15_000
CONNECT_TIMEOUT: Final = 3
POOL_WAIT: Final = 3.0
LOOK_AGAIN: Final = 1.0
"""Seconds; see `_wait_cooperatively`."""

_select: Any = patcher.original("select")
_CONNECTING = 20
"""psycopg2's CONN_STATUS_CONNECTING, which it does not export."""
_IDLE = psycopg2.extensions.TRANSACTION_STATUS_IDLE
_QUERY_CANCELED = "57014"
_LOCK_NOT_AVAILABLE = "55P03"
_DEADLOCK = "40P01"
_SERIALIZATION = "40001"


class _LookAgain(Exception):
    """Raised into a wait that has lasted for `LOOK_AGAIN`."""


def _wait_cooperatively(connection: Any) -> None:
    """psycopg2's wait, on eventlet's hub: as eventlet's own, but safe when the socket's number was another's before.

    libpq opens its sockets unseen by eventlet, so a green thread that still waits for a socket closed under it would
    be woken for ours, or we be refused ("second simultaneous read"). The hub can also miss to register a number that
    was used before (it ignores EEXIST); so nobody waits for longer than `LOOK_AGAIN` without asking libpq again.

    A wait that is broken off while it connects closes the connection: the traceback of a green thread that was killed
    would keep it, and the server waits a minute for its password and holds up who drops a database meanwhile.
    """
    try:
        _wait(connection)
    except BaseException:
        if connection.status == _CONNECTING:
            connection.close()
        raise


def _wait(connection: Any) -> None:
    while True:
        state = connection.poll()
        if state == psycopg2.extensions.POLL_OK:
            return
        if connection.status == _CONNECTING:
            hubs.notify_opened(connection.fileno())
        reading = state == psycopg2.extensions.POLL_READ
        with contextlib.suppress(_LookAgain):
            hubs.trampoline(
                connection.fileno(), read=reading, write=not reading, timeout=LOOK_AGAIN, timeout_exc=_LookAgain
            )


if patcher.is_monkey_patched("psycopg"):
    psycopg2.extensions.set_wait_callback(_wait_cooperatively)


def driver_url(url: str) -> str:
    """The URL with the driver named: SQLAlchemy 2.1 takes a bare ``postgresql://`` for psycopg 3."""
    for bare in ("postgresql://", "postgres://"):
        if url.startswith(bare):
            return "postgresql+psycopg2://" + url[len(bare) :]
    return url


def make_engine(url: str, *, name: str, pool_size: int) -> sa.Engine:
    """An engine with a fixed pool of ``pool_size`` connections, announced to the server as ``name``."""
    options = " ".join(
        f"-c {key}={value}"
        for key, value in {
            "statement_timeout": STATEMENT_TIMEOUT,
            "lock_timeout": LOCK_TIMEOUT,
            "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT,
            "timezone": "UTC",
            # What is prepared here is planned once, for all values (ADR 54).
            "plan_cache_mode": "force_generic_plan",
        }.items()
    )
    engine = sa.create_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT,
        pool_use_lifo=True,
        json_serializer=encode_text,
        json_deserializer=decode,
        hide_parameters=True,  # they hold personal data, and errors reach the log
        connect_args={
            "options": options,
            "connect_timeout": CONNECT_TIMEOUT,
            "application_name": name,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
    sa.event.listen(engine, "checkout", _refuse_broken)
    sa.event.listen(engine, "handle_error", _close_what_forgot)
    statements.listen(engine)
    return engine


def _close_what_forgot(context: sa.engine.ExceptionContext) -> None:
    """Have the pool begin anew where prepared statements are gone or older than their tables."""
    if statements.is_gone(context.original_exception):
        context.is_disconnect = True


def _refuse_broken(connection: Any, _record: object, _proxy: object) -> None:
    """Have the pool replace a connection on which something came that nobody asked for: its end, nearly always.

    A look at the socket takes microseconds; asking the server ("ping") was one more round trip for every transaction.
    """
    if connection.closed or _has_something_to_say(connection.fileno()):
        raise exc.DisconnectionError("the server closed this connection")


def _has_something_to_say(number: int) -> bool:
    poll = _select.poll()
    poll.register(number, _select.POLLIN)
    return bool(poll.poll(0))


@contextmanager
def statement_by_statement(connection: sa.Connection) -> Iterator[None]:
    """Have each statement of a fresh connection be a transaction of its own.

    As SQLAlchemy's isolation level ``AUTOCOMMIT``, without what that costs: it leaves an isolation level set, so that
    psycopg2 sends two ``SET`` for each change to and fro.
    """
    driver: Any = connection.connection.driver_connection
    driver.isolation_level = driver.readonly = None
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed and driver.info.transaction_status != _IDLE:
            _roll_back(driver)
        if not driver.closed:
            driver.autocommit = False


def _roll_back(driver: Any) -> None:
    """End a transaction that was begun in so many words, of which the driver does not know."""
    try:
        with driver.cursor() as cursor:
            cursor.execute("ROLLBACK")
    except psycopg2.Error:
        driver.close()


def is_outage(error: BaseException) -> bool:
    """Whether an error says that the database is away, rather than that what was asked of it is wrong."""
    if isinstance(error, exc.TimeoutError):
        return True
    if isinstance(error, exc.DBAPIError):
        code = getattr(error.orig, "pgcode", None)
        if error.connection_invalidated or (
            code is None and isinstance(error, exc.OperationalError | exc.InterfaceError)
        ):
            return True
        # 57P0x: the server shuts down, crashed or is starting up; 53xxx: it has no connection or space left
        return bool(code) and str(code).startswith(("57P0", "53", "08"))
    return False


def as_portal_error(error: exc.SQLAlchemyError) -> PortalError | None:
    """What to tell the caller of a failure of the database, or None where it is a defect of ours."""
    if is_outage(error):
        return SERVICE_AWAY(retry_after=2)
    code = getattr(getattr(error, "orig", None), "pgcode", None)
    if code == _LOCK_NOT_AVAILABLE:
        return STILL_RUNNING(retry_after=1)
    if code in (_QUERY_CANCELED, _DEADLOCK, _SERIALIZATION):
        return SERVICE_AWAY(retry_after=1)
    return None


@contextmanager
def failures_named() -> Iterator[None]:
    """Turn failures of the database into the typed errors that cross services."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        named = as_portal_error(error)
        if named is None:
            raise
        raise named from error
