"""Which provider takes a message: the first that works, with hysteresis.

A provider is *open* (not asked) after some failures in a row, or at once when it says that nothing will go. While it is
open one message that can wait tries it from time to time; it is asked as before only after several good answers in a
row and some time since the last failure. So a provider that fails every other time does not make traffic swing.

The choice for one message: a provider that may have taken it (no answer in time) is asked again under the same id,
since it alone can drop the repeat; only after `UNSURE_AT_MOST` such attempts does the message go to another one, where
the person may get it twice. One that said it did not take it is passed over for the next attempt.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.notifications.domain.providers import Verdict

UNSURE_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """``failures`` in a row open; ``good`` answers in a row and ``rest`` seconds without a failure close again.

    ``probe_every``: seconds between two messages that try a provider that is open.
    """

    failures: int
    good: int
    rest: int
    probe_every: int


@dataclass(frozen=True, slots=True)
class Circuit:
    """How one provider does. ``in_a_row`` counts failures while it is asked, good answers while it is open."""

    opened_at: dt.datetime | None = None
    in_a_row: int = 0
    failed_at: dt.datetime | None = None
    probed_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    def after(self, verdict: Verdict, began: dt.datetime, now: dt.datetime, limits: Limits) -> "Circuit":
        """The circuit after an attempt that began at ``began`` and ended ``now``."""
        if verdict is Verdict.NEITHER:
            return self
        if verdict is not Verdict.GOOD:
            failures = self.in_a_row + 1
            if self.is_open:
                return replace(self, in_a_row=0, failed_at=now)
            if verdict is Verdict.DEAD or failures >= limits.failures:
                return Circuit(opened_at=now, failed_at=now, probed_at=now)
            return replace(self, in_a_row=failures, failed_at=now)
        if self.opened_at is None:
            return self if not self.in_a_row else replace(self, in_a_row=0)
        if began < self.opened_at:
            return self  # It was on its way before; only what tried since says something.
        good = self.in_a_row + 1
        rested = self.failed_at is None or now - self.failed_at >= dt.timedelta(seconds=limits.rest)
        return Circuit(failed_at=self.failed_at) if good >= limits.good and rested else replace(self, in_a_row=good)

    def wants_probe(self, now: dt.datetime, limits: Limits) -> bool:
        """Whether the next message that can wait should try it."""
        since = self.probed_at or self.opened_at
        return since is not None and self.is_open and now - since >= dt.timedelta(seconds=limits.probe_every)


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a message's attempts until now: the last provider, whether it may have taken it, how often."""

    provider: str = ""
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked; ``probe``: to find out whether it works again."""

    provider: str
    probe: bool = False


def choose(
    order: Sequence[str],
    circuits: Mapping[str, Circuit],
    before: Before,
    now: dt.datetime,
    limits: Limits,
    *,
    can_wait: bool,
) -> Choice | None:
    """The provider for a message's next attempt; None if the channel has none.

    Guarantees: an open provider is asked only by a probe, of a message that ``can_wait``, or when all are open.
    """
    if not order:
        return None
    known = {name: circuits.get(name, Circuit()) for name in order}
    working = [name for name in order if not known[name].is_open]
    if 0 < before.unsure < UNSURE_AT_MOST and before.provider in working:
        return Choice(before.provider)
    if can_wait and not before.provider:
        due = [name for name in order if known[name].wants_probe(now, limits)]
        if due:
            return Choice(due[0], probe=True)
    if not working:
        earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
        return Choice(min(order, key=lambda name: known[name].failed_at or earliest))
    others = [name for name in working if name != before.provider]
    return Choice(others[0] if before.provider and others else working[0])
