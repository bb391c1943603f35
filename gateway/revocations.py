"""Which sessions have ended although their access tokens have not: heard from accounts at once, kept in memory.

A token is checked here without asking anybody, so every gateway process must learn of an ended session by itself. It
does, over a broadcast, usually within some milliseconds of the commit. What the broadcast cannot promise is made up
for, and where it cannot be, the answer is `Standing.UNKNOWN` and the request is not let through:

- While the broker is away nothing is heard, and every session is UNKNOWN. (No service could be asked anyway.)
- After each start and each lost connection, what ended meanwhile is asked for once, by a call. Until it has been
  answered, tokens made before we listened are UNKNOWN; later ones are good, since their end would be heard.
- An end is remembered until the last token of the session has expired.
"""

import datetime as dt
import enum
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from chassis.envelopes import Event
from chassis.errors import Unavailable
from chassis.logs import get_log
from services.accounts.contract import RevokedSessions, SessionRevoked

log = get_log(__name__)

CLOCKS_DIFFER: Final = 5.0
"""Seconds that the clocks of accounts and of this process may differ."""
LONGEST_TOKEN: Final = 3600.0
"""Seconds for which an end is remembered where it does not say itself for how long."""
ASK_AGAIN: Final = 0.5
"""Seconds before accounts are asked again, if they did not answer."""

AskEnded = Callable[[str], RevokedSessions]
"""Asks accounts for the ended sessions after a place; raises `Unavailable` while they do not answer."""


class Standing(enum.StrEnum):
    """What is known of a session."""

    GOOD = "good"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Revocations:
    """The ended sessions, for one process. A `chassis.broadcasts.Listener`."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._ended: OrderedDict[str, float] = OrderedDict()
        self._listening_since: float | None = None
        self._complete = False
        self._ask_at = 0.0
        self._asking = threading.Lock()

    # From the broadcast

    def listening(self) -> None:
        self._listening_since, self._complete, self._ask_at = self._clock(), False, 0.0

    def deaf(self) -> None:
        self._listening_since, self._complete = None, False

    def heard(self, event: Event[Any]) -> None:
        told: SessionRevoked = event.payload
        self._remember(told.session_id, told.tokens_until)

    # From requests

    def standing(self, session_id: str, issued_at: float, ask: AskEnded) -> Standing:
        """Whether a token of this session, made at that time, may still be used; asks only where it must."""
        if session_id in self._ended:
            return Standing.ENDED
        if self._is_sure(issued_at):
            return Standing.GOOD
        if self._listening_since is not None:
            self._catch_up(ask)
        if session_id in self._ended:
            return Standing.ENDED
        return Standing.GOOD if self._is_sure(issued_at) else Standing.UNKNOWN

    def _is_sure(self, issued_at: float) -> bool:
        since = self._listening_since
        return since is not None and (self._complete or issued_at >= since + CLOCKS_DIFFER)

    def _catch_up(self, ask: AskEnded) -> None:
        """Ask for all that ended before we listened; one request does it, others wait for it."""
        with self._asking:
            since = self._listening_since
            if self._complete or since is None or self._clock() < self._ask_at:
                return
            place, more = "", True
            try:
                while more:
                    page = ask(place)
                    for ended in page.sessions:
                        self._remember(ended.session_id, ended.tokens_until)
                    place, more = page.next_after, bool(page.next_after)
            except Unavailable as away:
                self._ask_at = self._clock() + ASK_AGAIN
                log.warning("ended sessions are not known yet", reason=away.code)
                return
            # Only if no connection was lost while we asked.
            self._complete = self._listening_since == since

    def _remember(self, session_id: str, tokens_until: dt.datetime | None) -> None:
        now = self._clock()
        until = tokens_until.timestamp() + CLOCKS_DIFFER if tokens_until else now + LONGEST_TOKEN
        self._ended[session_id] = until
        self._ended.move_to_end(session_id)
        while self._ended and next(iter(self._ended.values())) < now:
            self._ended.popitem(last=False)
