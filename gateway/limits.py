"""How many requests one caller may send: counted in memory per window, told in the RateLimit header fields.

Each gateway process counts for itself, so the true limit is the stated one times the processes. When the limiter must
forget (more callers than it remembers), it forgets those seen longest ago: it fails open, since it protects the
machine, while the limits that protect people (codes, passwords) are kept by the accounts service in its database.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from chassis.callers import Caller, CallerKind
from chassis.networks import network_of


@dataclass(frozen=True, slots=True)
class Policy:
    """A quota of requests in a window of seconds."""

    name: str
    quota: int
    window: int

    @property
    def header(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'


def policies(per_minute: int) -> dict[str, Policy]:
    """The quotas, as shares of the setting that says how much one caller may read in a minute."""
    return {
        "default": Policy("default", per_minute, 60),
        "suggest": Policy("suggest", per_minute * 2, 60),
        "change": Policy("change", max(1, per_minute // 2), 60),
        "sign-in": Policy("sign-in", max(1, per_minute // 5), 60),
        "look-up": Policy("look-up", max(1, per_minute // 5), 60),
        "file": Policy("file", max(1, per_minute // 2), 60),
        "provider": Policy("provider", per_minute * 10, 60),
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the limiter decided about one request."""

    policy: Policy
    left: int
    resets_in: int

    @property
    def allowed(self) -> bool:
        return self.left >= 0

    @property
    def header(self) -> str:
        return f'"{self.policy.name}";r={max(0, self.left)};t={self.resets_in}'


class Limiter:
    """Fixed windows per policy and caller, at most ``capacity`` of them in memory."""

    def __init__(self, clock: Callable[[], float], capacity: int = 50_000) -> None:
        self._clock = clock
        self._capacity = capacity
        self._windows: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def take(self, policy: Policy, who: str) -> Verdict:
        """Count one request."""
        now = self._clock()
        started, used = _window(policy, self._windows.pop((policy.name, who), None), now)
        self._windows[policy.name, who] = (started, used + 1)
        while len(self._windows) > self._capacity:
            self._windows.popitem(last=False)
        return _verdict(policy, started, used, now)

    def look(self, policy: Policy, who: str) -> Verdict:
        """What would be decided about one more request; nothing is counted."""
        now = self._clock()
        return _verdict(policy, *_window(policy, self._windows.get((policy.name, who)), now), now)


def _window(policy: Policy, known: tuple[float, int] | None, now: float) -> tuple[float, int]:
    """Since when it is counted, and how much: a window that is over is none."""
    return known if known is not None and now - known[0] < policy.window else (now, 0)


def _verdict(policy: Policy, started: float, used: int, now: float) -> Verdict:
    return Verdict(policy, policy.quota - used - 1, max(1, math.ceil(policy.window - (now - started))))


def counted_as(caller: Caller) -> str:
    """Under which name a caller is counted: themselves when known, else their network (IPv6 by its /64)."""
    if caller.kind is not CallerKind.ANONYMOUS:
        return caller.id
    return network_of(caller.network) or "unknown"
