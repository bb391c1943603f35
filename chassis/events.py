"""Following other services' events: from the queue through the inbox to the service's method, and then the ack.

::

    @subscribe(dossiers.fee_due)
    def on_fee_due(self, event: Event[FeeDue], work: Work) -> None: ...

Guarantees: those of `chassis.inbox`. A delivery is acknowledged when, and only when, its outcome is committed. Events
of one aggregate are taken up one after another, those of different ones side by side. While the database is away the
deliveries stay unacknowledged with the broker and are tried again; nothing spins.
"""

import datetime as dt
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

import eventlet
import sqlalchemy as sa
from eventlet.event import Event as Signal
from eventlet.queue import LightQueue
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from chassis import health, logs, metrics, topology
from chassis.consuming import Consuming, raw
from chassis.contracts import EventType, events_of
from chassis.envelopes import Envelope, Event, open_envelope
from chassis.errors import Invalid, Unavailable
from chassis.health import Health
from chassis.inbox import RETRY_DELAYS, Inbox, Outcome
from chassis.providers import DatabaseEngine
from chassis.storage import Work
from chassis.tables import inbox_parked

Pay = TypeVar("Pay")

log = logs.get_log(__name__)

AT_ONCE: Final = 4
"""Events of one source that a process works on side by side."""
PREFETCH: Final = 50
TOGETHER: Final = 0.05
"""Seconds for which an event without a handler waits for others, to be accounted for with them: nobody waits for it."""
SWEEP_EVERY: Final = 1.0
"""Seconds between two looks for parked events that are due."""
AWAY_DELAYS: Final = (0.2, 0.5, 1.0, 2.0)
"""Seconds between tries while the database is away; the last repeats."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message, its bytes, and the event in them where they are one."""

    message: Any
    body: bytes
    envelope: Envelope | None

    @property
    def aggregate(self) -> str:
        return f"{self.envelope.aggregate}/{self.envelope.aggregate_id}" if self.envelope else ""


class EventStream(SharedExtension, ProviderCollector):
    """One source's events as they come to this service: one queue, one inbox."""

    queue_consumer = Consuming()
    database = DatabaseEngine()
    prefetch = PREFETCH
    takes_bytes = True
    retry_delays: ClassVar[tuple[float, ...]] = RETRY_DELAYS

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self._subscribers: dict[str, Subscribe] = {}
        self._ignored: frozenset[str] = frozenset()
        self._chains: dict[str, deque[Delivery]] = {}
        self._ready: LightQueue = LightQueue()
        self._passing: LightQueue = LightQueue()
        self._stopping = False
        self._threads: list[Any] = []

    @property
    def sharing_key(self) -> Any:
        return type(self), self.source

    def setup(self) -> None:
        self.queue = topology.event_queue(self.container.service_name, self.source)
        self.queue_consumer.register_provider(self)

    def subscribe(self, subscriber: "Subscribe") -> None:
        known = self._subscribers.setdefault(subscriber.event_type.name, subscriber)
        if known is not subscriber:
            raise TypeError(f"two methods of one service subscribe to {subscriber.event_type.address}")

    def start(self) -> None:
        known = {declared.name: declared for declared in events_of(self.source)}
        self._ignored = frozenset(known.keys() - self._subscribers.keys())
        self.inbox = Inbox(
            self.database.storage,
            self.container.service_name,
            self.source,
            known,
            {name: subscriber.invoke for name, subscriber in self._subscribers.items()},
            retry_delays=self.retry_delays,
            observe=self._observe,
        )
        self._threads = [self.container.spawn_managed_thread(self._work) for _ in range(AT_ONCE)]
        self._threads += [self.container.spawn_managed_thread(each) for each in (self._pass_over, self._sweep)]

    def _observe(self, event_type: str, outcome: Outcome) -> None:
        known = event_type if event_type in self._subscribers else "other"
        metrics.EVENTS_HANDLED.labels(self.container.service_name, known, outcome).inc()

    # From the broker

    def handle_message(self, body: bytes, message: Any) -> None:
        """File the message behind the others of its aggregate."""
        try:
            envelope = open_envelope(body)
        except (ValueError, Invalid):
            envelope = None
        self._file(Delivery(message, body, envelope))

    def handle_undecodable(self, message: Any, error: Exception) -> None:
        self._file(Delivery(message, raw(message), None))

    def _file(self, delivery: Delivery) -> None:
        chain = self._chains.setdefault(delivery.aggregate, deque())
        chain.append(delivery)
        if len(chain) == 1:
            self._line_up(delivery.aggregate)

    def _line_up(self, aggregate: str) -> None:
        first = self._chains[aggregate][0].envelope
        passes = first is not None and first.type in self._ignored
        (self._passing if passes else self._ready).put(aggregate)

    def _work(self) -> None:
        while True:
            self._take_up([self._ready.get()], self._deal_with)

    def _pass_over(self) -> None:
        while True:
            aggregates = [self._passing.get()]
            eventlet.sleep(TOGETHER)
            while not self._passing.empty():
                aggregates.append(self._passing.get())
            self._take_up(aggregates, self._deal_with_ignored)

    def _take_up(self, aggregates: list[str], deal_with: Callable[[Sequence[Delivery]], None]) -> None:
        """Settle the first delivery of each of these aggregates, then line up their next."""
        try:
            self._settle([self._chains[aggregate][0] for aggregate in aggregates], deal_with)
        finally:
            for aggregate in aggregates:
                chain = self._chains[aggregate]
                chain.popleft()
                if chain:
                    self._line_up(aggregate)
                else:
                    del self._chains[aggregate]

    def _settle(self, deliveries: Sequence[Delivery], deal_with: Callable[[Sequence[Delivery]], None]) -> None:
        for tries in range(1_000_000):
            if self._stopping and tries:
                for delivery in deliveries:
                    self.queue_consumer.requeue_message(delivery.message)
                return
            try:
                deal_with(deliveries)
                self.queue_consumer.ack_messages([delivery.message for delivery in deliveries])
                return
            except Exception as away:  # the message must stay with the broker whatever went wrong here
                if not isinstance(away, Unavailable):
                    log.error("event could not be dealt with", source=self.source, exc_info=away)
                eventlet.sleep(AWAY_DELAYS[min(tries, len(AWAY_DELAYS) - 1)])

    def _deal_with(self, deliveries: Sequence[Delivery]) -> None:
        for one in deliveries:
            self.inbox.receive(one.body, one.envelope)

    def _deal_with_ignored(self, deliveries: Sequence[Delivery]) -> None:
        passed = self.inbox.pass_over([one.envelope for one in deliveries if one.envelope is not None])
        self._deal_with([one for one in deliveries if one.envelope is None or one.envelope.id not in passed])

    def _sweep(self) -> None:
        while not self._stopping:
            eventlet.sleep(SWEEP_EVERY)
            try:
                while self.inbox.sweep() and not self._stopping:
                    pass
            except Exception as failed:  # the next round tries again; this thread's death would kill the service
                if not isinstance(failed, Unavailable):
                    log.error("parked events could not be taken up", source=self.source, exc_info=failed)

    # Stopping

    def drain(self) -> None:
        """Take nothing more from the broker and return when what was taken is settled."""
        if self._stopping:
            return
        self._stopping = True
        self.queue_consumer.unregister_provider(self)
        while self._chains:
            eventlet.sleep(0.02)

    def stop(self) -> None:
        for thread in self._threads:
            thread.kill()

    def kill(self) -> None:
        self.stop()


