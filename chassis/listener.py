"""The listening end of HTTP/1.1: eventlet's server with what it lacks to stand in the open.

Guarantees: a client that is silent, or sends its request line or headers drop by drop, is let go after a fixed time;
what a proxy in front could read in another way than we do (two lengths, a length and chunks, folded or broken header
lines, no host) is refused; a body without a length is refused with 411; the number of connections is bounded; no
header tells what software this is; a response that is under way is finished when the listener stops, and idle
connections do not delay the stop. Proved by tests/unit/chassis/test_http.py over real sockets.
"""

import contextlib
import errno
import json
import socket
from collections.abc import Callable, Iterable
from email.errors import (
    MultipartInvariantViolationDefect,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)
from http import HTTPStatus
from typing import Any, Final

import eventlet
from eventlet import greenio, wsgi
from eventlet.green import BaseHTTPServer

from chassis.logs import get_log
from chassis.settings import Address, SettingsWrong

log = get_log(__name__)

CONNECTION: Final = "motcua.connection"
"""Where the environ of a request holds its `Exchange`."""

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Exchange(wsgi.HttpProtocol):
    """One connection and the requests on it, one after the other."""

    listener: "Listener"
    unread = False

    def close_after(self) -> None:
        """Close the connection when this response is sent, and say so in its headers."""
        self.close_connection = True

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[CONNECTION] = self
        return environ

    def _read_request_line(self) -> bytes:
        # One bound for the whole line: the socket's own timeout starts anew with every byte.
        with eventlet.Timeout(self.listener.idle):
            line: bytes = super()._read_request_line()
        if len(line) >= self.server.url_length_limit:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return b""
        return line

    def parse_request(self) -> bool:
        with eventlet.Timeout(self.listener.head):
            understood: bool = super().parse_request()
        if not understood:
            return False
        refusal = _refusal(self.headers, self.request_version)
        if refusal is not None:
            self.send_error(refusal)
            return False
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is not a sound request; the reason given is the status alone, never what was sent."""
        self.close_connection = True
        self.unread = True
        status = HTTPStatus(code)
        body = json.dumps({"type": "about:blank", "title": status.phrase, "status": int(status)}).encode()
        head = (
            f"HTTP/1.1 {int(status)} {status.phrase}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.wfile.write(head.encode("ascii") + body)

    def handle_one_response(self) -> None:
        if self.listener.stopping:
            self.close_after()
        self.listener.active.add(self)
        try:
            super().handle_one_response()
        finally:
            self.listener.active.discard(self)
            taken = self.environ["eventlet.input"]
            self.unread = taken.position < (taken.content_length or 0)
            sent = self.environ.get("motcua.sent")
            if sent is not None:
                sent()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            BaseHTTPServer.BaseHTTPRequestHandler.finish(self)
        if self.unread:
            self._linger()
        greenio.shutdown_safe(self.connection)
        self.connection.close()

    def _linger(self) -> None:
        """Let the client read our answer: closing with unread bytes would reset the connection and lose it."""
        with contextlib.suppress(OSError), eventlet.Timeout(2, False):
            self.connection.shutdown(socket.SHUT_WR)
            while self.connection.recv(65536):
                pass


_PARTS_MISSING = (StartBoundaryNotFoundDefect, MultipartInvariantViolationDefect, NoBoundaryInMultipartDefect)


def _refusal(headers: Any, version: str) -> int | None:
    # The parser, made for mail, misses the parts of a multipart body, which comes later.
    defects = [found for found in headers.defects if not isinstance(found, _PARTS_MISSING)]
    if defects or headers.get_payload() or any("\n" in v or "\r" in v or "\0" in v for v in headers.values()):
        return 400
    if version == "HTTP/0.9" or (version != "HTTP/1.0" and len(headers.get_all("host", [])) != 1):
        return 400
    lengths = headers.get_all("content-length", [])
    if len(lengths) > 1 or any(not (n.isascii() and n.isdigit() and len(n) <= 15) for n in lengths):
        return 400
    if headers.get_all("transfer-encoding", []):
        return 400 if lengths else 411
    return None


class Listener:
    """Accepts connections at an address and gives their requests to a WSGI application, one green thread each.

    ``timeout`` bounds each wait for the client's next bytes, ``idle`` the wait for a request, ``head`` its headers;
    ``grace`` how long `stop` waits for responses under way. All in seconds.
    """

    def __init__(
        self,
        address: Address,
        app: WsgiApp,
        *,
        timeout: float = 30.0,
        idle: float = 15.0,
        head: float = 10.0,
        connections: int = 512,
        grace: float = 30.0,
    ) -> None:
        self.address = address
        self.idle = idle
        self.head = head
        self.stopping = False
        self.active: set[Exchange] = set()
        self._app = app
        self._timeout = timeout
        self._grace = grace
        self._pool = eventlet.GreenPool(connections)
        self._socket: Any = None
        self._acceptor: Any = None

    @property
    def port(self) -> int:
        """The port listened on; known after `start`."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Begin to listen; `SettingsWrong` if the address cannot be had."""
        self._socket = _bound(self.address)
        server = wsgi.Server(
            self._socket,
            self._socket.getsockname(),
            self._app,
            log_output=False,
            debug=False,
            keepalive=True,
            socket_timeout=self._timeout,
            protocol=type("BoundExchange", (Exchange,), {"listener": self}),
        )
        self._acceptor = eventlet.spawn(self._accept, server)

    def stop(self) -> None:
        """Accept nothing more, let responses under way be finished, close what is idle. Returns promptly if idle."""
        self.stopping = True
        self._close()
        for exchange in list(self.active):
            exchange.close_after()
        with eventlet.Timeout(self._grace, False):
            while self.active:
                eventlet.sleep(0.02)
        self._drop()

    def kill(self) -> None:
        """Close everything at once."""
        self.stopping = True
        self._close()
        self._drop()

    def _close(self) -> None:
        if self._acceptor is not None:
            self._acceptor.kill()
            self._socket.close()

    def _drop(self) -> None:
        for thread in list(self._pool.coroutines_running):
            thread.kill()

    def _accept(self, server: Any) -> None:
        while True:
            try:
                client, place = self._socket.accept()
            except OSError as failed:
                # Without a free file handle accept fails at once, again and again, until a connection is closed.
                log.warning("connection not accepted", reason=errno.errorcode.get(failed.errno or 0, "unknown"))
                eventlet.sleep(0.1)
                continue
            client.settimeout(self._timeout)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # When the pool is full this waits, and further clients wait in the kernel's queue.
            self._pool.spawn(self._serve, server, [place, client, wsgi.STATE_IDLE])

    def _serve(self, server: Any, state: list[Any]) -> None:
        try:
            server.process_request(state)
        except (eventlet.Timeout, OSError, ValueError):
            pass  # The client was too slow, went away, or sent what is not HTTP; that is its own affair.
        except Exception:
            log.exception("connection ended by a defect")
        finally:
            with contextlib.suppress(OSError):
                state[1].close()


def _bound(address: Address) -> Any:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        # eventlet.listen would set SO_REUSEPORT, with which a second process on the same port goes unnoticed.
        return eventlet.listen((address.host, address.port), family=family, backlog=256, reuse_port=False)
    except OSError as taken:
        reason = "in use" if taken.errno == errno.EADDRINUSE else "not available"
        raise SettingsWrong([f"The address {address} is {reason}; choose another one."]) from None
