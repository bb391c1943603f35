"""Answers that are given again without a full visit: what everybody gets alike, as long as it holds.

Guarantees: the visit is counted towards the same limit as any other, and what differs from visit to visit (trace, rate
limit) is its own; who has the answer already gets 304. Where the answer no longer holds, or the limit is reached, a
full visit is made.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.http import parse_etags
from werkzeug.wrappers import Response

from chassis.callers import Caller, CallerKind
from chassis.http import Given
from gateway.limits import Limiter, Policy, counted_as
from gateway.traces import Trace

_OF_EACH_VISIT = frozenset(("ratelimit", "x-request-id", "traceresponse"))
_NOT_WITH_304 = frozenset(("content-type", "content-length"))


class Repeated:
    """How one answer is given again."""

    def __init__(
        self, response: Response, still_holds: Callable[[], bool], limiter: Limiter, policy: Policy | None
    ) -> None:
        self._still_holds = still_holds
        self._limiter = limiter
        self._policy = policy
        self._body = response.get_data()
        self._tag = response.get_etag()[0] or ""
        length = ("Content-Length", str(len(self._body)))
        kept = [(name, value) for name, value in response.headers if name.lower() not in _OF_EACH_VISIT]
        self._headers = [*((name, value) for name, value in kept if name.lower() != "content-length"), length]
        self._headers_304 = [(name, value) for name, value in kept if name.lower() not in _NOT_WITH_304]

    def __call__(self, environ: dict[str, Any], trace: str) -> Given | None:
        """The answer to one more request for it, or None."""
        if not self._still_holds():
            return None
        own = [("X-Request-Id", trace), ("traceresponse", Trace(trace).response_header)]
        if self._policy is not None:
            verdict = self._limiter.take(self._policy, network_of(environ.get("REMOTE_ADDR", "")))
            if not verdict.allowed:
                return None
            own.append(("RateLimit", verdict.header))
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and parse_etags(known).contains_weak(self._tag):
            return Given("304 NOT MODIFIED", self._headers_304 + own, b"")
        return Given("200 OK", self._headers + own, self._body)


def network_of(address: str) -> str:
    """As what a visitor without a token is counted."""
    return counted_as(Caller(kind=CallerKind.ANONYMOUS, network=address[:64]))
