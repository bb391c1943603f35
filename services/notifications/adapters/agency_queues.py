"""Fills the queue of each agency in the virtual host of agencies.

Guarantees: a message counts as handed over only when the broker confirmed that the queue has it on disk; messages go in
order, and none after one that was not taken. A queue that holds `FULL` messages gets no more until its agency has read
some: nothing is dropped at its head, and nothing is lost, since the rest stays in the database. One agency's queue
delays no other's. The names are a promise to agencies.
"""

import threading
from collections.abc import Sequence
from typing import Final

from chassis.agency_broker import Outlet, QueueMissing
from chassis.logs import get_log
from chassis.publishing import Unroutable
from services.notifications.contract import EVENT_MEDIA, word_of

log = get_log(__name__)

EXCHANGE: Final = "agencies.events"
MEDIA: Final = EVENT_MEDIA.partition(";")[0]
FULL: Final = 10_000
"""Messages that lie ready in a queue while nobody reads it; the broker itself refuses beyond twice as many."""
OUTLETS: Final = 4
"""Connections over which queues are filled side by side."""


def queue_of(agency: str) -> str:
    """The queue of an agency, and the name of its account: ``agency.H27.30.12``."""
    return f"agency.{agency}"


def key_of(agency: str) -> str:
    """The first word of the routing keys of an agency's messages: ``H27-30-12``."""
    return agency.replace(".", "-")


class AgencyQueues:
    """One for the process, safe to share between threads."""

    def __init__(self, url: str, full: int = FULL) -> None:
        self._url = url
        self._full = full
        self._idle: list[Outlet] = []
        self._room = threading.Semaphore(OUTLETS)
        self._most: dict[str, int] = {}

    def publish(self, account: str, messages: Sequence[tuple[str, str, bytes]]) -> tuple[int, str]:
        """Put ``(type, id, body)`` each into the queue; how many were confirmed, and why not more."""
        with self._room:
            outlet = self._idle.pop() if self._idle else Outlet(self._url, EXCHANGE)
            taken = 0
            try:
                for event_type, event_id, body in messages[: self._room_in(outlet, account, len(messages))]:
                    outlet.publish_to(
                        body, key=f"{key_of(account)}.{word_of(event_type)}", message_id=event_id, media=MEDIA
                    )
                    taken += 1
                    self._most[account] += 1
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
