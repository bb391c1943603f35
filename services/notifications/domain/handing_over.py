"""What an attempt to hand something over leads to: for the one event, and for the endpoint it was sent to.

An event that was not taken is tried again after the growing delays of the schedule, over three days, and its successors
of the same dossier wait for it. An endpoint that fails again and again is *down*: then one attempt at a time is made,
at its own growing and bounded pace, and whatever waited becomes due when it answers. After so long a time without one
success it is paused. Nothing waits for a person, but after that.
"""

import datetime as dt
import enum
from dataclasses import dataclass


class Answer(enum.StrEnum):
    """What an endpoint said to one attempt."""

    TAKEN = "taken"
    NOT_TAKEN = "not-taken"  # refused, broken, silent: tried again
    GONE = "gone"  # 410: nobody is there any more
    REFUSED = "refused"  # we do not send there at all: an internal address


@dataclass(frozen=True, slots=True)
class Told:
    """An attempt as it was: what was answered, and how it is shown in the log."""

    answer: Answer
    status: int = 0
    detail: str = ""
    milliseconds: int = 0
    retry_after: int = 0
    """Seconds that the endpoint asked for; 0: none."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Message:
    """One event for a queue. ``line`` is the dossier in whose order it goes."""

    type: str
    id: str
    line: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of an installation, in seconds. ``jitter`` is the share by which a delay may be longer."""

    delays: tuple[int, ...]
    jitter: float
    lease: int
    down_after: int
    probe_delays: tuple[int, ...]
    pause_after: int
    longest_wait: int

    def next_at(self, refusals: int, now: dt.datetime, dice: float, retry_after: int = 0) -> dt.datetime | None:
        """When an event is tried again that was not taken so often; None when it was tried enough."""
        if refusals > len(self.delays):
            return None
        delay = max(self.delays[max(refusals, 1) - 1], min(retry_after, self.longest_wait))
        return now + dt.timedelta(seconds=delay * (1 + self.jitter * dice))

    def probe_at(self, failures: int, now: dt.datetime, dice: float, retry_after: int = 0) -> dt.datetime | None:
        """When an endpoint is tried again that failed so often, one after another; None while it is not down."""
        if failures < self.down_after:
            return None
        pace = self.probe_delays[min(failures - self.down_after, len(self.probe_delays) - 1)]
        delay = max(pace, min(retry_after, self.longest_wait))
        return now + dt.timedelta(seconds=delay * (1 + self.jitter * dice))


@dataclass(frozen=True, slots=True)
class Health:
    """How an endpoint stands: failures one after another, since when, and when it is tried again if it is down."""

    failures: int = 0
    failing_since: dt.datetime | None = None
    probe_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What is to be recorded. ``refusals`` counts how often the event failed while its endpoint was not down;
    ``recovered``: what waited is due now."""

    health: Health
    state: str
    refusals: int
    due_at: dt.datetime
    pause: str = ""
    recovered: bool = False


def consequence(
    schedule: Schedule, told: Told, *, refusals: int, health: Health, now: dt.datetime, dice: float
) -> Consequence:
    """What follows from an attempt. A 410 pauses at once, as does silence for too long; the event is kept then."""
    if told.answer is Answer.TAKEN:
        return Consequence(Health(), "delivered", refusals, now, recovered=health.probe_at is not None)
    since = health.failing_since or now
    failures = health.failures + 1
    worse = Health(failures, since, schedule.probe_at(failures, now, dice, told.retry_after))
    pause = ""
    if told.answer is Answer.GONE:
        pause = "gone"
    elif now - since >= dt.timedelta(seconds=schedule.pause_after):
        pause = "failing"
    if pause:
        return Consequence(Health(), "pending", refusals, now, pause=pause)
    if worse.probe_at is not None:
        # The endpoint as a whole is down: its own pace counts, and no event is given up for it.
        return Consequence(worse, "pending", refusals, worse.probe_at)
    due_at = schedule.next_at(refusals + 1, now, dice, told.retry_after)
    if due_at is None:
        return Consequence(worse, "failed", refusals + 1, now)
    return Consequence(worse, "pending", refusals + 1, due_at)