class DeadLetters(SharedExtension):
    """What the broker gave up delivering to this service, parked as dead in its database; and how much is dead."""

    queue_consumer = Consuming()
    database = DatabaseEngine()
    prefetch = 1

    def setup(self) -> None:
        service = self.container.service_name
        self.queue = topology.dead_letter_queue(service)
        self.queue_consumer.register_provider(self)
        health.register(f"{service}.dead-letters", self._check)

    def _check(self) -> Health:
        service = self.container.service_name
        with self.database.storage.read() as db:
            counted = sa.select(inbox_parked.c.state, sa.func.count()).group_by(inbox_parked.c.state)
            by_state: dict[str, int] = dict(db.execute(counted).tuples().all())
        metrics.INBOX_DEAD.labels(service).set(by_state.get("dead", 0))
        metrics.INBOX_RETRIES.labels(service).set(by_state.get("retry", 0) + by_state.get("waiting", 0))
        if by_state.get("dead"):
            return health.degraded(f"{by_state['dead']} dead letters wait for a human: ./motcua dead-letters")
        return health.OK

    def handle_message(self, body: Any, message: Any) -> None:
        self.container.spawn_managed_thread(lambda: self._park(message))

    def handle_undecodable(self, message: Any, error: Exception) -> None:
        self.handle_message(None, message)

    def _park(self, message: Any) -> None:
        deaths = (message.headers or {}).get("x-death") or [{}]
        source = str(deaths[0].get("exchange", "")).removesuffix(".events")
        try:
            Inbox(self.database.storage, self.container.service_name, source, {}, {}).park_given_up(
                raw(message), "given-up"
            )
            self.queue_consumer.ack_message(message)
        except Exception as failed:  # it must stay with the broker until the database can take it
            log.error("a dead letter could not be parked", exc_info=failed)
            eventlet.sleep(AWAY_DELAYS[-1])
            self.queue_consumer.requeue_message(message)

    def stop(self) -> None:
        health.unregister(f"{self.container.service_name}.dead-letters")

    def kill(self) -> None:
        self.stop()


class Subscribe(Entrypoint):
    """Entry point of one type of event; the method takes the `Event` and the `Work` its effects belong to."""

    dead_letters = DeadLetters()

    def __init__(self, event_type: EventType[Any], **options: Any) -> None:
        self.event_type = event_type
        self.stream = EventStream(event_type.service)
        super().__init__(**options)

    def setup(self) -> None:
        self.stream.subscribe(self)

    def stop(self) -> None:
        self.stream.drain()
        self.dead_letters.queue_consumer.unregister_provider(self.dead_letters)

    def invoke(self, event: Event[Any], work: Work) -> None:
        """Run the method in a worker of its own, inside the transaction of ``work``."""
        done: Signal = Signal()

        def settle(_worker: Any, result: Any, exc_info: Any) -> Any:
            done.send(exc_info)
            return result, None

        self.container.spawn_worker(self, (event, work), {}, context_data={"trace": event.trace}, handle_result=settle)
        exc_info = done.wait()
        if exc_info is not None:
            raise exc_info[1]
        age = (dt.datetime.now(dt.UTC) - event.time).total_seconds()
        metrics.EVENT_LAG_SECONDS.labels(self.container.service_name).observe(max(0.0, age))


subscribe = Subscribe.decorator
