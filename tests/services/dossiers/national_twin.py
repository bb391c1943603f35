"""The stand-in for the national portal behind a real HTTP server, which can be slow and cut connections."""

import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from services.dossiers.adapters.national import Access, HttpPortal
from services.dossiers.sandbox_national.office import Answer, Office
from services.dossiers.settings import mapped_of

PATIENCE = 0.25
"""Seconds that the portal waits for an answer in tests."""


@dataclass
class Twin:
    """The other side and how it is reached."""

    office: Office
    portal: HttpPortal
    url: str
    heard: list[bytes]


@contextmanager
def a_twin(mapping: str = "{}", password: str = "right") -> Iterator[Twin]:
    office = Office("motcua", "right")
    released = threading.Event()
    heard: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(raw)
            body = json.loads(raw)
            answer = office.log_in(body) if self.path == "/login" else office.answer(body)
            if answer.slow:
                released.wait(2 * PATIENCE)
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            if answer.cut:
                self.close_connection = True
                self.connection.shutdown(2)
                return
            page = b"<html>" if answer.body is None else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # The caller has gone.
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    access = Access(f"{url}/login", f"{url}/service", "H27", "motcua", password)
    try:
        yield Twin(office, HttpPortal(access, mapped_of(mapping), read_seconds=PATIENCE), url, heard)
    finally:
        released.set()
        server.shutdown()
        server.server_close()
        thread.join()
