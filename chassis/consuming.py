"""The one connection on which a process consumes: RPC requests, replies and events all come in over it.

`Consuming` is nameko's `QueueConsumer` with other promises (each was measured broken in nameko 2.14.1):

- It keeps the connection until every delivery is settled, so a graceful stop loses no acknowledgement.
- It lets go within a second when asked to stop, also while the broker is away or stands still.
- It says that it is there also while messages come without a pause, so that the broker does not let go of it.
- After a lost connection it comes back within two seconds of the broker, for ever; nobody's start or stop waits for it.
- What cannot be decoded is handed to its provider as it is (``handle_undecodable``), never acknowledged and forgotten.
"""

import contextlib
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import eventlet
from kombu import Connection
from nameko.extensions import ProviderCollector
from nameko.messaging import QueueConsumer, QueueConsumerStopped

from chassis import queues
from chassis.logs import get_log
from chassis.publishing import CONNECT_TIMEOUT, GONE, HEARTBEAT, drop, read_ahead
from chassis.wire_json import decode

log = get_log(__name__)

TICK = 0.2
"""Seconds between two looks at whether to stop; what an idle stop costs at most."""
POLITE = 2.0
"""Seconds that the broker gets to answer a cancel or a close before its socket is dropped."""
PROMPT = 0.4
"""The same where nothing is under way."""
RETRY = (0.25, 0.5, 1.0, 2.0)
"""Seconds between attempts to reach the broker; the last repeats."""


def raw(message: Any) -> bytes:
    """The bytes of a message's body."""
    body = message.body
    return body.encode() if isinstance(body, str) else bytes(body)


def _consume(consumer: Any, prefetch: int | None, **terms: Any) -> None:
    """Begin to consume with a bound of its own on what may be unsettled.

    The broker gives a consumer the bound that was told last before it began. Told for all of them first, as nameko
    does, all would have that of whichever came last: a service could then work on one request at a time, since dead
    letters come one by one.
    """
    consumer.qos(prefetch_count=prefetch)
    type(consumer).consume(consumer, **terms)


