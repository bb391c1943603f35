"""One trace id per request: 32 hex digits, from a valid W3C ``traceparent`` or made here, told back to the caller."""

import re
import secrets
from dataclasses import dataclass, field

from werkzeug.wrappers import Request

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace a request belongs to, and the gateway's own span in it."""

    id: str
    span: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def response_header(self) -> str:
        """The value of ``traceresponse`` (W3C Trace Context level 2)."""
        return f"00-{self.id}-{self.span}-00"


def trace_from_headers(request: Request) -> str:
    """The trace id that the request names, or a new one; a malformed header counts as absent, as the standard asks."""
    found = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return found[1] if found and set(found[1]) != {"0"} else secrets.token_hex(16)
