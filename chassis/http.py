"""HTTP for the gateway and the sandbox bank: one entry point gets every request.

::

    class Gateway:
        name = "gateway"

        @http(streams=lambda method, path: method == "PUT")
        def handle(self, request: Request) -> Response: ...

Guarantees beyond those of ``chassis.listener``:

* A body is read before a worker is taken, so slow clients do not occupy workers; larger bodies are streamed, only
  where the service says so, at a least speed, and by at most half of the workers at once. Too large is 413 before a
  byte is read; a service that says it itself (to people, in a page) gets the request without its body, or with the
  head of a streamed one.
* At most ``MOTCUA_HTTP_QUEUE`` requests wait for a worker, none for longer than four seconds; others get 503 with
  Retry-After at once. A handler that does not answer within nine seconds is answered for with 503.
* Nothing of an exception reaches the client: a `PortalError` becomes its problem document (RFC 9457), all else a 500
  that names the trace under which the log tells the rest.
* What is waited for (`chassis.waiting`) holds a connection, and a worker only while there may be an answer.
* What can be given again (`chassis.again`) is, without a worker.
* After the stop begins new requests get 503 and ``Connection: close``; those under way are finished.
* X-Forwarded-* is believed from ``MOTCUA_TRUSTED_PROXIES`` only; otherwise it is not even visible to the service.
* Every request is logged once, without its query, with trace, route, status and duration.
"""

import contextlib
import dataclasses
import functools
import io
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import eventlet
from eventlet.event import Event
from nameko.web.handlers import HttpRequestHandler
from nameko.web.server import WebServer
from werkzeug.wrappers import Request, Response

from chassis.again import Again, Given, KeptAnswers, give_again, question_of
from chassis.errors import INTERNAL, PortalError
from chassis.http_errors import BUSY, HTTP_METHOD_UNKNOWN
from chassis.listener import CONNECTION, Listener
from chassis.logs import bind, clear, get_log
from chassis.metrics import HTTP_REQUESTS, HTTP_SECONDS, WORKERS_BUSY
from chassis.problems import language_of, problem
from chassis.proxies import trust_proxies
from chassis.request_facts import name_route, note_facts, note_too_large, route_of, told, too_large, trace_of
from chassis.settings import Address, ServiceSettings, setting, settings_of
from chassis.settings import address as parse_address
from chassis.uploads import BODY_TOO_LARGE, Upload
from chassis.waiting import Wait, ask_again, waited_for

__all__ = [
    "Again", "Given", "HttpServer", "Request", "Response", "Wait", "ask_again", "give_again", "http", "language_of",
    "name_route", "problem", "too_large", "trace_of",
]  # fmt: skip

log = get_log(__name__)

BODY_LIMIT: Final = 1_000_000
STREAM_LIMIT: Final = 30_000_000
ANSWER_WITHIN: Final = 9.0
QUEUE_WITHIN: Final = 4.0

METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))

Streams = Callable[[str, str], bool]


def _never(_method: str, _path: str) -> bool:
    return False


