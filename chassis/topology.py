"""The names of exchanges and queues, and the command that declares them before anything is published.

``python -m chassis.topology declare`` with ``AMQP_URL`` (an account that may configure everything) and the services in
``MOTCUA_TOPOLOGY`` (``consumer:source,source;…``) or as arguments. Names outlive code: a changed name orphans a queue
that fills for ever, so they stand here and a test guards them. Guarantees: declaring twice changes nothing; a queue
that exists with other arguments ends the command with a sentence, instead of the endless reconnecting of its consumer.

Event queues are quorum queues, one for each consumer and source, bound to all of the source's events: one queue keeps
their order, and what a consumer has no handler for it still counts, so a gap is a gap. What the broker gives up on
(a consumer that dies again and again on one message) goes to ``<consumer>.dead-letters``, where the consumer parks it.
RPC requests are transient messages in a classic queue: a request outlives neither the broker nor its deadline. (The
queue itself is durable and a reply queue exclusive to its connection, since RabbitMQ 4.3 refuses transient queues that
are shared.) What every process of a service must hear for itself comes on an exclusive queue of its own, which ends
with its connection (`chassis.broadcasts`).
"""

import os
import sys
from collections.abc import Mapping
from typing import Final

import amqp
from kombu import Connection, Exchange, Queue, binding

RPC_EXCHANGE: Final = "nameko-rpc"
DELIVERY_LIMIT: Final = 50
"""How often the broker hands a message to consumers that die on it before it gives up."""
CONNECT_TIMEOUT: Final = 3
REPLY_QUEUE_EXPIRES: Final = 60_000


def rpc_exchange() -> Exchange:
    """Where all calls go, as nameko has it; the routing key is ``service.method``."""
    return Exchange(RPC_EXCHANGE, type="topic", durable=True)


def event_exchange(source: str) -> Exchange:
    """Where a service tells its events, and nobody else may; the routing key is the type of the event."""
    return Exchange(f"{source}.events", type="topic", durable=True)


def dead_exchange(consumer: str) -> Exchange:
    """Where the broker puts what it gave up handing to a consumer."""
    return Exchange(f"{consumer}.dead", type="fanout", durable=True)


def existing(exchange: Exchange) -> Exchange:
    """An exchange as a queue refers to it: a service may bind to it, but only the administrator may declare it."""
    return Exchange(exchange.name, type=exchange.type, durable=exchange.durable, no_declare=True)


def rpc_queue(service: str) -> Queue:
    """The calls to a service, shared by its processes."""
    return Queue(
        f"rpc-{service}",
        exchange=existing(rpc_exchange()),
        routing_key=f"{service}.*",
        durable=True,
        queue_arguments={"x-queue-type": "classic"},
    )


def reply_queue(service: str, identity: str) -> Queue:
    """The answers to the calls of one process; it ends with the connection of that process."""
    return Queue(
        f"rpc.reply-{service}-{identity}",
        exchange=existing(rpc_exchange()),
        routing_key=identity,
        durable=False,
        exclusive=True,
        queue_arguments={"x-queue-type": "classic", "x-expires": REPLY_QUEUE_EXPIRES},
    )


def event_queue(consumer: str, source: str) -> Queue:
    """All events of a source for one consumer, in order and on disk; when full it refuses, and drops nothing."""
    return Queue(
        f"{consumer}.{source}",
        exchange=existing(event_exchange(source)),
        routing_key="#",
        durable=True,
        queue_arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": dead_exchange(consumer).name,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def broadcast_queue(consumer: str, source: str, types: tuple[str, ...], identity: str) -> Queue:
    """The queue on which one process alone hears some events of a source; it ends with the process's connection."""
    exchange = existing(event_exchange(source))
    return Queue(
        f"{consumer}.heard-{source}-{identity}",
        bindings=[binding(exchange, routing_key=name) for name in types],
        durable=False,
        exclusive=True,
        auto_delete=True,
        queue_arguments={"x-queue-type": "classic", "x-expires": REPLY_QUEUE_EXPIRES},
    )


def dead_letter_queue(consumer: str) -> Queue:
    """What the broker gave up handing to a consumer, until it has parked it in its database."""
    return Queue(
        f"{consumer}.dead-letters",
        exchange=existing(dead_exchange(consumer)),
        routing_key="",
        durable=True,
        queue_arguments={"x-queue-type": "quorum"},
    )


def parse(text: str) -> dict[str, tuple[str, ...]]:
    """``dossiers:catalog,accounts;payments:dossiers`` as consumers with their sources."""
    pairs = (part.partition(":") for part in text.split(";") if part.strip())
    return {name.strip(): tuple(s.strip() for s in sources.split(",") if s.strip()) for name, _, sources in pairs}


def declare(url: str, subscriptions: Mapping[str, tuple[str, ...]]) -> None:
    """Declare every exchange, event queue and binding of these consumers; idempotent."""
    with Connection(url, connect_timeout=CONNECT_TIMEOUT) as connection:
        channel = connection.default_channel
        rpc_exchange()(channel).declare()
        for consumer, sources in subscriptions.items():
            event_exchange(consumer)(channel).declare()
            dead_exchange(consumer)(channel).declare()
            dead_letter_queue(consumer)(channel).declare()
            for source in sources:
                event_exchange(source)(channel).declare()
                event_queue(consumer, source)(channel).declare()


def main(arguments: list[str]) -> int:
    url = os.environ.get("AMQP_URL") or os.environ.get("MOTCUA_AMQP_URL", "")
    text = ";".join(arguments[1:]) or os.environ.get("MOTCUA_TOPOLOGY", "")
    if arguments[:1] != ["declare"] or not text or not url:
        print("usage: python -m chassis.topology declare CONSUMER:SOURCE,SOURCE …   (AMQP_URL names the broker)")
        return 2
    try:
        declare(url, parse(text))
    except amqp.exceptions.PreconditionFailed as refused:
        print(
            f"A queue exists with other arguments than this release wants; empty and delete it, then retry: {refused}"
        )
        return 1
    except (OSError, amqp.exceptions.AMQPError) as refused:
        print(f"The broker did not take the declarations: {refused}")
        return 1
    print("exchanges and queues are declared")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
