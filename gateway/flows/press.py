"""The press: one paper at a time, and a line before it in which nobody holds a worker.

A paper takes a processor a tenth of a second, on a small busy machine several times that. With a worker in hand before
the press, forty who want a form at once leave no worker for anybody else, and who is not served within the time of an
answer gets a 503. So a request for a blank form lets its worker go until its turn comes.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

LONGEST_WAIT: Final = 40.0
"""Seconds in the line after which a request is told to come again."""
MOST: Final = 200
"""How many may stand in the line; whoever comes then is told so at once."""
LOOK_EVERY: Final = 0.05


class Press:
    """One for the process; for green threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._one = threading.BoundedSemaphore(1)
        self._at_it = 0
        self._line: deque[object] = deque()
        self._clock = clock
        self._sleep = sleep

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Have the press to oneself; waits for those before."""
        self._at_it += 1
        try:
            with self._one:
                yield
        finally:
            self._at_it -= 1

    @property
    def is_free(self) -> bool:
        return self._at_it == 0

    def has_room(self) -> bool:
        return len(self._line) < MOST

    def turn_comes(self, is_made: Callable[[], bool], until: float, stopping: Callable[[], bool]) -> bool:
        """Wait in the line, first come, first served; whose paper another has had made meanwhile goes at once.

        False when the time is over, or this process stops.
        """
        place = object()
        self._line.append(place)
        try:
            while not stopping() and self._clock() < until:
                if is_made() or (self.is_free and self._line[0] is place):
                    return True
                self._sleep(LOOK_EVERY)
            return False
        finally:
            self._line.remove(place)
