"""Fills the queue of each agency in the virtual host of agencies.

Guarantees: a message counts as handed over only when the broker confirmed that the queue has it on disk; messages go in
order, and of one dossier none after one that was not taken. A queue that holds `FULL` messages gets no more until its
agency has read some: nothing is dropped at its head, and nothing is lost, since the rest stays in the database. One
agency's queue delays no other's. The names are a promise to agencies.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Final

from chassis.agency_broker import Outlet, QueueMissing
from chassis.confirming import Parcel, Unroutable
from chassis.logs import get_log
from services.notifications.contract import EVENT_MEDIA, word_of
from services.notifications.domain.handing_over import Message

log = get_log(__name__)

EXCHANGE: Final = "agencies.events"
MEDIA: Final = EVENT_MEDIA.partition(";")[0]
FULL: Final = 10_000
"""Messages that lie ready in a queue while nobody reads it; the broker itself refuses beyond twice as many."""
SIDE_BY_SIDE: Final = 20
"""Messages that are under way to the broker at once."""
OUTLETS: Final = 4
"""Connections over which queues are filled side by side."""


def queue_of(agency: str) -> str:
    """The queue of an agency, and the name of its account: ``agency.H27.30.12``."""
    return f"agency.{agency}"


def key_of(agency: str) -> str:
    """The first word of the routing keys of an agency's messages: ``H27-30-12``."""
    return agency.replace(".", "-")


def side_by_side(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """The messages in order, cut so that each part has at most one of a dossier: they can go without waiting."""
    part: list[Message] = []
    lines: set[str] = set()
    for message in messages:
        if message.line in lines or len(part) >= SIDE_BY_SIDE:
            yield part
            part, lines = [], set()
        part.append(message)
        lines.add(message.line)
    if part:
        yield part


class AgencyQueues:
    """One for the process, safe to share between threads."""

    def __init__(self, url: str, full: int = FULL) -> None:
        self._url = url
        self._full = full
        self._idle: list[Outlet] = []
        self._room = threading.Semaphore(OUTLETS)
        self._most: dict[str, int] = {}

    def publish(self, account: str, messages: Sequence[Message]) -> tuple[int, str]:
        """Put messages into the queue; how many were confirmed, counted from the first, and why not more."""
        with self._room:
            outlet = self._idle.pop() if self._idle else Outlet(self._url, EXCHANGE)
            taken = 0
            try:
                room = self._room_in(outlet, account, len(messages))
                for group in side_by_side(messages[:room]):
                    parcels = [Parcel(each.body, f"{key_of(account)}.{word_of(each.type)}", each.id) for each in group]
                    self._most[account] += len(parcels)
                    count, failure = outlet.publish_to(parcels, media=MEDIA)
                    taken += count
                    if failure is not None:
                        raise failure
            except (QueueMissing, Unroutable):
                return taken, "there is no such queue"
            except Exception as failed:  # noqa: BLE001  # whatever the broker did, what is left stays in the database
                outlet.close()
                return taken, str(failed)[:150] or type(failed).__name__
            finally:
                self._idle.append(outlet)
        return taken, "" if taken == len(messages) else "the queue is full; the rest waits here"

    def _room_in(self, outlet: Outlet, account: str, wanted: int) -> int:
        """How many messages an agency's queue takes now, as far as ``wanted``.

        A queue holds at most what it held when it was asked and what came since; it is asked again when that may be
        too much, not for every event.
        """
        if self._most.get(account, self._full) + wanted > self._full:
            self._most[account] = outlet.ready(queue_of(account))
        return max(self._full - self._most[account], 0)

    def beat(self) -> None:
        """Keep idle connections alive, or drop those whose peer is gone."""
        for outlet in list(self._idle):
            outlet.beat()

    def declare(self, agency: str) -> None:
        """Make an agency's queue and bind it to what is for the agency; doing so twice changes nothing."""
        outlet = Outlet(self._url, EXCHANGE)
        try:
            outlet.declare(queue_of(agency), f"{key_of(agency)}.#")
        finally:
            outlet.close()

    def delete(self, agency: str) -> int:
        """Delete an agency's queue with all that is in it; how much that was."""
        outlet = Outlet(self._url, EXCHANGE)
        try:
            return outlet.delete(queue_of(agency))
        finally:
            outlet.close()
