"""What lies at the broker in the queues that this process consumes, asked over AMQP itself.

A queue is declared passively: that changes nothing, needs no right beyond those that the service has at its own
queues, and is answered with how many messages are ready and how many consumers there are (AMQP 0-9-1,
``queue.declare-ok``). How many messages consumers hold unacknowledged AMQP tells nobody, but each process knows what it
holds itself, and since when. With one process of a service that is all; with more, RabbitMQ's own tools tell the sum.

Guarantees: an answer within `WITHIN` seconds, whatever the broker does; what could not be told is told as such and
never as nothing; no connection is left open. Queues that belong to one process alone (replies, broadcasts) are left
out: they end with its connection.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import amqp
import eventlet

from chassis.logs import get_log
from chassis.publishing import GONE, drop, open_connection
from chassis.records import Rule, record

log = get_log(__name__)

WITHIN: Final = 1.5
"""Seconds that the broker gets for all queues of one look."""
TROUBLES: Final = ("", "away", "late", "unknown")

_ORDER: Final[Mapping[str, int]] = {"rpc": 0, "events": 1, "dead-letters": 2}

_Count = Annotated[int | None, Rule(min=0, description="null: not told")]


@record
class BrokerQueue:
    """One queue: messages that wait for a consumer, how many consumers there are, and what the process that answered
    has taken and not acknowledged; ``missing``: there is no such queue."""

    name: Annotated[str, Rule(max=200)]
    what: Annotated[str, Rule(choices=("rpc", "events", "dead-letters"))]
    source: Annotated[str, Rule(max=100, description="Whose events they are")] = ""
    ready: _Count = None
    consumers: _Count = None
    missing: bool = False
    held: _Count = None
    held_since: Annotated[dt.datetime | None, Rule(description="The oldest of those held")] = None


@record
class AtBroker:
    """All queues of a service at the broker. ``trouble``: ``away``, the broker took no connection or ended it;
    ``late``, it did not answer in time; ``unknown``, who answered consumes no queue. What was told before is kept."""

    queues: tuple[BrokerQueue, ...] = ()
    trouble: Annotated[str, Rule(choices=TROUBLES)] = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Messages that were taken and are not acknowledged, and since when the oldest (seconds of the epoch)."""

    count: int
    since: float


Holding = Callable[[], Mapping[str, Held]]
"""What a consumer holds at this moment, by queue."""


class Consumed:
    """The queues that this process consumes, by service."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[str, dict[str, Holding]]] = {}

    def add(self, service: str, url: str, queue: Any, holding: Holding = dict) -> None:
        """Note a queue that others see as well, and who tells what of it is held here."""
        if not queue.exclusive:
            at, names = self._of.get(service, (url, {}))
            self._of[service] = (url, {**(names if at == url else {}), queue.name: holding})

    def held(self, service: str, name: str) -> Held | None:
        """What this process holds of a queue; None: nothing."""
        _, names = self._of.get(service, ("", {}))
        return names.get(name, dict)().get(name)

    def of(self, service: str) -> tuple[str, tuple[str, ...]]:
        """Where the broker is and the names of the queues; none where nothing is consumed."""
        url, names = self._of.get(service, ("", {}))
        return url, tuple(names)


CONSUMED: Final = Consumed()
"""Those of this process."""


def look(service: str, consumed: Consumed = CONSUMED) -> AtBroker:
    """What lies in the queues of a service now; calls first, then events by source, then what nobody could take."""
    url, names = consumed.of(service)
    asked = sorted((_queue(service, name) for name in names), key=lambda one: (_ORDER[one.what], one.name))
    if not asked:
        return AtBroker(trouble="unknown")
    told: dict[str, BrokerQueue] = {}
    trouble = ""
    limit = eventlet.Timeout(WITHIN)
    try:
        _ask(url, asked, told)
    except eventlet.Timeout as passed:
        if passed is not limit:
            raise
        trouble = "late"
    except GONE as gone:
        log.warning("the broker did not tell its queues", reason=type(gone).__name__)
        trouble = "away"
    finally:
        limit.cancel()
    shown = (_with_held(told.get(one.name, one), consumed.held(service, one.name)) for one in asked)
    return AtBroker(queues=tuple(shown), trouble=trouble)


def _with_held(queue: BrokerQueue, held: Held | None) -> BrokerQueue:
    if held is None:
        return dataclasses.replace(queue, held=0)
    return dataclasses.replace(queue, held=held.count, held_since=dt.datetime.fromtimestamp(held.since, dt.UTC))


def _queue(service: str, name: str) -> BrokerQueue:
    """A queue by its name, as `chassis.topology` gives names, of which nothing is told yet."""
    source = name.removeprefix(f"{service}.")
    if source == name:
        return BrokerQueue(name=name, what="rpc")
    if source == "dead-letters":
        return BrokerQueue(name=name, what="dead-letters")
    return BrokerQueue(name=name, what="events", source=source)


def _ask(url: str, asked: list[BrokerQueue], told: dict[str, BrokerQueue]) -> None:
    connection = open_connection(url)
    try:
        channel = connection.channel()
        for one in asked:
            try:
                found = channel.queue_declare(one.name, passive=True)
            except amqp.exceptions.NotFound:
                told[one.name] = BrokerQueue(name=one.name, what=one.what, source=one.source, missing=True)
                channel = connection.channel()  # the broker closed the one on which it was asked
            else:
                told[one.name] = BrokerQueue(
                    name=one.name,
                    what=one.what,
                    source=one.source,
                    ready=found.message_count,
                    consumers=found.consumer_count,
                )
    finally:
        drop(connection)
