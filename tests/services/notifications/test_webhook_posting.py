"""Posting to endpoints over real sockets: only where it may go, within its bounds, whatever the other side does."""

import contextlib
import datetime as dt
import gc
import ipaddress
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notifications.adapters.webhooks import Webhooks
from services.notifications.domain.handing_over import Answer

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
HEADERS = {"webhook-id": "e-1", "Content-Type": "application/cloudevents+json"}


class Endpoint:
    """A listening endpoint; ``answer`` is written to each connection that sent a whole request."""

    def __init__(
        self, answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n", *, tls: ssl.SSLContext | None = None
    ) -> None:
        self.answer = answer
        self.drip = 0.0
        self.requests: list[bytes] = []
        self.connections = 0
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: Any) -> None:
        try:
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
                client.do_handshake()
            while True:
                data = b""
                while b"\r\n\r\n" not in data:
                    if not (more := client.recv(65536)):
                        return
                    data += more
                head, _, body = data.partition(b"\r\n\r\n")
                length = int(
                    next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))[15:]
                )
                while len(body) < length:
                    body += client.recv(65536)
                self.requests.append(data)
                if not self.drip:
                    client.sendall(self.answer)
                    continue
                for place in range(len(self.answer)):
                    client.sendall(self.answer[place : place + 1])
                    time.sleep(self.drip)
        except OSError:
            pass
        finally:
            client.close()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def an_endpoint(*answer: bytes, **options: Any) -> Iterator[Endpoint]:
    made = Endpoint(*answer, **options)
    try:
        yield made
    finally:
        made.close()


def resolves(*addresses: str) -> Any:
    """A resolver with these answers, one after the other; the last repeats."""
    left = list(addresses)

    def resolve(_host: str, _port: int) -> Sequence[str]:
        return (left.pop(0) if len(left) > 1 else left[0]).split()

    return resolve


_made: list[Webhooks] = []


def webhooks(**options: Any) -> Webhooks:
    made = Webhooks(**{"allowed": LOOPBACK, "insecure": True, "resolve": resolves("127.0.0.1"), **options})
    _made.append(made)
    return made


@pytest.fixture(autouse=True)
def no_connection_is_left_open() -> Iterator[None]:
    yield
    while _made:
        _made.pop().close()
    gc.collect()  # which warns of what was left open, and a warning is an error


def test_a_message_arrives_whole_with_the_name_of_its_host() -> None:
    with an_endpoint() as endpoint:
        told = webhooks().post(f"http://coquan.gov.vn:{endpoint.port}/su-kien?a=1", HEADERS, b'{"a":"b"}')

        assert (told.answer, told.status) == (Answer.TAKEN, 204)
        [request] = endpoint.requests
    assert request.startswith(b"POST /su-kien?a=1 HTTP/1.1\r\n")
    assert f"\r\nHost: coquan.gov.vn:{endpoint.port}\r\n".encode() in request
    assert b"\r\nwebhook-id: e-1\r\n" in request
    assert request.endswith(b'\r\n\r\n{"a":"b"}')


def test_one_connection_serves_message_after_message() -> None:
    with an_endpoint() as endpoint:
        poster = webhooks()
        for _ in range(5):
            assert poster.post(f"http://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}").answer is Answer.TAKEN

        assert (len(endpoint.requests), endpoint.connections) == (5, 1)


