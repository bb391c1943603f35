"""Listens to all that the broker carries: every event, every dead letter, every request and its reply."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

from kombu import Connection, Consumer, Exchange, Queue

from chassis import topology
from deploy.rooms import SERVICES


@dataclass(frozen=True)
class Heard:
    """One message. ``method`` names what a request asks for, also in its reply."""

    exchange: str
    key: str
    method: str
    kept: bool
    text: str

    @property
    def place(self) -> str:
        kind = "request" if self.key == self.method else "reply"
        return f"{kind} of {self.method}" if self.method else f"{self.exchange} {self.key}"


@dataclass
class Tap:
    """A queue of its own on every exchange; what it heard is kept until the end of the story."""

    url: str
    heard: list[Heard] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _bound: threading.Event = field(default_factory=threading.Event)
    _asked: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._bound.wait(30), "the broker does not let the tap in"
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)

    def _listen(self) -> None:
        exchanges = [topology.rpc_exchange()]
        for service in SERVICES:
            exchanges += [topology.event_exchange(service), topology.dead_exchange(service)]
        with Connection(self.url, connect_timeout=5) as connection:
            queues = [
                Queue(
                    f"tap.{exchange.name}.{uuid.uuid4()}",
                    exchange=Exchange(exchange.name, type=exchange.type, durable=True, no_declare=True),
                    routing_key="#",
                    exclusive=True,
                    auto_delete=True,
                    durable=False,
                    queue_arguments={"x-queue-type": "classic"},
                )
                for exchange in exchanges
            ]
            with Consumer(connection.channel(), queues=queues, on_message=self._hear, no_ack=True, accept=None):
                self._bound.set()
                while not self._stop.is_set():
                    try:
                        connection.drain_events(timeout=0.5)
                    except TimeoutError:
                        continue

    def _hear(self, message: Any) -> None:
        exchange, key = message.delivery_info["exchange"], message.delivery_info["routing_key"]
        method = ""
        if exchange == topology.RPC_EXCHANGE:
            correlation = message.properties.get("correlation_id", "")
            method = self._asked.setdefault(correlation, key)
        body = message.body if isinstance(message.body, str) else bytes(message.body).decode("utf-8", "replace")
        text = f"{body}\n{message.headers}\n{message.properties}"
        self.heard.append(Heard(exchange, key, method, message.properties.get("delivery_mode") == 2, text))
