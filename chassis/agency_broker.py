"""The side of the portal in a virtual host where others have queues of their own.

Guarantees: those of `ConfirmedPublisher`, message by message; a broker that hangs holds nobody up for longer than a
deadline. A queue is a durable quorum queue; how long it may grow is a policy of the broker, which refuses beyond that
instead of dropping what is in it.
"""

from collections.abc import Sequence
from typing import Any, Final

import amqp
import eventlet

from chassis.confirming import ConfirmedPublisher, Parcel
from chassis.publishing import PublishFailed

WITHIN: Final = 5.0
"""Seconds that the broker gets for one thing."""
RETURNS: Final = 1_000_000
"""How often a message may come back to a quorum queue; a broker of version 4 would drop it after 20 times."""


class QueueMissing(Exception):
    """There is no such queue."""


class Outlet(ConfirmedPublisher):
    """Publishes to one topic exchange, and looks after the queues that are bound to it. For one thread at a time."""

    def __init__(self, url: str, exchange: str) -> None:
        super().__init__(url)
        self._exchange = exchange

    def publish_to(self, parcels: Sequence[Parcel], *, media: str) -> tuple[int, PublishFailed | None]:
        """As `publish_all`, to this exchange."""
        return self.publish_all(parcels, exchange=self._exchange, deadline=WITHIN, media=media)

    def ready(self, queue: str) -> int:
        """How many messages lie ready in a queue; raises `QueueMissing`."""
        try:
            return int(self._do(lambda channel: channel.queue_declare(queue, passive=True)).message_count)
        except amqp.exceptions.NotFound:
            raise QueueMissing(queue) from None

    def declare(self, queue: str, binding: str) -> None:
        """Make a queue, and the exchange, and bind the one to the other."""

        def make(channel: Any) -> None:
            channel.exchange_declare(self._exchange, "topic", durable=True, auto_delete=False)
            arguments = {"x-queue-type": "quorum", "x-delivery-limit": RETURNS}
            channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
            channel.queue_bind(queue, self._exchange, binding)

        self._do(make)

    def delete(self, queue: str) -> int:
        """Delete a queue; how many messages were in it. One that is not there is no failure."""
        try:
            return int(self._do(lambda channel: channel.queue_delete(queue)) or 0)
        except amqp.exceptions.NotFound:
            return 0

    def _do(self, act: Any) -> Any:
        try:
            with eventlet.Timeout(WITHIN):
                return act(self._ready_channel())
        except eventlet.Timeout as late:
            self.close()
            raise PublishFailed(f"no answer within {WITHIN} s") from late
        except BaseException:
            self.close()
            raise
