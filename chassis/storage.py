"""The unit of work: one transaction that holds a change, its events and the answer to the call that asked for it.

Guarantees:

- What `Storage.command` yields is one transaction. Its effects, the outbox rows of `Work.emit` and the reply recorded
  by `Work.done` are committed together or not at all.
- A command that was carried out before, by the same caller with the same key, is not carried out again: its body is not
  entered, and the first reply is given. The same key with other content is refused (`KEY_REUSED`). A repeat that comes
  while the first still runs waits for it, at most as long as a lock may be waited for, then hears `STILL_RUNNING`.
  What is kept for that is sealed (`chassis.replies`).
- A process killed before the commit leaves nothing behind; one killed after it leaves all, events included: the relay
  of any instance publishes them.
- No connection is held outside the ``with`` blocks.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from chassis import failpoints, outbox, replies, statements, tables
from chassis.callers import Caller
from chassis.contracts import Call, EventType
from chassis.database import failures_named, statement_by_statement
from chassis.errors import KEY_MISSING, KEY_REUSED, STILL_RUNNING
from chassis.records import dump, load
from chassis.sealing import Sealer

Rep = TypeVar("Rep")
Pay = TypeVar("Pay")


def utc_now() -> dt.datetime:
    """The time of the wall clock, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


class AlreadyDone(Exception, Generic[Rep]):
    """Ends a handler whose command was carried out before; the RPC entry point answers with ``reply``."""

    def __init__(self, reply: Rep) -> None:
        super().__init__("the command was carried out before")
        self.reply = reply


class Work:
    """A transaction under way: the connection, the one time that holds for all of it, and who acts."""

    def __init__(self, db: sa.Connection, now: dt.datetime, caller: Caller, trace: str) -> None:
        self.db = db
        self.now = now
        self.caller = caller
        self.trace = trace
        self.reply: object = None
        self.has_events = False
        self.wakes = False
        self._last: list[Callable[[], object]] = []

    def at_the_end(self, step: Callable[[], object]) -> None:
        """Have a step run in this transaction just before its commit, after everything else: for locks that must be
        held for a moment only, and never while another lock is waited for."""
        self._last.append(step)

    def finish(self) -> None:
        """Run the last steps; for `Storage` alone."""
        while self._last:
            self._last.pop(0)()

    def emit(self, event_type: EventType[Pay], aggregate_id: str, payload: Pay) -> None:
        """Record that something happened; published after the commit, at least once, in order of the aggregate."""
        if not isinstance(payload, event_type.payload):
            raise TypeError(f"{event_type.address} carries {event_type.payload.__name__}, not {type(payload).__name__}")
        outbox.append(self.db, event_type, aggregate_id, dump(payload), self.caller.id, self.trace, self.now)
        self.has_events = True

    def not_before(self, moment: dt.datetime) -> None:
        """Let this be no earlier than what is known to have happened: clocks of two machines differ, and who began
        first may have waited for who began later. For when a row is locked, before a time is taken or compared."""
        self.now = max(self.now, moment)

    def wake(self) -> None:
        """Have the leader's timers that are ``woken`` run at once when this is committed."""
        self.wakes = True

    def done(self, reply: Rep) -> Rep:
        """Record the reply of a command; the same object is given back, to be returned."""
        self.reply = reply
        return reply


