"""Secrets that turned out to be nobody's, counted by network before any service is asked for more of them.

What a stranger sends as an API key or a session's cookie has to be asked of a service, and who is asking is known only
afterwards: without this a flood of made-up ones would cost a call each, and count for nobody. Only what was refused
counts, so whoever has good ones may ask as often as they like.
"""

from collections.abc import Callable

from chassis.networks import network_of
from gateway.limits import Limiter, Policy
from gateway.problems import RATE_EXCEEDED


class Guesses:
    """One for the process."""

    def __init__(self, requests_per_minute: int, clock: Callable[[], float]) -> None:
        self._limiter = Limiter(clock)
        self._policy = Policy("guess", max(1, requests_per_minute // 5), 60)

    def check(self, network: str) -> None:
        """Pass if something from there may be asked for; raises `RATE_EXCEEDED` with the time to wait."""
        verdict = self._limiter.look(self._policy, network_of(network))
        if not verdict.allowed:
            raise RATE_EXCEEDED(retry_after=verdict.resets_in, seconds=verdict.resets_in)

    def count(self, network: str) -> None:
        """Something from there was refused."""
        self._limiter.take(self._policy, network_of(network))