class Consuming(QueueConsumer):
    """nameko's shared consumer, draining and prompt (see the module)."""

    _starting: bool
    _pending_remove_providers: dict[Any, Any]

    def __init__(self) -> None:
        super().__init__()
        self._unsettled: dict[tuple[int, int], tuple[str, float]] = {}
        self._live: Any = None
        self._stopping = False
        self._failures = 0
        self._refused = ""
        self._beat_due = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether messages can come in now."""
        return self._live is not None

    @property
    def connection(self) -> Connection:
        return Connection(self.amqp_uri, heartbeat=HEARTBEAT, connect_timeout=CONNECT_TIMEOUT)

    def register_provider(self, provider: Any) -> None:
        super().register_provider(provider)
        queues.CONSUMED.add(self.container.service_name, self.amqp_uri, provider.queue, self.held)

    # Starting: a broker that is away must not keep the process from starting, or from being told to stop.

    def start(self) -> None:
        if not self._starting:
            self._starting = True
            self._gt = self.container.spawn_managed_thread(self.run)

    def run(self, *args: Any, **kwargs: Any) -> None:
        """Consume until told to stop; connection errors of any kind only lead to the next attempt."""
        try:
            while not self.should_stop:
                try:
                    for _ in self.consume(limit=None, safety_interval=TICK):
                        pass
                except GONE as lost:
                    self._lost(lost)
                if self._stopping:
                    return
                eventlet.sleep(RETRY[min(self._failures, len(RETRY) - 1)] * random.uniform(0.8, 1.2))
                self._failures += 1
        except QueueConsumerStopped:
            log.info("consumer let go")
        finally:
            self._lost(None)
            self._release_waiting()

    @property
    def trouble(self) -> str:
        """Why nothing comes in: what the broker refuses us, or that it is away."""
        return self._refused or "the broker is away"

    def _lost(self, reason: BaseException | None) -> None:
        if reason is not None:
            code = getattr(reason, "reply_code", 0) or 0
            self._refused = f"the broker refuses our queue ({code}); see the log" if 400 <= code < 500 else ""
            log.warning("consumer connection lost", reason=str(reason) or type(reason).__name__)
        live, self._live = self._live, None
        self._consumers.clear()
        self._unsettled.clear()
        if live is not None:
            drop(live)
        for provider in self._providers:
            with contextlib.suppress(AttributeError):
                provider.connection_lost()

    @contextlib.contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        connection = self.create_connection()
        with eventlet.Timeout(2 * CONNECT_TIMEOUT, OSError("the broker did not answer")):
            # kombu's own `connect` would sleep for two seconds between its two tries.
            connection.ensure_connection(
                max_retries=1, interval_start=0, interval_step=0, reraise_as_library_errors=False
            )
        live = self._live = connection.connection
        read_ahead(live)
        try:
            yield connection
        finally:
            self._live = None
            with contextlib.suppress(eventlet.Timeout, *GONE):
                with eventlet.Timeout(POLITE):
                    live.close()
            drop(live)

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        self._unsettled.clear()  # a new channel: the broker took the old deliveries back
        self._consumers.clear()
        made = []
        for provider in self._providers:
            unacknowledged = getattr(provider, "no_ack", False)
            consumer = consumer_cls(queues=[provider.queue], accept=self.accept, no_ack=unacknowledged)
            consumer.on_message = partial(self._decode, provider)
            consumer.on_decode_error = partial(self._undecodable, provider)
            consumer.consume = partial(_consume, consumer, getattr(provider, "prefetch", self.prefetch_count))
            self._consumers[provider] = consumer
            made.append(consumer)
        return made

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        self._failures = 0
        self._refused = ""
        log.info("consuming", queues=sorted(provider.queue.name for provider in self._providers))
        for provider in self._providers:
            ready = getattr(provider, "connection_ready", None)
            if ready is not None:
                ready()
        if not self._consumers_ready.ready():
            self._consumers_ready.send(None)

    # Messages

    def _decode(self, provider: Any, message: Any) -> None:
        """Read the body as plain JSON; kombu's own reader would make other types of what is tagged as such in it.

        A provider that ``takes_bytes`` reads it itself, where that costs nobody else any time.
        """
        try:
            if message.content_type != "application/json":
                raise ValueError("content type")
            body = raw(message) if getattr(provider, "takes_bytes", False) else decode(message.body)
        except (ValueError, TypeError) as undecodable:
            self._undecodable(provider, message, undecodable)
        else:
            self.handle_message(provider, body, message)

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        self._note(provider, message)
        if self.container._worker_pool.free() > 0:
            provider.handle_message(body, message)
        else:  # spawning a worker would wait, and nobody would read from the broker
            self.container.spawn_managed_thread(partial(provider.handle_message, body, message))

    def _note(self, provider: Any, message: Any) -> None:
        """Remember that a delivery is to be settled, unless its queue wants no acknowledgements."""
        if not getattr(provider, "no_ack", False):
            self._unsettled[(id(message.channel), message.delivery_tag)] = (provider.queue.name, time.time())

    def held(self) -> Mapping[str, queues.Held]:
        """By queue, how many deliveries are not settled, and since when the oldest."""
        found: dict[str, queues.Held] = {}
        for queue, since in list(self._unsettled.values()):
            so_far = found.get(queue, queues.Held(0, since))
            found[queue] = queues.Held(so_far.count + 1, min(so_far.since, since))
        return found

    def _undecodable(self, provider: Any, message: Any, error: Exception) -> None:
        self._note(provider, message)
        self.container.spawn_managed_thread(partial(provider.handle_undecodable, message, error))

    def ack_message(self, message: Any) -> None:
        self._settle(message, "ack")

    def ack_messages(self, messages: Sequence[Any]) -> None:
        """Acknowledge several; those in one message to the broker before which nothing else is unsettled."""
        ours = {(id(each.channel), each.delivery_tag) for each in messages}
        channels = {id(each.channel) for each in messages}
        other = min((tag for on, tag in self._unsettled.keys() - ours if on in channels), default=math.inf)
        together = [each for each in messages if len(channels) == 1 and each.delivery_tag < other]
        if len(together) > 1:
            self._settle(max(together, key=lambda each: each.delivery_tag), "ack", multiple=True)
            for each in together:
                self._unsettled.pop((id(each.channel), each.delivery_tag), None)
            messages = [each for each in messages if each not in together]
        for each in messages:
            self.ack_message(each)

    def requeue_message(self, message: Any) -> None:
        self._settle(message, "requeue")

    def _settle(self, message: Any, how: str, **terms: bool) -> None:
        """Tell the broker; where the connection is gone, it has taken the message back already."""
        try:
            if message.channel.connection:
                with eventlet.Timeout(POLITE):
                    getattr(message, how)(**terms)
        except (eventlet.Timeout, *GONE) as failed:
            log.warning("could not settle a message", how=how, reason=str(failed) or type(failed).__name__)
        finally:
            self._unsettled.pop((id(message.channel), message.delivery_tag), None)

    def _beat(self) -> None:
        """Tell the broker that we are here. kombu does so only after a pause in which nothing came, and where there is
        none for a minute, as with replies to a busy gateway, the broker would close the connection."""
        now = time.monotonic()
        if self._live is not None and now >= self._beat_due:
            self._beat_due = now + HEARTBEAT / 4
            self._live.heartbeat_tick()

    # Stopping

    def on_iteration(self) -> None:
        self._beat()
        if self._pending_remove_providers:
            # With nothing under way there is nothing to lose by leaving without the broker's answer.
            patience = POLITE if self._unsettled else PROMPT
            try:
                with eventlet.Timeout(patience, OSError("the broker did not answer a cancel")):
                    self._cancel_consumers_if_requested()
            except OSError:
                self._release_waiting()
                self.should_stop = True
                if self._live is not None:
                    drop(self._live)  # or its close would be waited for as well
                raise
        if not self._consumers and not self._unsettled:
            self.should_stop = True

    def _cancel_consumers_if_requested(self) -> None:
        for provider, removed in list(self._pending_remove_providers.items()):
            consumer = self._consumers.pop(provider, None)
            if consumer is not None:
                consumer.cancel()
            # Only now: whoever is still in there when a cancel fails is released by the one who called.
            del self._pending_remove_providers[provider]
            removed.send()

    def _release_waiting(self) -> None:
        pending, self._pending_remove_providers = self._pending_remove_providers, {}
        for removed in pending.values():
            removed.send()

    def unregister_provider(self, provider: Any) -> None:
        self._stopping = True
        if self._live is not None and self._gt is not None and not self._gt.dead:
            # Several entry points may share a provider and let it go at the same time; all wait for the one removal.
            removed = self._pending_remove_providers.setdefault(provider, eventlet.event.Event())
            removed.wait()
        ProviderCollector.unregister_provider(self, provider)

    def stop(self) -> None:
        """Return when every delivery is settled and the connection closed; at once when there is none."""
        if self._gt is None or self._gt.dead:
            return
        if self._live is None:
            self._gt.kill(QueueConsumerStopped())
        with contextlib.suppress(QueueConsumerStopped, eventlet.greenlet.GreenletExit):
            self._gt.wait()

    def kill(self) -> None:
        self.should_stop = True
        if self._gt is not None and not self._gt.dead:
            self._gt.kill(QueueConsumerStopped())
        self._lost(None)
