"""Files in and out: bytes stream between the caller and the object store, and never travel over the broker.

Guarantee of `receive` and `keep`: a file that a service refuses leaves no object behind, and one that arrives damaged,
empty or too large is never offered to a service. Guarantee of `send`: a browser saves the file and never runs it in
the portal's name. Of `show`: a browser shows the file, as what it is and nothing else, in a page of ours alone.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Protocol, TypeVar
from urllib.parse import quote

from werkzeug.http import quote_etag
from werkzeug.wrappers import Request, Response

from chassis.errors import PortalError
from chassis.objects import OBJECT_EMPTY, Objects, Source, Stored, sha256_of_header
from gateway.headers import FILE_POLICY, SHOWN_POLICY
from gateway.reading import declared_length
from gateway.visits import Visit

T = TypeVar("T")


class Leave(Protocol):
    """Leave to read one object, as services give it."""

    @property
    def object_key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


PDF = "application/pdf"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,48}/[a-z0-9][a-z0-9!#$&^_.+-]{0,48}")


def receive(request: Request, objects: Objects, limit: int, accept: Callable[[Stored, str], T]) -> T:
    """Keep the body of a request; ``accept(stored, media_type)`` tells the service."""
    digest = sha256_of_header(request.headers.get("Content-Digest") or request.headers.get("Digest") or "")
    if not declared_length(request, limit):
        raise OBJECT_EMPTY()
    media_type = media_type_of(request)
    return keep(objects, request.stream, limit, lambda stored: accept(stored, media_type), sha256=digest)


def keep(objects: Objects, source: Source, limit: int, accept: Callable[[Stored], T], *, sha256: str = "") -> T:
    """Store a file and let ``accept`` tell the service; what it refuses is deleted again.

    When the service did not answer in time the object stays, since the service may have taken it all the same; what
    nobody refers to is left where nobody finds it.
    """
    stored = objects.put(source, limit, sha256=sha256)
    try:
        return accept(stored)
    except PortalError as refused:
        if not refused.retryable:
            objects.delete(stored.key)
        raise


def media_type_of(request: Request) -> str:
    """What the sender says the file is; the dossiers service looks inside and has the last word."""
    found = request.mimetype.lower()
    return found if _MEDIA_TYPE.fullmatch(found) else "application/octet-stream"


def send(objects: Objects, key: str, *, name: str, media_type: str, size: int, sha256: str) -> Response:
    """A stored file as a download."""
    response = Response(objects.open(key), content_type=media_type, direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
    return response


def send_granted(visit: Visit, *, name: str = "") -> Response:
    """A stored file that the route's method gives leave to read; its name is the leave's, unless one is given."""
    return send_leave(visit.means.objects, visit.call(), name=name)


def send_leave(objects: Objects, leave: Leave, *, name: str = "") -> Response:
    """A stored file that a service gave leave to read."""
    return send(
        objects,
        leave.object_key,
        name=name or leave.name,
        media_type=leave.media_type,
        size=leave.size,
        sha256=leave.sha256,
    )


def show(objects: Objects, leave: Leave) -> Response:
    """A stored PDF to be looked at inside one of our pages; the caller knows that nothing in it is active (ADR 48)."""
    response = send_leave(objects, leave)
    response.headers["Content-Type"] = PDF
    response.headers["Content-Disposition"] = disposition(leave.name, "inline")
    response.headers["Content-Security-Policy"] = SHOWN_POLICY
    return response


def send_made(body: bytes, *, name: str, media_type: str, tag: str) -> Response:
    """A file that was made for this answer, as a download with its ETag."""
    response = Response(body, content_type=media_type)
    response.headers["ETag"] = quote_etag(tag)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def send_table(body: bytes, *, name: str, media_type: str = "text/csv; charset=utf-8") -> Response:
    """A table for spreadsheet programs, or another small file, that was made for this answer."""
    return send_made(body, name=name, media_type=media_type, tag=hashlib.sha256(body).hexdigest()[:32])


def disposition(name: str, kind: str = "attachment") -> str:
    """``Content-Disposition`` by RFC 6266: a plain ASCII name for old readers and the true one in UTF-8."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_.") or "file"
    return f"{kind}; filename=\"{plain[-100:]}\"; filename*=UTF-8''{quote(name, safe='')}"
