"""One request on its way through the gateway: who asks, in which language, what exactly, and how to answer.

A `Visit` exists only after the request was checked: its caller is verified, its path, query and body are records. The
handlers in ``gateway/api`` and ``gateway/web`` see nothing rawer than this.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.http import quote_etag
from werkzeug.wrappers import Request, Response

from chassis.callers import Caller
from chassis.contracts import Method
from chassis.errors import KEY_REUSED, PortalError
from chassis.objects import Objects
from chassis.parts import Parts
from chassis.records import dump
from chassis.rendered import Rendered
from chassis.wire_json import encode
from gateway.announced import Announced
from gateway.browsers import Browser
from gateway.catalogue import Catalogue
from gateway.multipart import FilePart
from gateway.problems import FORM_SENT_BEFORE
from gateway.reading import version_tag
from gateway.routing import Route
from gateway.settings import GatewaySettings
from gateway.traces import Trace
from gateway.unread import Unread
from gateway.waiting import FeedWatch

Req = TypeVar("Req")
Rep = TypeVar("Rep")

JSON = "application/json; charset=utf-8"

_BEGUN = "motcua.begun"
_LOOKED = "motcua.looked"


class Rpc(Protocol):
    """The client side of the bus, as `chassis.rpc.RpcClient` injects it; raises `PortalError` and nothing else."""

    def call(
        self,
        method: Method[Req, Rep],
        request: Req,
        *,
        caller: Caller,
        key: str = "",
        timeout: float | None = None,
        trace: str = "",
    ) -> Rep: ...

    def fetch(
        self,
        method: Method[Req, Rep],
        request: Req,
        *,
        caller: Caller,
        timeout: float | None = None,
        trace: str = "",
    ) -> Rendered[Rep]: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What the gateway works with; one for the process."""

    rpc: Rpc
    objects: Objects
    settings: GatewaySettings
    catalogue: Catalogue
    render: Callable[..., str]
    """Renders a template by name: ``render("home.html", visit=…, …)``."""
    document: Callable[[str], bytes]
    """The OpenAPI document in a version of the standard."""
    feed: FeedWatch
    """For those who wait at the agencies' feed."""
    parts: Parts | None = None
    """Files that arrive in parts; where there is a store."""
    unread: Unread = field(default_factory=Unread)
    """How many messages people have not read."""
    announced: Announced | None = None
    """What is announced at present."""


@dataclass(slots=True)
class Visit:
    """A checked request."""

    request: Request
    route: Route
    means: Means
    caller: Caller
    language: str
    trace: Trace
    browser: Browser
    path: Mapping[str, str] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)
    """Fields of the contract's request, as far as path, query, body and headers gave them."""
    form: "MultiDict[str, str]" = field(default_factory=MultiDict)
    """What a guarded page's form holds, without its token."""
    file: FilePart | None = None
    """The file that such a form sends, where its route takes one; not read yet."""
    key: str = ""
    still_holds: Callable[[], bool] | None = None
    """Set by a handler whose answer is the same for everybody: whether it can be given again unasked."""

    later: Callable[[Callable[[], bool]], bool] | None = None
    """Set by a handler whose answer may be another one soon: waits for that, and tells whether to ask once more. It is
    given what tells whether this process stops."""

    def begun(self, clock: Callable[[], float]) -> float:
        """When this request was first asked, by a clock; the same however often it is asked again."""
        return float(self.request.environ.setdefault(_BEGUN, clock()))

    @property
    def looked_up_to(self) -> int:
        """What a handler kept for the next time this request is asked; 0 the first time."""
        return int(self.request.environ.get(_LOOKED, 0))

    @looked_up_to.setter
    def looked_up_to(self, place: int) -> None:
        self.request.environ[_LOOKED] = place

    def ask(self, **supplied: Any) -> Any:
        """The contract's request, whole; ``supplied`` are the fields only the handler knows."""
        if self.route.method is None:
            raise TypeError(f"{self.route.path} stands for no method")
        return self.route.method.request(**{**self.parts, **supplied})

    def call(self, **supplied: Any) -> Any:
        """Carry out the route's method with what was sent."""
        if self.route.method is None:
            raise TypeError(f"{self.route.path} stands for no method")
        return self.send(self.route.method, self.ask(**supplied), key=self.key)

    def send(self, method: Method[Req, Rep], request: Req, *, key: str = "") -> Rep:
        """Call any method as the one who asks. A page's form that was sent before with other content is refused with
        `FORM_SENT_BEFORE`, and is drawn again with a new key."""
        try:
            return self.means.rpc.call(method, request, caller=self.caller, key=key, trace=self.trace.id)
        except PortalError as refused:
            if not (self.route.page and refused.code == KEY_REUSED.code):
                raise
            self.key = ""
            raise FORM_SENT_BEFORE() from None

    def pass_on(self) -> Response:
        """Carry out the route's method and hand on its reply; one that has no version goes out as it came."""
        route = self.route
        if route.method is None or route.method.changes or route.shows_version or route.status != 200:
            return self.answer(self.call())
        reply = self.means.rpc.fetch(route.method, self.ask(), caller=self.caller, trace=self.trace.id)
        return Response(reply.json, content_type=JSON)

    @property
    def given_file(self) -> FilePart:
        """The file of the form, on a route that takes one."""
        if self.file is None:
            raise TypeError(f"{self.route.path} takes no file")
        return self.file

    def answer(self, reply: object, *, status: int | None = None, location: str = "") -> Response:
        """A reply record as JSON with the route's status, its version as ETag where the route shows one."""
        status = status or self.route.status
        if status == 204:
            return Response(status=204)
        response = json_response(dump(reply), status)
        if self.route.shows_version:
            response.headers["ETag"] = quote_etag(version_tag(getattr(reply, self.route.shows_version)))
            if self.route.verb == "GET":
                response.make_conditional(self.request)
        if location:
            response.headers["Location"] = location
        return response

    def page(self, template: str, *, status: int = 200, **facts: Any) -> Response:
        """A rendered page; one that shows a form again says in its title that something is wrong."""
        facts["refused_before"] = status >= 400
        shown = self.means.announced.at(dt.datetime.now(dt.UTC)) if self.means.announced else ()
        html = self.means.render(template, visit=self, caller=self.caller, lang=self.language, announced=shown, **facts)
        response = Response(html, status=status, content_type="text/html; charset=utf-8")
        response.headers["Content-Language"] = self.language
        return response


def json_response(body: object, status: int = 200) -> Response:
    """Plain values as JSON in UTF-8, written compactly."""
    return Response(encode(body), status=status, content_type=JSON)
