"""Publishing events: what counts as confirmed is on disk in a queue.

Guarantees: those of `chassis.publishing` on waiting; a message that no queue takes is told (`Unroutable`), as is one
that the broker refuses, and none counts that came after it.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import amqp
import eventlet
from amqp import spec

from chassis.publishing import GONE, METHOD_FRAME, PublishFailed, arguments_of, drop, open_connection


class Unroutable(PublishFailed):
    """The broker is well, but no queue is bound for this message."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to be confirmed. Its id tells which one it is when no queue takes it."""

    body: bytes
    routing_key: str
    message_id: str


class ConfirmedPublisher:
    """Publishes persistent messages; one that counts as confirmed is on disk in a queue. For one thread at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: amqp.Connection | None = None
        self._channel: amqp.Channel | None = None
        self._returned: set[str] = set()
        self._refused: set[int] = set()
        self._waiting: set[int] = set()
        self._tag = 0

    def publish(
        self,
        body: bytes,
        *,
        exchange: str,
        routing_key: str,
        message_id: str,
        deadline: float = 3.0,
        media: str = "application/json",
    ) -> None:
        """Hand over one message; raises `PublishFailed` or `Unroutable` within about ``deadline`` seconds."""
        parcel = Parcel(body, routing_key, message_id)
        _, failure = self.publish_all([parcel], exchange=exchange, deadline=deadline, media=media)
        if failure is not None:
            raise failure

    def publish_all(
        self,
        parcels: Sequence[Parcel],
        *,
        exchange: str,
        deadline: float = 3.0,
        media: str = "application/json",
    ) -> tuple[int, PublishFailed | None]:
        """Hand messages over, in order, without waiting for each, within about ``deadline`` seconds.

        Gives how many were confirmed, counted from the first to the one before that which was not, and why not all.
        Those after it may have been taken as well.
        """
        tags: list[int] = []
        failure: PublishFailed | None = None
        self._returned.clear()
        try:
            with eventlet.Timeout(deadline):
                write = self._ready_channel().connection.frame_writer
                tags.extend(self._write(write, parcel, exchange, media) for parcel in parcels)
                while self._waiting:
                    assert self._connection is not None
                    self._connection.drain_events()
        except eventlet.Timeout:
            failure = PublishFailed(f"no confirmation within {deadline} s")
        except GONE as failed:
            failure = PublishFailed(str(failed) or type(failed).__name__)
        except BaseException:
            self.close()
            raise
        confirmed = 0
        for tag, parcel in zip(tags, parcels, strict=False):
            if tag in self._waiting or tag in self._refused or parcel.message_id in self._returned:
                break
            confirmed += 1
        if failure is not None:
            self.close()
        elif confirmed < len(parcels):
            failure = self._why_not(parcels[confirmed], exchange)
        return confirmed, failure

    def _why_not(self, parcel: Parcel, exchange: str) -> PublishFailed:
        if parcel.message_id in self._returned:
            return Unroutable(f"no queue is bound to {exchange} for {parcel.routing_key}")
        return PublishFailed("the broker refused it")

    def _write(self, write: Callable[..., None], parcel: Parcel, exchange: str, media: str) -> int:
        """Put a message on the wire; the number under which the broker confirms it."""
        assert self._channel is not None
        message = amqp.Message(
            parcel.body,
            content_type=media,
            content_encoding="utf-8",
            delivery_mode=2,
            message_id=parcel.message_id,
        )
        self._tag += 1
        self._waiting.add(self._tag)
        arguments = arguments_of(exchange, parcel.routing_key, True)
        write(METHOD_FRAME, self._channel.channel_id, spec.Basic.Publish, arguments, message)
        return self._tag

    def _ready_channel(self) -> amqp.Channel:
        if self._channel is None:
            self._connection = open_connection(self._url)
            channel = self._connection.channel()
            channel.confirm_select()
            channel.events["basic_return"].add(self._take_back)
            channel.events["basic_ack"].add(lambda tag, multiple: self._settle(tag, multiple, taken=True))
            channel.events["basic_nack"].add(lambda tag, multiple: self._settle(tag, multiple, taken=False))
            self._waiting.clear()
            self._refused.clear()
            self._tag = 0
            self._channel = channel
        return self._channel

    def _take_back(self, _error: Exception, _exchange: str, _key: str, message: amqp.Message) -> None:
        self._returned.add(message.properties.get("message_id", ""))

    def _settle(self, tag: int, multiple: bool, *, taken: bool) -> None:
        ended = {each for each in self._waiting if each <= tag} if multiple else {tag}
        self._waiting -= ended
        if not taken:
            self._refused |= ended

    def beat(self) -> None:
        """Keep an idle connection alive, or drop it when its peer is gone; to be called every few seconds."""
        if self._connection is None:
            return
        try:
            with eventlet.Timeout(1.0):
                with contextlib.suppress(TimeoutError):
                    self._connection.drain_events(timeout=0.01)  # its heartbeats count only when read
                self._connection.heartbeat_tick()
        except (eventlet.Timeout, *GONE):
            self.close()

    def close(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            drop(connection)