def test_a_name_that_leads_inside_gets_nothing() -> None:
    with an_endpoint() as endpoint:
        url = f"http://coquan.gov.vn:{endpoint.port}/"
        for address in ("127.0.0.1", "8.8.8.8 127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "::1"):
            told = webhooks(allowed=(), resolve=resolves(address)).post(url, HEADERS, b"{}")

            assert (told.answer, told.status) == (Answer.REFUSED, 0), address
        assert endpoint.connections == 0


def test_a_name_whose_answer_changes_after_it_was_looked_at_changes_nothing() -> None:
    """DNS rebinding: what is connected to is the address that was looked at, not the name."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with an_endpoint() as endpoint:  # listens on 127.0.0.1 alone
        poster = webhooks(resolve=rebinding)
        told = poster.post(f"http://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")

        assert told.answer is Answer.TAKEN
        assert asked == ["coquan.gov.vn"]

    time_passes = iter([0.0, 0.0, 0.0, 100.0, 100.0, 100.0, 100.0, 100.0])
    first_good_then_inside = resolves("127.0.0.1", "10.0.0.1")
    with an_endpoint() as endpoint:
        poster = webhooks(resolve=first_good_then_inside, clock=lambda: next(time_passes, 200.0))
        url = f"http://coquan.gov.vn:{endpoint.port}/"
        assert poster.post(url, HEADERS, b"{}").answer is Answer.TAKEN
        assert poster.post(url, HEADERS, b"{}").answer is Answer.REFUSED


def test_no_redirect_is_followed() -> None:
    with an_endpoint() as inside, an_endpoint() as endpoint:
        for status in (301, 302, 303, 307, 308):
            where = f"http://127.0.0.1:{inside.port}/secret"
            endpoint.answer = f"HTTP/1.1 {status} Moved\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()
            told = webhooks().post(f"http://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")

            assert (told.answer, told.status) == (Answer.NOT_TAKEN, status)
        assert inside.connections == 0


def test_an_answer_that_drips_ends_with_the_time_of_the_whole_exchange() -> None:
    with an_endpoint(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000) as endpoint:
        endpoint.drip = 0.05
        began = time.monotonic()
        told = webhooks(total=1.0).post(f"http://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")

    assert told.answer is Answer.NOT_TAKEN
    assert 0.9 < time.monotonic() - began < 3


def test_silence_ends_with_the_time_too_and_so_does_an_address_nobody_is_at() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = webhooks(total=0.5).post(f"http://coquan.gov.vn:{silent.getsockname()[1]}/", HEADERS, b"{}")
        gone = silent.getsockname()[1]
    assert (told.answer, told.status) == (Answer.NOT_TAKEN, 0)

    told = webhooks().post(f"http://coquan.gov.vn:{gone}/", HEADERS, b"{}")
    assert (told.answer, told.detail) == (Answer.NOT_TAKEN, "no connection")


def test_of_a_huge_answer_a_little_is_read() -> None:
    with an_endpoint(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n" + b"x" * 50_000_000) as endpoint:
        told = webhooks().post(f"http://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")

    assert told.answer is Answer.TAKEN
    assert len(told.body) == 4096


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_whatever_is_not_2xx_is_not_taken_and_a_wait_that_is_asked_for_is_heard(status: int) -> None:
    with an_endpoint(f"HTTP/1.1 {status} No\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n".encode()) as endpoint:
        told = webhooks().post(f"http://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")

    assert (told.answer, told.status, told.retry_after) == (Answer.NOT_TAKEN, status, 77)


def test_410_says_that_nobody_is_there_any_more() -> None:
    with an_endpoint(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n") as endpoint:
        assert webhooks().post(f"http://c.gov.vn:{endpoint.port}/", HEADERS, b"{}").answer is Answer.GONE


def certificate(directory: Path, name: str) -> tuple[ssl.SSLContext, str]:
    """A server's context for a name, and the file of who vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = directory / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, str(file)


def test_the_certificate_is_that_of_the_name_though_the_address_is_connected_to(tmp_path: Path) -> None:
    context, ca_file = certificate(tmp_path, "coquan.gov.vn")
    with an_endpoint(tls=context) as endpoint:
        poster = webhooks(ca_file=ca_file)
        taken = poster.post(f"https://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")
        other = poster.post(f"https://khac.gov.vn:{endpoint.port}/", HEADERS, b"{}")
        stranger = webhooks().post(f"https://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")

    assert taken.answer is Answer.TAKEN
    assert (other.answer, other.detail) == (Answer.NOT_TAKEN, "its certificate was not accepted")
    assert stranger.answer is Answer.NOT_TAKEN


def test_a_certificate_that_is_not_accepted_leaves_no_socket_open(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path, "coquan.gov.vn")
    with an_endpoint(tls=context) as endpoint:
        poster = webhooks()
        gc.collect()
        gc.disable()  # so that nobody else closes it
        try:
            told = poster.post(f"https://coquan.gov.vn:{endpoint.port}/", HEADERS, b"{}")
            left = _connections_to(endpoint.port)
        finally:
            gc.enable()

    assert told.detail == "its certificate was not accepted"
    assert left == 0


def _connections_to(port: int) -> int:
    """How many sockets of this process are connected to a port."""
    found = 0
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(entry.name))) as one:
            found += one.getpeername()[1] == port
    return found


def test_a_log_of_refusals_names_no_address_of_ours() -> None:
    told = webhooks(allowed=(), resolve=resolves("10.9.8.7")).post("https://coquan.gov.vn/", HEADERS, b"{}")

    assert "10.9" not in told.detail