class Storage:
    """The units of work of one service's database. The sealer is for replies: without one no command can be kept."""

    def __init__(
        self, engine: sa.Engine, clock: Callable[[], dt.datetime] = utc_now, sealer: Sealer | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._sealer = sealer

    @property
    def engine(self) -> sa.Engine:
        return self._engine

    @property
    def sealer(self) -> Sealer:
        """What replies are sealed with."""
        if self._sealer is None:
            raise TypeError("this storage was made without a sealer, so it cannot keep the reply of a command")
        return self._sealer

    def now(self) -> dt.datetime:
        """The time, by the clock that units of work go by."""
        return self._clock()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A read-only transaction that sees one state of the database throughout."""
        with failures_named(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def glance(self) -> Iterator[sa.Connection]:
        """A connection for single statements, each of which is a transaction of its own: what it reads is the state of
        its moment, what it writes is committed with it.

        Nothing is begun or ended around them, so that one costs a third of a `read` or of a `work`.
        """
        with failures_named(), self._engine.connect() as connection, statement_by_statement(connection):
            yield connection

    @contextmanager
    def work(self, caller: Caller, trace: str = "") -> Iterator[Work]:
        """A transaction that no call asked for: a timer's, a loader's."""
        with failures_named(), self._engine.connect() as connection, statement_by_statement(connection):
            work = Work(connection, self._clock(), caller, trace)
            statements.gather(connection)
            try:
                yield work
                work.finish()
                if work.has_events or work.wakes:
                    outbox.wake(connection, events=work.has_events)
                statements.commit(connection)
            finally:
                statements.forget_rest(connection)

    @contextmanager
    def command(self, call: Call[Any]) -> Iterator[Work]:
        """The transaction of a command (see the module); the last line of its body must be ``work.done(reply)``."""
        if not call.method.changes:
            raise TypeError(f"{call.method.address} is declared as a query, which may only read")
        with self.work(call.caller, call.trace) as work:
            if call.method.takes_key:
                _claim_key(work.db, call, work.now, self.sealer)
            yield work
            if not isinstance(work.reply, call.method.reply):
                raise TypeError(f"{call.method.address} must end with work.done({call.method.reply.__name__})")
            if call.method.takes_key:
                _keep_reply(work.db, call, dump(work.reply), self.sealer)
            failpoints.reach(failpoints.COMMAND_BEFORE_COMMIT)
        failpoints.reach(failpoints.COMMAND_AFTER_COMMIT)


def fingerprint(request: object, apart: tuple[str, ...] = ()) -> str:
    """The same for requests of the same content; the fields named in ``apart`` do not count."""
    content = {name: value for name, value in dump(request).items() if name not in apart}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


_kept = tables.idempotency
_this_call = tuple(_kept.c[name] == sa.bindparam(f"this_{name}") for name in ("caller", "method", "key"))
_claim = statements.Prepared(
    sa.dialects.postgresql.insert(_kept)
    .values(statements.bound(_kept, "caller", "method", "key", "created_at"))
    .on_conflict_do_nothing()
    .returning(_kept.c.key)
)
_known = sa.select(_kept).where(*_this_call)
_keep = statements.Prepared(_kept.update().where(*_this_call).values(sealed=sa.bindparam("sealed")))


def _this(call: Call[Any]) -> dict[str, Any]:
    return {"this_caller": call.caller.id, "this_method": call.method.name, "this_key": call.key}


def _claim_key(db: sa.Connection, call: Call[Any], now: dt.datetime, sealer: Sealer) -> None:
    """Make the key ours, or end the handler with the reply of the call that had it."""
    if not call.key:
        raise KEY_MISSING()
    row = {"caller": call.caller.id, "method": call.method.name, "key": call.key, "created_at": now}
    if statements.ask(db, _claim, row).first():
        return
    known = db.execute(_known, _this(call)).first()
    if known is not None and known.sealed is not None:
        kept = replies.unseal(sealer, known.sealed, known.caller, known.method, known.key)
    elif known is not None and known.reply is not None:
        kept = replies.Kept(known.fingerprint, known.reply)
    else:
        # The one who had the key rolled back between our two statements.
        raise STILL_RUNNING(retry_after=1)
    if kept.fingerprint != fingerprint(call.request, call.method.apart):
        raise KEY_REUSED()
    raise AlreadyDone(load(call.method.reply, kept.reply, tolerant=True))


def _keep_reply(db: sa.Connection, call: Call[Any], reply: dict[str, Any], sealer: Sealer) -> None:
    kept = replies.Kept(fingerprint(call.request, call.method.apart), reply)
    sealed = replies.seal(sealer, kept, call.caller.id, call.method.name, call.key)
    statements.later(db, _keep, {**_this(call), "sealed": sealed})
