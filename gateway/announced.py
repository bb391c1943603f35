"""What is announced at this moment, for the head of every page: asked for twice a minute, never waited for long.

What was heard last is shown while the catalog is away; a page never fails for want of it.
"""

import datetime as dt
from collections.abc import Callable

from chassis.errors import PortalError
from services.catalog.contract import Announcement, Announcements

ASKED_AGAIN = 30.0
"""Seconds for which an answer holds: an announcement is on the pages of every process so long after it was written."""
PAUSE = 10.0
"""Seconds before a catalog that did not answer is asked again."""


class Announced:
    """The announcements of this process; safe to share between green threads."""

    def __init__(self, ask: Callable[[], Announcements], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._held: tuple[Announcement, ...] = ()
        self._due = float("-inf")

    def at(self, now: dt.datetime) -> tuple[Announcement, ...]:
        """What holds at a moment, warnings first."""
        if self._clock() >= self._due:
            # Whoever comes meanwhile goes on with what is held.
            self._due = self._clock() + PAUSE
            try:
                self._held = self._ask().items
                self._due = self._clock() + ASKED_AGAIN
            except PortalError:
                pass
        return tuple(one for one in self._held if one.holds(now))
