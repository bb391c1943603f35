"""Publishing with every wait bounded, on connections of our own.

kombu's pooled publishers wait without bound for a broker that stands still, and their polite closing waits again. So
each publisher here owns one connection, puts a deadline on every use of it, and on any doubt drops the raw socket; the
next use opens a new one. Two kinds, because the two promises differ:

- `chassis.confirming.ConfirmedPublisher` for events: confirms only what the broker has on disk in a queue, and says
  what no queue takes. Whoever calls it must keep the messages until it returns.
- `DirectPublisher` for RPC requests and replies: hands the message to the socket and returns. A lost request or reply
  shows as a passed deadline, and repeating is safe. A request that no queue takes is reported to ``on_return``.
"""

import contextlib
import functools
import socket
from collections.abc import Callable, Mapping
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


METHOD_FRAME = 1
"""The kind of frame that carries a method, in AMQP 0-9-1."""


@functools.lru_cache(maxsize=1024)
def arguments_of(exchange: str, routing_key: str, mandatory: bool) -> bytes:
    """What ``basic.publish`` is told, as it stands on the wire."""
    arguments: bytes = serialization.dumps("Bssbb", (0, exchange, routing_key, mandatory, False))
    return arguments


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
        deadline: float | None,
        mandatory: bool = False,
        headers: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> None:
        """Hand one message to the socket; raises `PublishFailed` when that is not possible within ``deadline``.

        None: the caller has a timer of its own running, whose `eventlet.Timeout` comes out.
        """
        try:
            with contextlib.nullcontext() if deadline is None else eventlet.Timeout(deadline):
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
                    METHOD_FRAME, _CHANNEL, spec.Basic.Publish, arguments_of(exchange, routing_key, mandatory), message
                )
        except eventlet.Timeout as late:
            self.close()
            if deadline is None:
                raise
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
