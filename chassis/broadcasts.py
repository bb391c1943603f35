"""Broadcasts: another service's events as every single process of this one hears them, in memory and at once.

::

    class Gateway:
        name = "gateway"
        revocations = Broadcast(accounts.session_revoked, to=Revocations)

What one process keeps for itself (a cache, a list of what to refuse) must be told to each process, not to one of them;
so each has a queue of its own, exclusive and gone with its connection, bound to just the types it wants. Nothing is
stored: a broadcast adds speed to something that must be true without it.

Guarantees for the `Listener`:

- `Listener.listening` comes when the queue is bound, before any event; `Listener.deaf` when the connection is lost.
  What was published between the two is **not** delivered later, so what must not be missed has to be asked for by a
  call after `listening`: whatever such a call does not tell yet is still to be published, and will be heard.
- Events of one aggregate come in order; one may come twice. One that cannot be read is logged and left out.
- The methods run on the thread that reads from the broker, without a worker being free; so they are short, and never
  call or wait.
- Replies of remote calls come over the same connection: who is deaf gets no answers from services either.
"""

import uuid
from collections.abc import Callable
from typing import Any, Protocol

from nameko.extensions import DependencyProvider

from chassis import logs, topology
from chassis.consuming import Consuming
from chassis.contracts import EventType
from chassis.envelopes import Envelope, Event
from chassis.errors import Invalid
from chassis.records import load

log = logs.get_log(__name__)


class Listener(Protocol):
    """What a process keeps up to date by a broadcast."""

    def listening(self) -> None:
        """From now on every event is heard."""

    def deaf(self) -> None:
        """Events may be missed until `listening` comes again."""

    def heard(self, event: Event[Any]) -> None:
        """Something happened."""


class Broadcast(DependencyProvider):
    """Injects a listener that hears these events (all of one service); one listener for the process."""

    queue_consumer = Consuming()
    no_ack = True
    prefetch = 0

    def __init__(self, *types: EventType[Any], to: Callable[[], Listener]) -> None:
        super().__init__()
        self._types = {declared.name: declared for declared in types}
        self._make = to

    def setup(self) -> None:
        (source,) = {declared.service for declared in self._types.values()}
        self.listener = self._make()
        self.queue = topology.broadcast_queue(
            self.container.service_name, source, tuple(self._types), str(uuid.uuid4())
        )
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.queue_consumer.unregister_provider(self)

    def get_dependency(self, worker_ctx: Any) -> Listener:
        return self.listener

    # From the consumer

    def connection_ready(self) -> None:
        self.listener.listening()

    def connection_lost(self) -> None:
        self.listener.deaf()

    def handle_message(self, body: Any, message: Any) -> None:
        try:
            envelope = load(Envelope, body, tolerant=True)
            declared = self._types[envelope.type]
            payload = load(declared.payload, envelope.payload, tolerant=True)
        except (Invalid, KeyError) as unreadable:
            self.handle_undecodable(message, unreadable)
            return
        self.listener.heard(
            Event(
                id=envelope.id,
                type=declared,
                aggregate_id=envelope.aggregate_id,
                version=envelope.version,
                time=envelope.time,
                actor=envelope.actor,
                trace=envelope.trace,
                payload=payload,
            )
        )

    def handle_undecodable(self, message: Any, error: Exception) -> None:
        log.error("broadcast cannot be read", queue=self.queue.name, reason=type(error).__name__)
