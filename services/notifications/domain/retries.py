"""When a message that was not taken is tried again: growing delays, kept as data for each channel."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds between an attempt and the next; one attempt more than there are delays.

    ``jitter`` is the share by which a delay may be longer, so that what failed together does not come back together.
    ``lease`` is for how many seconds a process may hold a message before another one takes it.
    """

    delays: tuple[int, ...]
    jitter: float
    lease: int

    @property
    def attempts(self) -> int:
        return len(self.delays) + 1

    def next_at(self, attempts: int, now: dt.datetime, dice: float) -> dt.datetime | None:
        """When to try again after ``attempts`` attempts; None when there were enough. ``dice`` is from 0 to 1."""
        if attempts > len(self.delays):
            return None
        delay = self.delays[max(attempts, 1) - 1]
        return now + dt.timedelta(seconds=delay * (1 + self.jitter * dice))
