"""The two halves of a remote call as they stand on the wire, kept in one place so that they cannot differ.

nameko's own format: a JSON body ``{"args": [request], "kwargs": {}}`` on the exchange ``nameko-rpc`` with the routing
key ``service.method``; the reply ``{"result": …, "error": …}`` with the caller's ``correlation_id``. On top of it, in
headers: the deadline, the caller's passport, the idempotency key and the trace. A result that has a revision says it
in a header of its reply, so that who wants the result's bytes need not read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from chassis.errors import INTERNAL, INVALID_REQUEST, PortalError, from_wire
from chassis.wire_json import decode, encode

DEADLINE: Final = "motcua-deadline"
PASSPORT: Final = "motcua-passport"
KEY: Final = "motcua-key"
TRACE: Final = "motcua-trace"
REVISION: Final = "motcua-revision"

_BEFORE: Final = b'{"result":'
_AFTER: Final = b',"error":null}'


@dataclass(frozen=True, slots=True)
class Terms:
    """What a request's headers say: until when an answer is wanted, who asks, and under which key and trace."""

    deadline: float
    passport: str
    key: str
    trace: str

    def headers(self) -> dict[str, str]:
        return {DEADLINE: f"{self.deadline:.3f}", PASSPORT: self.passport, KEY: self.key, TRACE: self.trace}


def read_terms(headers: Mapping[str, Any] | None) -> Terms:
    """The terms in these headers; a missing or senseless deadline counts as none (infinite)."""
    headers = headers or {}
    try:
        deadline = float(headers.get(DEADLINE, "inf"))
    except (TypeError, ValueError):
        deadline = float("inf")
    texts = (str(headers.get(name, ""))[:4096] for name in (PASSPORT, KEY, TRACE))
    return Terms(deadline, *texts)


def request_body(request: dict[str, Any]) -> bytes:
    return encode({"args": [request], "kwargs": {}})


def read_request(body: object) -> object:
    """The one argument of a request, or `Invalid` where the message is not one of ours."""
    if isinstance(body, Mapping):
        args, kwargs = body.get("args"), body.get("kwargs")
        if isinstance(args, list) and len(args) == 1 and kwargs == {}:
            return args[0]
    raise INVALID_REQUEST()


def reply_body(result: bytes) -> bytes:
    """A reply whose result is this JSON."""
    return _BEFORE + result + _AFTER


def reply_headers(revision: int | None) -> dict[str, str] | None:
    return None if revision is None else {REVISION: str(revision)}


def refusal_body(failed: PortalError) -> bytes:
    """Why there is no result; a stock nameko client sees the error's class and code as its own kind of remote error."""
    cls = type(failed)
    error = {
        "exc_type": cls.__name__,
        "exc_path": f"{cls.__module__}.{cls.__name__}",
        "exc_args": [failed.code],
        "value": failed.code,
        "problem": failed.to_wire(),
    }
    return encode({"result": None, "error": error})


def result_in(body: bytes, headers: Mapping[str, Any]) -> tuple[bytes, int | None] | None:
    """The JSON of the result and its revision, unread; None where the reply is an error, or no reply of ours."""
    if not (body.startswith(_BEFORE) and body.endswith(_AFTER)):
        return None
    told = headers.get(REVISION)
    return body[len(_BEFORE) : -len(_AFTER)], int(told) if told else None


def read_reply(raw: bytes) -> object:
    """The result in a reply, or the error in it raised."""
    try:
        body = decode(raw)
    except ValueError:
        raise INTERNAL() from None
    if not isinstance(body, Mapping):
        raise INTERNAL()
    error = body.get("error")
    if error:
        problem = error.get("problem") if isinstance(error, Mapping) else None
        raise from_wire(problem) if isinstance(problem, Mapping) else INTERNAL()
    return body.get("result")
