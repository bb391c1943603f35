"""How many messages a person has not read: shown on every page, so asked for seldom and never waited for.

What is known of somebody is used for a short while by this process. While notifications are away nothing is shown, and
they are left alone for as long.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from chassis.errors import PortalError
from services.notifications import contract as notifications

if TYPE_CHECKING:
    from gateway.visits import Visit

FRESH_FOR: Final = 20.0
"""Seconds for which a number is used again."""
PATIENCE: Final = 0.5
"""Seconds that a page waits for it."""
MOST: Final = 20_000
"""People of whom a number is kept."""


class Unread:
    """The numbers of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, int | None]] = {}

    def of(self, visit: "Visit") -> int | None:
        """The number for who is signed in; None where it is not known. Only a page that is opened asks for it."""
        if not visit.caller.is_citizen:
            return None
        at, count = self._known.get(visit.caller.id, (float("-inf"), None))
        if self._clock() - at < FRESH_FOR or visit.request.method != "GET":
            return count
        try:
            asked = notifications.ListInbox(unread_only=True, limit=1)
            found: int | None = visit.means.rpc.call(
                notifications.list_inbox, asked, caller=visit.caller, timeout=PATIENCE, trace=visit.trace.id
            ).unread
        except PortalError:
            found = None
        self.told(visit.caller.id, found)
        return found

    def told(self, account_id: str, count: int | None) -> None:
        """Somebody's number is known from elsewhere; None: it has to be asked for anew, but not at once."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[account_id] = (self._clock(), count)

    def changed(self, account_id: str) -> None:
        """Somebody's number is another one by now."""
        self._known.pop(account_id, None)
