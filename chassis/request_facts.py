"""What is known of a request beside what the client sent: its trace, its route, the portal's address."""

import re
import secrets
from typing import Any, Final

from werkzeug.wrappers import Request, Response

from chassis.errors import PortalError
from chassis.problems import language_of, problem

_TRACE: Final = "motcua.trace"
_ROUTE: Final = "motcua.route"
_TOO_LARGE: Final = "motcua.too_large"
_PUBLIC_URL: Final = "motcua.public_url"
_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def note_facts(environ: dict[str, Any], public_url: str) -> str:
    """Note the request's trace (the caller's, by W3C traceparent, else a new one) and the portal's address."""
    found = _TRACEPARENT.fullmatch(environ.get("HTTP_TRACEPARENT", ""))
    trace = found.group(1) if found and set(found.group(1)) != {"0"} else secrets.token_hex(16)
    environ[_TRACE] = trace
    environ[_PUBLIC_URL] = public_url
    return trace


def trace_of(request: Request) -> str:
    """The id that ties together all that this request causes: 32 hex digits, also in the answer's X-Request-Id."""
    return str(request.environ.get(_TRACE, ""))


def note_too_large(environ: dict[str, Any], wrong: PortalError) -> None:
    """Note that the body is larger than is taken, for a service that says so itself."""
    environ[_TOO_LARGE] = wrong


def too_large(request: Request) -> PortalError | None:
    """What to tell of a body that is larger than is taken; none of it may be taken for the whole."""
    found: PortalError | None = request.environ.get(_TOO_LARGE)
    return found


def name_route(request: Request, route: str) -> None:
    """Say by which declared route a request is served, for log and metrics (a template, never the path itself)."""
    request.environ[_ROUTE] = route


def route_of(environ: dict[str, Any]) -> str:
    """The route that `name_route` gave."""
    return str(environ.get(_ROUTE, "other"))


def told(wrong: PortalError, environ: dict[str, Any]) -> Response:
    """The problem document of an error, in the language and with the trace of the request."""
    return problem(wrong, language_of(environ), environ.get(_TRACE, ""), environ.get(_PUBLIC_URL, ""))
