"""A circuit breaker for what is outside: after some failures in a row it is not asked for a while.

Guarantees: while open, a call fails at once as `SERVICE_AWAY` with the seconds to wait, instead of occupying a worker
until a timeout; after ``rest`` seconds one single call tries again, and its outcome decides for all. Only errors that
say something about the other side count (``counts``); a refusal of one request does not open the circuit. The state
is of one process; that others learn the same thing later does no harm.
"""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from chassis.errors import SERVICE_AWAY
from chassis.logs import get_log

T = TypeVar("T")

log = get_log(__name__)


class Breaker:
    """Opens after ``failures`` failures in a row, tries again after ``rest`` seconds."""

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        rest: float = 30.0,
        counts: tuple[type[BaseException], ...] = (Exception,),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._failures = failures
        self._rest = rest
        self._counts = counts
        self._clock = clock
        self._in_a_row = 0
        self._opened: float | None = None
        self._trying = False

    @property
    def state(self) -> str:
        """``closed`` (asked as usual), ``open`` (not asked), ``half-open`` (the next call, or one under way, tries)."""
        if self._opened is None:
            return "closed"
        return "half-open" if self._trying or self._left() <= 0 else "open"

    def call(self, work: Callable[[], T]) -> T:
        """Do ``work`` unless the circuit is open; what ``work`` raises is passed on and, if it counts, counted."""
        probe = self._admit()
        try:
            result = work()
        except self._counts:
            self._count(probe)
            raise
        except BaseException:
            # It answered, if only to refuse, or we were stopped: no word against the other side.
            self._trying = self._trying and not probe
            raise
        self._succeed(probe)
        return result

    def _left(self) -> float:
        return 0.0 if self._opened is None else self._opened + self._rest - self._clock()

    def _admit(self) -> bool:
        if self._opened is None:
            return False
        if self._trying or self._left() > 0:
            raise SERVICE_AWAY(retry_after=max(1, math.ceil(self._left())))
        self._trying = True
        return True

    def _count(self, probe: bool) -> None:
        self._in_a_row += 1
        if probe or (self._opened is None and self._in_a_row >= self._failures):
            self._opened = self._clock()
            log.warning("circuit opened", circuit=self.name, failures=self._in_a_row)
        if probe:
            self._trying = False

    def _succeed(self, probe: bool) -> None:
        if self._opened is not None and not probe:
            return  # It began before the circuit opened; only the one that tries decides.
        if probe:
            log.info("circuit closed", circuit=self.name)
        self._in_a_row, self._opened, self._trying = 0, None, False
