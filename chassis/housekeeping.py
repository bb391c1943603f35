"""Housekeeping: what made things happen once is kept for as long as it can still be needed, and then deleted.

Guarantees: an answer to a repeated command is known for `KEYS` at least, a published event can be looked up or sent
again for `EVENTS`, a handled event is recognised by its id for `HANDLED` and by its version for ever. Deletes go in
small batches, by the leader, once an hour, so that they hold up nobody. Replies that earlier code kept in the clear
are sealed as soon as this code leads.
"""

import datetime as dt
from typing import Any, Final

import eventlet
import sqlalchemy as sa
from nameko.extensions import SharedExtension

from chassis import logs, replies
from chassis.callers import system
from chassis.inbox import HANDLED
from chassis.leader import Leader
from chassis.providers import DatabaseEngine
from chassis.storage import Storage
from chassis.tables import idempotency, inbox, outbox

log = logs.get_log(__name__)

KEYS: Final = dt.timedelta(days=7)
EVENTS: Final = dt.timedelta(days=90)
EVERY: Final = 3600.0
SOON: Final = 1.0
"""Seconds between two looks at whether this instance leads, until it does for the first time."""
BATCH: Final = 5_000
SEALED_AT_ONCE: Final = 200


def prune(storage: Storage, name: str) -> dict[str, int]:
    """Delete what is past its time, at most one batch of each table; gives how many rows went."""
    aged = (
        (idempotency, idempotency.c.created_at, KEYS),
        (outbox, outbox.c.published_at, EVENTS),
        (inbox, inbox.c.handled_at, HANDLED),
    )
    gone: dict[str, int] = {}
    for table, column, keep in aged:
        row: sa.ColumnElement[str] = sa.column("ctid")
        old = sa.select(row).select_from(table).where(column < sa.func.now() - keep).limit(BATCH)
        with storage.work(system(name)) as work:
            gone[table.name] = work.db.execute(sa.delete(table).where(row.in_(old))).rowcount
    return gone


def seal_replies(storage: Storage, name: str) -> int:
    """Seal a batch of the replies that stand in the clear; gives how many these were."""
    row = idempotency.c
    clear = sa.select(idempotency).where(row.reply.is_not(None)).limit(SEALED_AT_ONCE).with_for_update(skip_locked=True)
    with storage.work(system(name)) as work:
        found = work.db.execute(clear).all()
        for one in found:
            kept = replies.Kept(one.fingerprint, one.reply)
            sealed = replies.seal(storage.sealer, kept, one.caller, one.method, one.key)
            mine = (row.caller == one.caller) & (row.method == one.method) & (row.key == one.key)
            work.db.execute(idempotency.update().where(mine).values(sealed=sealed, reply=None, fingerprint=""))
    return len(found)


class Housekeeping(SharedExtension):
    """Prunes a service's database while this instance leads."""

    database = DatabaseEngine()
    leader = Leader()

    def start(self) -> None:
        self._thread: Any = self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        storage, name, wait = self.database.storage, self.container.service_name, SOON
        while True:
            eventlet.sleep(wait)
            if not self.leader.leads:
                continue
            try:
                gone = prune(storage, name)
                sealed = 0
                while batch := seal_replies(storage, name):
                    sealed += batch
                log.info("pruned", sealed=sealed, **gone)
                wait = EVERY
            except Exception as failed:  # noqa: BLE001  # this thread's death would kill the service
                log.warning("housekeeping failed", reason=type(failed).__name__)
                wait = min(EVERY, wait * 2)

    def stop(self) -> None:
        thread = getattr(self, "_thread", None)
        if thread is not None:
            thread.kill()

    def kill(self) -> None:
        self.stop()
