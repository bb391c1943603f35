"""Waiting for the feed to grow: one look at it serves all who wait, and none of them holds a worker."""

import threading
import time
from collections.abc import Callable
from typing import Final

from chassis.errors import PortalError

LOOK_EVERY: Final = 0.2
"""Seconds between two looks while anybody waits."""
MOST: Final = 200
"""How many may wait at once; whoever comes then is answered at once."""


class FeedWatch:
    """One for the process. ``ask`` gives the place of the newest event."""

    def __init__(
        self,
        ask: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._sleep = sleep
        self._looking = threading.Lock()
        self._looked_at = -1.0
        self._head = 0
        self._waiting = 0

    def has_room(self) -> bool:
        return self._waiting < MOST

    def grows(self, after: int, until: float, stopping: Callable[[], bool]) -> bool:
        """Wait until there is something after a place; False when the time is over, or this process stops."""
        self._waiting += 1
        try:
            while not stopping():
                if self._look() > after:
                    return True
                if self._clock() >= until:
                    return False
                self._sleep(min(LOOK_EVERY, max(0.01, until - self._clock())))
            return False
        finally:
            self._waiting -= 1

    def _look(self) -> int:
        if self._clock() - self._looked_at >= LOOK_EVERY and self._looking.acquire(blocking=False):
            try:
                self._head = max(self._head, self._ask())
            except PortalError:
                pass  # Whoever asks for the events themselves hears it.
            finally:
                self._looked_at = self._clock()
                self._looking.release()
        return self._head