class HttpServer(WebServer):
    """nameko's shared web server with other promises (see the module)."""

    def __init__(self) -> None:
        super().__init__()
        self.draining = False
        self.listener: Listener | None = None
        self._entry: Any = None
        self._waiting = 0
        self._streaming = 0
        self._kept = KeptAnswers()

    @property
    def port(self) -> int:
        """The port listened on; 0 before the start."""
        # nameko reads every attribute of an extension when it binds it, so this must not raise.
        return self.listener.port if self.listener is not None else 0

    def register_provider(self, provider: Any) -> None:
        if self._entry is not None:
            raise ValueError("a service has one http entry point, which gets every request")
        super().register_provider(provider)
        self._entry = provider

    def unregister_provider(self, provider: Any) -> None:
        self.draining = True
        super().unregister_provider(provider)

    def start(self) -> None:
        if self.listener is not None or self._entry is None:
            return
        settings = settings_of(self.container.config, ServiceSettings)
        self._trusted = settings.trusted_proxies
        self._queue = settings.http_queue
        self._patience = settings.http_timeout
        self._public_url = settings.public_url
        self.listener = Listener(self._address(), self._app, timeout=settings.http_timeout)
        self.listener.start()
        log.info("listening for requests", host=self.listener.address.host, port=self.port)

    def _address(self) -> Address:
        loaded: Any = settings_of(self.container.config, _address_settings(self._entry.address))
        found: Address = loaded.address
        return found

    def stop(self) -> None:
        self.draining = True
        if self.listener is not None:
            self.listener.stop()

    def kill(self) -> None:
        self.draining = True
        if self.listener is not None:
            self.listener.kill()

    def _app(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.monotonic()
        exchange = environ[CONNECTION]
        trust_proxies(environ, self._trusted)
        trace = note_facts(environ, self._public_url)
        question = question_of(environ)
        if question is not None and not self._stopping():
            again = self._kept.give(question, environ, trace)
            if again is not None:
                route, given = again
                environ["motcua.sent"] = functools.partial(self._account, environ, route, int(given.status[:3]), began)
                start_response(given.status, given.headers)
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [given.body]
        bind(trace=trace)
        try:
            response = self._answer(environ)
        except PortalError as wrong:
            response = told(wrong, environ)
            exchange.close_after()
        except Exception:
            log.exception("request failed outside its handler")
            response = told(INTERNAL(), environ)
            exchange.close_after()
        body = environ["eventlet.input"]
        if self.draining or body.position < (body.content_length or 0):
            exchange.close_after()
        response.headers["X-Request-Id"] = trace
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        route = route_of(environ)
        environ["motcua.sent"] = functools.partial(self._account, environ, route, response.status_code, began)
        if question is not None:
            self._kept.keep(question, environ, route)
        return response(environ, start_response)

    def _stopping(self) -> bool:
        return self.draining or bool(self.container._being_killed)

    def _account(self, environ: dict[str, Any], route: str, status: int, began: float) -> None:
        seconds = time.monotonic() - began
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in METHODS else "other"
        HTTP_REQUESTS.labels(route, method, str(status)).inc()
        HTTP_SECONDS.labels(route).observe(seconds)
        path = environ["PATH_INFO"][:200]
        log.info("request", method=method, route=route, path=path, status=status, ms=round(seconds * 1000, 1))
        clear()

    def _answer(self, environ: dict[str, Any]) -> Response:
        self._refuse_if_stopping()
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method not in METHODS:
            raise HTTP_METHOD_UNKNOWN()
        length = int(environ.get("CONTENT_LENGTH") or 0)
        streamed = length > 0 and self._entry.streams(method, path)
        limit = self._entry.stream_limit if streamed else self._entry.body_limit
        if length > limit:
            refused = BODY_TOO_LARGE(limit=limit)
            if not self._entry.says_too_large:
                raise refused
            note_too_large(environ, refused)
        if not streamed:
            taken = length if length <= limit else 0
            environ["wsgi.input"] = io.BytesIO(self._read(environ["wsgi.input"], taken))
            response = self._work(Request(environ), ANSWER_WITHIN)
            while (wait := waited_for(environ)) is not None and wait(self._stopping):
                response.close()
                response = self._work(Request(environ), ANSWER_WITHIN)
            return response
        if self._streaming >= max(1, self.container.max_workers // 2):
            raise BUSY(retry_after=2)
        upload = Upload(environ["wsgi.input"], length, self._patience, limit)
        environ["wsgi.input"] = upload
        self._streaming += 1
        try:
            return self._work(Request(environ), upload.allowed + ANSWER_WITHIN)
        finally:
            self._streaming -= 1

    def _read(self, source: Any, length: int) -> bytes:
        upload = Upload(source, length, self._patience, length)
        parts = []
        while upload.left:
            parts.append(upload.read(65536))
        return b"".join(parts)

    def _refuse_if_stopping(self) -> None:
        if self._stopping():
            raise BUSY(retry_after=2)

    def _work(self, request: Request, within: float) -> Response:
        """Have a worker answer; bounded are the number of those that wait, their wait, and the answer's time."""
        self._refuse_if_stopping()
        pool = self.container._worker_pool
        if pool.free() <= 0 and self._waiting >= self._queue:
            raise BUSY(retry_after=1)
        answered = Event()
        self._waiting += 1
        try:
            with contextlib.nullcontext() if pool.free() > 0 else eventlet.Timeout(QUEUE_WITHIN, BUSY(retry_after=2)):
                self.container.spawn_worker(
                    self._entry,
                    (request,),
                    {},
                    context_data={"trace": trace_of(request)},
                    handle_result=functools.partial(self._settle, answered),
                )
        finally:
            self._waiting -= 1
        WORKERS_BUSY.labels(self.container.service_name).set(pool.running())
        response = answered.wait(within)
        if not answered.ready():
            answered.send(None)
            log.error("handler did not answer in time", within=within)
            raise BUSY(retry_after=5)
        if not isinstance(response, Response):
            log.error("handler gave no response")
            raise INTERNAL()
        return response

    def _settle(self, answered: Event, _context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        WORKERS_BUSY.labels(self.container.service_name).set(self.container._worker_pool.running() - 1)
        if not answered.ready():
            answered.send(result)
        elif isinstance(result, Response):
            result.close()
        return result, exc_info


@functools.lru_cache(maxsize=16)
def _address_settings(name: str) -> type:
    """A settings class of the one address that the named setting gives."""
    chosen = setting(name, parse=parse_address, help="where requests are listened for")
    return dataclasses.make_dataclass("AddressSettings", [("address", Address, chosen)], frozen=True)


class HttpEntry(HttpRequestHandler):
    """The entry point behind `http`."""

    server = HttpServer()

    def __init__(
        self, streams: Streams, body_limit: int, stream_limit: int, address: str, says_too_large: bool
    ) -> None:
        super().__init__("", "/")
        self.streams = streams
        self.body_limit = body_limit
        self.stream_limit = stream_limit
        self.address = address
        self.says_too_large = says_too_large


def http(
    *,
    streams: Streams = _never,
    body_limit: int = BODY_LIMIT,
    stream_limit: int = STREAM_LIMIT,
    address: str = "MOTCUA_HTTP_ADDRESS",
    says_too_large: bool = False,
) -> Callable[[Callable[[Any, Request], Response]], Callable[[Any, Request], Response]]:
    """Make a method the one that gets every request, any method and path.

    ``streams(method, path)`` says for which requests the body is not read beforehand but left in ``request.stream``.
    Limits are in bytes. ``address`` names the setting that says where to listen.
    With ``says_too_large`` the method gets requests whose body is too large as well and asks `too_large` about them.
    """

    def register(method: Callable[[Any, Request], Response]) -> Callable[[Any, Request], Response]:
        @functools.wraps(method)
        def handle(self: Any, request: Request) -> Response:
            bind(trace=trace_of(request))
            try:
                return method(self, request)
            except PortalError as wrong:
                return told(wrong, request.environ)
            except Exception:
                # nameko would log the arguments, and tell the client the exception's text.
                log.exception("request failed")
                return told(INTERNAL(), request.environ)

        registered: Callable[[Any, Request], Response] = HttpEntry.decorator(
            streams, body_limit, stream_limit, address, says_too_large
        )(handle)
        return registered

    return register
