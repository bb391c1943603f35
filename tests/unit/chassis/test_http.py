"""HTTP over real sockets: what a client may do, and what it gets."""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import pytest
from eventlet.event import Event
from nameko.containers import ServiceContainer

from chassis.errors import NotFound, error
from chassis.http import Given, HttpServer, Request, Response, give_again, http, name_route, too_large
from chassis.proxies import trust_proxies
from chassis.settings import ENVIRON, SettingsWrong, networks

GONE = error("test.gone", NotFound, vi="Không có {what}.", en="There is no {what}.")


class Door:
    """What the service under test shares with its test."""

    def __init__(self) -> None:
        self.inside = 0
        self.open = Event()
        self.holds = True


door = Door()


def again(_environ: dict[str, Any], trace: str) -> Given | None:
    headers = [("Content-Length", "8"), ("X-Way", "again"), ("X-Request-Id", trace)]
    return Given("200 OK", headers, b"the same") if door.holds else None


class Desk:
    name = "desk"

    @http(streams=lambda method, path: path.startswith("/upload"), body_limit=1000, stream_limit=3_000_000)
    def handle(self, request: Request) -> Response:
        name_route(request, "/desk")
        if request.path == "/wait":
            door.inside += 1
            door.open.wait()
            return Response("waited")
        if request.path == "/defect":
            raise ValueError("secret=hunter2")
        if request.path == "/gone":
            raise GONE(what="x")
        if request.path == "/file":
            return Response((b"x" * 50_000 for _ in range(400)), headers={"Content-Length": "20000000"})
        if request.path == "/upload":
            size = 0
            while chunk := request.stream.read(65536):
                size += len(chunk)
            return Response(str(size))
        if request.path == "/upload-unread":
            return Response("no, thank you", status=403)
        if request.path == "/same":
            door.inside += 1
            give_again(request, again)
            return Response("the same", headers={"X-Way": "by a handler"})
        if request.path == "/who":
            return Response(json.dumps([request.remote_addr, request.scheme, request.host]))
        return Response(request.get_data())


class KindDesk:
    """It says to people, in its own words, what is too large."""

    name = "kind-desk"

    @http(streams=lambda method, path: method == "PUT", body_limit=1000, stream_limit=200_000, says_too_large=True)
    def handle(self, request: Request) -> Response:
        if (wrong := too_large(request)) is None:
            return Response(request.get_data())
        head = request.stream.read(20) if request.method == "PUT" else b""
        if request.path == "/whole":
            while request.stream.read(65536):
                pass
        return Response(json.dumps([wrong.params["limit"], head.decode()]), status=413)


def until(condition: Callable[[], bool], within: float = 5.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        eventlet.sleep(0.01)


def started(service: type = Desk, **more: str) -> ServiceContainer:
    environ = {
        "MOTCUA_AMQP_URL": "amqp://guest@127.0.0.1/",
        "MOTCUA_HTTP_ADDRESS": "127.0.0.1:0",
        "MOTCUA_HTTP_QUEUE": "2",
        **more,
    }
    container = ServiceContainer(service, {ENVIRON: environ, "max_workers": 2})
    container.start()
    return container


def server_of(container: ServiceContainer) -> HttpServer:
    return next(part for part in container.subextensions if isinstance(part, HttpServer))


@pytest.fixture
def desk() -> Iterator[ServiceContainer]:
    door.inside, door.open, door.holds = 0, Event(), True
    container = started()
    try:
        yield container
    finally:
        if not door.open.ready():
            door.open.send(None)
        container.kill()


class Client:
    """One connection, spoken to in bytes."""

    def __init__(self, container: ServiceContainer) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server_of(container).port), timeout=10)

    def send(self, data: bytes) -> "Client":
        self.socket.sendall(data)
        return self

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.socket.recv(65536)
            assert more, f"closed after {data!r}"
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        while len(body) < int(headers.get("content-length", "0")):
            more = self.socket.recv(1_000_000)
            assert more, "closed in the body"
            body += more
        return int(first.split()[1]), headers, body

    def is_closed(self) -> bool:
        with contextlib.suppress(ConnectionError):
            return self.socket.recv(1) == b""
        return True


