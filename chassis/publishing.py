"""Publishing with every wait bounded, on connections of our own.

kombu's pooled publishers wait without bound for a broker that stands still, and their polite closing waits again. So
each publisher here owns one connection, puts a deadline on every use of it, and on any doubt drops the raw socket; the
next use opens a new one. Two kinds, because the two promises differ:

- `ConfirmedPublisher` for events: confirms only what the broker has on disk in a queue; `Unroutable` when no queue is
  bound. Whoever calls it must keep the messages until it returns.
- `DirectPublisher` for RPC requests and replies: hands the message to the socket and returns. A lost request or reply
  shows as a passed deadline, and repeating is safe. A request that no queue takes is reported to ``on_return``.
"""

import contextlib
import functools
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp
import eventlet
import eventlet.hubs
from amqp import serialization, spec
from eventlet.semaphore import Semaphore

from chassis.logs import get_log

log = get_log(__name__)

CONNECT_TIMEOUT = 3.0
HEARTBEAT = 20
"""Seconds; a peer that is silent for twice as long is taken for gone."""
READ_AT_ONCE = 65_536


GONE = (OSError, EOFError, AttributeError, amqp.exceptions.AMQPError)
"""What amqp and a green socket raise when a connection ends under them (AttributeError: its transport was dropped)."""


class PublishFailed(Exception):
    """The broker did not take the message within the deadline; it may or may not have it."""


class Unroutable(PublishFailed):
    """The broker is well, but no queue is bound for this message."""


def open_connection(url: str, **options: Any) -> amqp.Connection:
    """An open connection to the broker, within `CONNECT_TIMEOUT` seconds, or an `OSError`."""
    parts = urlsplit(url)
    connection = amqp.Connection(
        host=f"{parts.hostname or 'localhost'}:{parts.port or (5671 if parts.scheme == 'amqps' else 5672)}",
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        virtual_host=unquote(parts.path[1:]) or "/",
        ssl=parts.scheme == "amqps",
        connect_timeout=CONNECT_TIMEOUT,
        heartbeat=HEARTBEAT,
        **options,
    )
    try:
        with eventlet.Timeout(CONNECT_TIMEOUT, OSError("the broker did not complete the handshake")):
            connection.connect()
        read_ahead(connection)
    except BaseException:
        drop(connection)
        raise
    return connection


def read_ahead(connection: Any) -> None:
    """Let an open connection take what is there from its socket at once, instead of each frame in three bites."""
    transport = connection.transport
    receive = transport.sock.recv
    # amqp keeps what is more than it asked for until it asks for it.
    transport._quick_recv = lambda wanted: receive(max(wanted, READ_AT_ONCE))


def drop(connection: Any) -> None:
    """Let go of a connection at once, without asking the peer."""
    transport: Any = getattr(connection, "_transport", None)
    sock = getattr(transport, "sock", None)
    if sock is not None:
        # Whoever waits for this socket must be woken before its number is given to another one; eventlet's
        # notify_close does nothing, what obsoletes listeners is notify_opened.
        with contextlib.suppress(OSError):
            eventlet.hubs.notify_opened(sock.fileno())
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            sock.close()
        transport.sock = None
        transport.connected = False
    with contextlib.suppress(Exception):  # whatever state it is in, it must not keep us
        connection.collect()


_METHOD_FRAME = 1


@functools.lru_cache(maxsize=1024)
def _arguments(exchange: str, routing_key: str, mandatory: bool) -> bytes:
    """What ``basic.publish`` is told, as it stands on the wire."""
    arguments: bytes = serialization.dumps("Bssbb", (0, exchange, routing_key, mandatory, False))
    return arguments


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
        arguments = _arguments(exchange, parcel.routing_key, True)
        write(_METHOD_FRAME, self._channel.channel_id, spec.Basic.Publish, arguments, message)
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


_CHANNEL = 1


class DirectPublisher:
    """Publishes transient messages from many green threads over one connection; see the module for what is promised."""

    def __init__(self, url: str, on_return: Callable[[str], None] | None = None) -> None:
        self._url = url
        self._on_return = on_return
        self._opening = Semaphore()
        self._connection: amqp.Connection | None = None
        self._write: Callable[..., None] | None = None

    def publish(
        self,
        body: bytes,
        *,
        exchange: str,
        routing_key: str,
        deadline: float,
        mandatory: bool = False,
        headers: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> None:
        """Hand one message to the socket; raises `PublishFailed` when that is not possible within ``deadline``."""
        try:
            with eventlet.Timeout(deadline):
                write = self._write or self._open()
                message = amqp.Message(
                    body,
                    content_type="application/json",
                    content_encoding="utf-8",
                    delivery_mode=1,
                    application_headers=dict(headers or {}),
                    **properties,
                )
                # Not by Channel.basic_publish: that first reads from the socket, on which `_listen` waits as well.
                write(
                    _METHOD_FRAME, _CHANNEL, spec.Basic.Publish, _arguments(exchange, routing_key, mandatory), message
                )
        except eventlet.Timeout as late:
            self.close()
            raise PublishFailed(f"the broker took nothing for {deadline:.1f} s") from late
        except GONE as failed:
            self.close()
            raise PublishFailed(str(failed) or type(failed).__name__) from failed

    def _open(self) -> Callable[..., None]:
        with self._opening:
            if self._write is None:
                connection = open_connection(self._url)
                connection.channel(_CHANNEL).events["basic_return"].add(self._returned)
                # Bound to this connection's socket: when that is gone a write fails, and never opens another one.
                self._connection, self._write = connection, connection.frame_writer
                eventlet.spawn(self._listen, connection)
            return self._write

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: amqp.Message) -> None:
        if self._on_return is not None:
            self._on_return(message.properties.get("correlation_id", ""))

    def _listen(self, listened: Any) -> None:
        """Read what the broker says on this connection (returns, heartbeats, its closing) until it is gone."""
        try:
            while self._uses(listened):
                try:
                    listened.drain_events(timeout=HEARTBEAT / 4)
                except TimeoutError:
                    listened.heartbeat_tick()
        except GONE as gone:
            if self._uses(listened):
                log.warning("publisher connection lost", reason=str(gone) or type(gone).__name__)
                self.close()

    def _uses(self, connection: object) -> bool:
        return self._connection is connection

    def close(self) -> None:
        connection, self._connection, self._write = self._connection, None, None
        if connection is not None:
            drop(connection)
