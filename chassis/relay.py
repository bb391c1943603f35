"""The relay: publishes the outbox, in order, until the broker has confirmed every row.

Guarantees: a row is marked as published only after the broker confirmed that a queue has it on disk (persistent,
mandatory, confirmed); one that no queue takes stays, and so do those behind it; a broker that hangs holds nothing up
for longer than `PUBLISH_WITHIN`, and never a request: only this green thread waits. A crash between confirmation and
mark publishes a row again; consumers recognise it by its id. Only the leader publishes, so order is kept.
"""

from typing import Any, Final

import eventlet
from eventlet.semaphore import Semaphore
from nameko.extensions import SharedExtension

from chassis import failpoints, health, logs, metrics, outbox, topology
from chassis.confirming import ConfirmedPublisher, Parcel, Unroutable
from chassis.errors import Unavailable
from chassis.leader import Leader
from chassis.providers import DatabaseEngine, outbox_health
from chassis.publishing import PublishFailed
from chassis.settings import ServiceSettings, settings_of
from chassis.wire_json import encode

log = logs.get_log(__name__)

BATCH: Final = 100
SIDE_BY_SIDE: Final = 20
"""Events that are under way to the broker at once. If one of them is not taken those after it are published again, and
recognised by their ids; of one aggregate consumers handle them in the order of their versions."""
PUBLISH_WITHIN: Final = 3.0
"""Seconds that the broker gets to confirm so many."""
PAUSES: Final = (0.5, 1.0, 2.0, 5.0)
"""Seconds to wait after publishing failed; the last repeats."""
LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the outbox, should a notification have been missed."""


class Relay(SharedExtension):
    """Publishes a service's outbox while this instance leads; every service that has a database has it."""

    database = DatabaseEngine()
    leader = Leader()

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        self._publisher = ConfirmedPublisher(settings.amqp_url)
        self._exchange = topology.event_exchange(self.container.service_name).name
        self._news = Semaphore(0)
        self._failures = 0
        self._stopping = False
        self._thread: Any = None
        self.leader.on_events(self._wake)
        service = self.container.service_name
        health.register(f"{service}.outbox", lambda: outbox_health(self.database.storage, service))

    def _wake(self) -> None:
        if self._news.balance < 1:
            self._news.release()

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        while not self._stopping:
            self._news.acquire(timeout=LOOK_EVERY)
            if not self.leader.leads:
                self._publisher.close()
                continue
            try:
                while self._publish_batch() == BATCH:
                    pass
                self._publisher.beat()
                self._failures = 0
            except PublishFailed as failed:
                self._pause("unroutable" if isinstance(failed, Unroutable) else "failed", failed)
            except Exception as failed:  # noqa: BLE001  # this thread's death would kill the service; the next round tries again
                self._pause("failed", failed)

    def _pause(self, outcome: str, failed: Exception) -> None:
        metrics.RELAY_PUBLISHED.labels(self.container.service_name, outcome).inc()
        reason = str(failed) if isinstance(failed, PublishFailed | Unavailable) else type(failed).__name__
        log.warning("events could not be published", outcome=outcome, reason=reason)
        eventlet.sleep(PAUSES[min(self._failures, len(PAUSES) - 1)])
        self._failures += 1

    def _publish_batch(self) -> int:
        """Publish the oldest rows, mark what was confirmed, and give how many that was."""
        source = self.container.service_name
        with self.database.storage.glance() as db:
            rows = outbox.unpublished(db, BATCH)
        confirmed: list[int] = []
        try:
            for at in range(0, len(rows), SIDE_BY_SIDE):
                if not self.leader.leads:
                    break
                chunk = rows[at : at + SIDE_BY_SIDE]
                parcels = [Parcel(_body(row, source), row.type, row.id) for row in chunk]
                count, failure = self._publisher.publish_all(parcels, exchange=self._exchange, deadline=PUBLISH_WITHIN)
                confirmed += [row.seq for row in chunk[:count]]
                metrics.RELAY_PUBLISHED.labels(source, "confirmed").inc(count)
                if failure is not None:
                    raise failure
        finally:
            if confirmed:
                failpoints.reach(failpoints.RELAY_AFTER_CONFIRM)
                with self.database.storage.glance() as db:
                    outbox.mark_published(db, confirmed)
        return len(confirmed)

    def stop(self) -> None:
        self._stopping = True
        if self._thread is not None:
            self._thread.kill()
        self._publisher.close()
        health.unregister(f"{self.container.service_name}.outbox")

    def kill(self) -> None:
        self.stop()


def _body(row: Any, source: str) -> bytes:
    return encode(outbox.envelope(row, source))