def ask(container: ServiceContainer, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
    lines = [f"{method} {path} HTTP/1.1", "Host: test", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Client(container).send("\r\n".join([*lines, "", ""]).encode() + body).answer()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_and_path_reaches_the_one_entry_point(desk: ServiceContainer, method: str) -> None:
    status, _, body = ask(desk, method, "/any/path?x=1", b"hello")

    assert (status, body) == (200, b"hello")


def test_a_body_in_parts_reaches_the_entry_point(desk: ServiceContainer) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nabc\r\n--b--\r\n'

    status, _, got = ask(desk, "POST", "/any", body, Content_Type="multipart/form-data; boundary=b")

    assert (status, got) == (200, body)


def test_a_connection_serves_one_request_after_the_other(desk: ServiceContainer) -> None:
    client = Client(desk)
    for _ in range(3):
        status, headers, body = client.send(b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi").answer()
        assert (status, body) == (200, b"hi")
        assert "connection" not in headers


def test_no_header_tells_the_software(desk: ServiceContainer) -> None:
    _, headers, _ = ask(desk, "GET", "/")
    _, refused, _ = Client(desk).send(b"nonsense\r\n\r\n").answer()

    assert "server" not in headers
    assert "server" not in refused


def test_a_defect_is_told_as_a_problem_without_its_text(desk: ServiceContainer) -> None:
    status, headers, body = ask(desk, "GET", "/defect")

    told = json.loads(body)
    assert status == told["status"] == 500
    assert headers["content-type"] == "application/problem+json"
    assert b"hunter2" not in body
    assert b"ValueError" not in body
    assert told["instance"] == headers["x-request-id"]


@pytest.mark.parametrize(
    ("language", "text"), [("vi", "Không có x."), ("en-GB,en;q=0.9", "There is no x."), ("", "Không có x.")]
)
def test_a_typed_error_is_told_in_the_readers_language(desk: ServiceContainer, language: str, text: str) -> None:
    status, _, body = ask(desk, "GET", "/gone", Accept_Language=language)

    assert status == 404
    assert json.loads(body)["detail"] == text
    assert json.loads(body)["code"] == "test.gone"
    assert json.loads(body)["type"] == "http://127.0.0.1:8000/problems/test.gone"


def test_the_trace_of_a_browser_is_taken_over(desk: ServiceContainer) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    _, taken, _ = ask(desk, "GET", "/", traceparent=f"00-{trace}-b7ad6b7169203331-01")
    _, made, _ = ask(desk, "GET", "/", traceparent="00-zz-1")

    assert taken["x-request-id"] == trace
    assert len(made["x-request-id"]) == 32


def test_a_body_beyond_the_limit_is_refused_and_the_answer_arrives(desk: ServiceContainer) -> None:
    status, headers, _ = ask(desk, "POST", "/", b"x" * 500_000)

    assert status == 413
    assert headers["connection"] == "close"


def test_a_body_beyond_the_limit_is_refused_before_it_is_asked_for(desk: ServiceContainer) -> None:
    client = Client(desk).send(b"POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n")

    assert client.answer()[0] == 413


def test_a_service_may_say_itself_what_is_too_large_and_reads_the_head_of_a_streamed_body_at_most() -> None:
    kind = started(KindDesk)
    try:
        status, headers, body = ask(kind, "POST", "/", b"x" * 500_000)
        assert (status, headers["connection"], json.loads(body)) == (413, "close", [1000, ""])
        status, headers, body = ask(kind, "PUT", "/", b"y" * 500_000)
        assert (status, headers["connection"], json.loads(body)) == (413, "close", [200_000, "y" * 20])
        status, _, body = ask(kind, "PUT", "/whole", b"y" * 500_000)
        assert (status, json.loads(body)["code"]) == (413, "request.body-too-large")
        assert ask(kind, "PUT", "/", b"y" * 200_000)[0] == 200
    finally:
        kind.kill()


def test_a_client_that_asks_first_is_told_to_go_on(desk: ServiceContainer) -> None:
    client = Client(desk).send(b"POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")

    assert client.answer()[0] == 100
    assert client.send(b"hi").answer()[2] == b"hi"


def test_a_streamed_body_is_larger_than_others_may_be(desk: ServiceContainer) -> None:
    assert ask(desk, "PUT", "/upload", b"x" * 2_500_000)[2] == b"2500000"
    assert ask(desk, "PUT", "/upload", b"x" * 3_000_001)[0] == 413


def test_a_streamed_body_that_breaks_off_is_not_taken_for_whole(desk: ServiceContainer) -> None:
    client = Client(desk).send(b"PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\nonly this")
    client.socket.shutdown(socket.SHUT_WR)

    status, _, body = client.answer()
    assert (status, json.loads(body)["code"]) == (422, "request.body-incomplete")


def test_an_answer_given_before_the_body_was_read_arrives(desk: ServiceContainer) -> None:
    status, headers, body = ask(desk, "PUT", "/upload-unread", b"x" * 2_000_000)

    assert (status, headers["connection"], body) == (403, "close", b"no, thank you")


def test_a_file_is_streamed_whole(desk: ServiceContainer) -> None:
    assert len(ask(desk, "GET", "/file")[2]) == 20_000_000


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nhi", 400),
        (b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi", 400),
        (b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: +2\r\n\r\nhi", 400),
        (b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -2\r\n\r\nhi", 400),
        (b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length : 2\r\n\r\nhi", 400),
        (b"GET / HTTP/1.1\r\nHost: t\r\nX: a\r\n b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: t\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 400),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: t\r\n\r\n", 414),
        (b"TRACE / HTTP/1.1\r\nHost: t\r\n\r\n", 501),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(desk: ServiceContainer, request_bytes: bytes, status: int) -> None:
    client = Client(desk).send(request_bytes)

    assert client.answer()[0] == status
    assert client.is_closed()
    assert ask(desk, "GET", "/")[0] == 200


def test_an_address_that_is_too_long_is_refused_in_words(desk: ServiceContainer) -> None:
    status, headers, body = Client(desk).send(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: t\r\n\r\n").answer()

    assert (status, headers["content-type"]) == (414, "application/problem+json")
    assert json.loads(body)["status"] == 414


def test_clients_that_send_slowly_occupy_no_worker(desk: ServiceContainer) -> None:
    slow = [Client(desk).send(b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 900\r\n\r\nx") for _ in range(10)]

    assert ask(desk, "GET", "/")[0] == 200
    assert len(slow) == 10


def test_a_client_that_never_finishes_its_body_is_let_go() -> None:
    container = started(MOTCUA_HTTP_TIMEOUT="1")
    try:
        client = Client(container).send(b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 900\r\n\r\nx")
        assert client.answer()[0] == 408
        assert client.is_closed()
    finally:
        container.kill()


def test_a_client_that_drips_its_headers_is_let_go(desk: ServiceContainer) -> None:
    listener = server_of(desk).listener
    assert listener is not None
    listener.head = 0.3
    client = Client(desk).send(b"GET / HTTP/1.1\r\n")

    with contextlib.suppress(OSError):
        for _ in range(40):
            client.send(b"X")
            eventlet.sleep(0.02)
    assert client.is_closed()


def test_uploads_leave_workers_to_others(desk: ServiceContainer) -> None:
    stalled = Client(desk).send(b"PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 9000\r\n\r\nx")
    until(lambda: server_of(desk)._streaming == 1)

    status, headers, _ = ask(desk, "PUT", "/upload", b"x")
    assert (status, headers["retry-after"]) == (503, "2")
    assert ask(desk, "GET", "/")[0] == 200
    assert stalled.send(b"x" * 8999).answer()[0] == 200


def test_when_workers_and_queue_are_full_one_is_told_so_at_once(desk: ServiceContainer) -> None:
    waiting = [Client(desk).send(b"GET /wait HTTP/1.1\r\nHost: t\r\n\r\n") for _ in range(4)]
    until(lambda: server_of(desk)._waiting == 2)

    began = time.monotonic()
    status, headers, body = ask(desk, "GET", "/")
    assert (status, headers["retry-after"], json.loads(body)["code"]) == (503, "1", "service.busy")
    assert time.monotonic() - began < 3.0

    door.open.send(None)
    assert [client.answer()[0] for client in waiting] == [200] * 4


def test_what_is_under_way_is_finished_at_the_stop_and_new_requests_are_refused(desk: ServiceContainer) -> None:
    idle = Client(desk)
    idle.send(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n").answer()
    waiting = Client(desk).send(b"GET /wait HTTP/1.1\r\nHost: t\r\n\r\n")
    until(lambda: door.inside == 1)
    stop = eventlet.spawn(desk.stop)
    until(lambda: server_of(desk).draining)

    status, headers, _ = ask(desk, "GET", "/")
    assert (status, headers["connection"]) == (503, "close")
    assert idle.send(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n").answer()[1]["connection"] == "close"

    door.open.send(None)
    status, headers, body = waiting.answer()
    assert (status, headers["connection"], body) == (200, "close", b"waited")
    stop.wait()
    assert idle.is_closed()


def test_a_file_that_is_being_sent_is_sent_whole_at_the_stop(desk: ServiceContainer) -> None:
    client = Client(desk)
    client.send(b"GET /file HTTP/1.1\r\nHost: t\r\n\r\n")
    listener = server_of(desk).listener
    assert listener is not None
    until(lambda: bool(listener.active))
    stop = eventlet.spawn(desk.stop)

    assert len(client.answer()[2]) == 20_000_000
    stop.wait()


def test_idle_connections_do_not_delay_the_stop(desk: ServiceContainer) -> None:
    clients = [Client(desk) for _ in range(5)]
    clients[0].send(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n").answer()

    began = time.monotonic()
    desk.stop()
    assert time.monotonic() - began < 1.5
    assert all(client.is_closed() for client in clients)


def test_an_address_that_is_taken_ends_the_start_with_a_sentence(desk: ServiceContainer) -> None:
    taken = f"127.0.0.1:{server_of(desk).port}"

    with pytest.raises(SettingsWrong, match=r"127\.0\.0\.1:\d+ is in use"):
        started(MOTCUA_HTTP_ADDRESS=taken)


def test_forwarded_headers_of_a_stranger_are_not_seen(desk: ServiceContainer) -> None:
    _, _, body = ask(desk, "GET", "/who", X_Forwarded_For="1.2.3.4", X_Forwarded_Proto="https", X_Forwarded_Host="evil")

    assert json.loads(body) == ["127.0.0.1", "http", "test"]


def test_forwarded_headers_of_a_trusted_proxy_are_believed() -> None:
    container = started(MOTCUA_TRUSTED_PROXIES="127.0.0.0/8")
    try:
        _, _, body = ask(
            container,
            "GET",
            "/who",
            X_Forwarded_For="6.6.6.6, 1.2.3.4, 127.0.0.9",
            X_Forwarded_Proto="https",
            X_Forwarded_Host="dichvucong.example.vn",
        )
        assert json.loads(body) == ["1.2.3.4", "https", "dichvucong.example.vn"]
    finally:
        container.kill()


def test_what_a_client_wrote_before_the_proxy_is_not_taken_for_its_address() -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9, not-an-address"}

    trust_proxies(environ, networks("10.0.0.0/8"))

    assert environ == {"REMOTE_ADDR": "10.0.0.1"}


def test_a_client_that_goes_away_harms_nobody(desk: ServiceContainer) -> None:
    Client(desk).socket.close()
    Client(desk).send(b"GET /fi").socket.close()
    Client(desk).send(b"GET /file HTTP/1.1\r\nHost: t\r\n\r\n").socket.close()
    Client(desk).send(b"PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 9000\r\n\r\nx").socket.close()

    until(lambda: server_of(desk)._streaming == 0)
    assert ask(desk, "GET", "/")[0] == 200
    assert desk.started


def over(
    client: Client, target: str = "/same", method: str = "GET", *headers: str
) -> tuple[int, dict[str, str], bytes]:
    lines = [f"{method} {target} HTTP/1.1", "Host: x", *headers, "", ""]
    return client.send("\r\n".join(lines).encode()).answer()


def test_an_answer_that_holds_is_given_again_without_the_handler(desk: ServiceContainer) -> None:
    client = Client(desk)
    first, second, third = over(client), over(client), over(client)

    assert door.inside == 1
    assert [found[2] for found in (first, second, third)] == [b"the same"] * 3
    assert [found[1]["x-way"] for found in (first, second)] == ["by a handler", "again"]
    assert second[1]["x-request-id"] != third[1]["x-request-id"]


def test_an_answer_that_no_longer_holds_is_asked_for(desk: ServiceContainer) -> None:
    client = Client(desk)
    over(client)
    door.holds = False
    over(client)
    door.holds = True
    over(client)

    assert door.inside == 2


@pytest.mark.parametrize(
    ("target", "method", "header"),
    [
        ("/same?q=1", "GET", "X: y"),
        ("/same", "GET", "Accept-Language: en"),
        ("/same", "GET", "Authorization: Bearer x"),
        ("/same", "GET", "Cookie: a=b"),
        ("/same", "GET", "Range: bytes=0-1"),
        ("/same", "POST", "Content-Length: 0"),
    ],
)
def test_another_question_reaches_the_handler(desk: ServiceContainer, target: str, method: str, header: str) -> None:
    client = Client(desk)
    over(client)

    assert over(client, target, method, header)[1]["x-way"] == "by a handler"


def test_who_asks_for_the_head_gets_no_body_again(desk: ServiceContainer) -> None:
    client = Client(desk)
    over(client)
    client.send(b"HEAD /same HTTP/1.1\r\nHost: x\r\n\r\nGET /same HTTP/1.1\r\nHost: x\r\n\r\n")
    data = b""
    while data.count(b"the same") < 1:
        data += client.socket.recv(65536)

    assert data.count(b"HTTP/1.1 200") == 2
    assert data.endswith(b"the same")
    assert door.inside == 1


def test_nothing_is_given_again_after_the_stop_began(desk: ServiceContainer) -> None:
    client = Client(desk)
    over(client)
    server_of(desk).draining = True

    assert over(client)[0] == 503
