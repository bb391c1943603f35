"""The portal as it is run, on databases for a benchmark: every service, and as many of some as are asked for."""

import json
import os
import random
import re
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.dossiers import world
from benchmarks.hot_path import ROOT, free_port, running
from benchmarks.search.served import processor_seconds
from chassis import topology
from chassis.testing import fresh_database
from chassis.tokens import TokenIssuer
from deploy import rooms

START_WITHIN: Final = 90.0
LIFETIME: Final = 3600.0


@dataclass(frozen=True)
class Stage:
    """What runs, and where it is asked."""

    ports: tuple[int, ...]
    pids: dict[str, list[int]]
    database: str
    issuer: TokenIssuer

    def token(self, kind: str, of: str, **claims: Any) -> str:
        """The access token of somebody who has signed in with a second factor."""
        whole = {"kind": kind, "sub": of, "name": "Bench", "assurance": 2, "sid": f"s-{of}", "acr": 2, **claims}
        return self.issuer.issue(whole, LIFETIME)

    def staff(self, of: str, role: str, agency: str) -> str:
        held = [{"role": role, "agency": agency, "procedures": [], "deputy_for": ""}]
        return self.token("staff", of, agency=agency, roles=[role], holdings=held)

    def spent(self) -> dict[str, float]:
        """Processor seconds so far, by program; the database's are those of its connections that are open, the broker's
        those of a RabbitMQ on this machine."""
        found = {name: processor_seconds(pids) for name, pids in self.pids.items()}
        return {
            **found,
            "postgres": processor_seconds(backends(self.database)),
            "rabbitmq": processor_seconds(broker()),
            "client": time.process_time(),
        }


def backends(database: str) -> list[int]:
    """The server processes of connections to a database on this machine."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if line.startswith(b"postgres:") and f" {database} ".encode() in line:
            found.append(int(place.name))
    return found


def broker() -> list[int]:
    """The server process that listens where the broker is, if that is this machine."""
    port = urlsplit(os.environ["MOTCUA_AMQP_URL"]).port or 5672
    ours = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        rows = [line.split() for line in Path(table).read_text("ascii").splitlines()[1:]]
        ours |= {f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port}
    return [int(place.name) for place in Path("/proc").glob("[0-9]*") if ours & _held_by(place)]


def _held_by(process: Path) -> set[str]:
    """What a process has open; a file that it closes meanwhile is not."""
    held = set()
    with suppress(OSError):  # the process has gone, or is somebody else's
        for each in (process / "fd").iterdir():
            with suppress(OSError):
                held.add(str(each.readlink()))
    return held


@contextmanager
def stage(dossiers_url: str, keys_dir: Path, *, gateways: int = 1, services: int = 1) -> Iterator[Stage]:
    """Everything running on a database of dossiers that was filled; the other services have empty ones."""
    topology.declare(os.environ["MOTCUA_AMQP_URL"], {**rooms.FOLLOWS, "gateway": ()})
    ports = tuple(free_port() for _ in range(gateways))
    with ExitStack() as stack:
        objects = stack.enter_context(tempfile.TemporaryDirectory())
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "MOTCUA_KEYS_DIR": str(keys_dir),
            "MOTCUA_OBJECTS_DIR": objects,
            "MOTCUA_AUDIT_DIR": objects,
            "MOTCUA_OPERATING_AGENCY": world.PROVINCE,
            "MOTCUA_SANDBOX": "1",
            "MOTCUA_SANDBOX_ACCOUNTS": f"{objects}/accounts.json",
            "MOTCUA_BANK_ADDRESS": f"127.0.0.1:{free_port()}",
            "MALLOC_ARENA_MAX": "2",
            "MOTCUA_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
            "MOTCUA_REQUESTS_PER_MINUTE": "1000000",
            "MOTCUA_LOG_LEVEL": "WARNING",
        }
        runner, pids = [sys.executable, "-m", "chassis.runner"], {}
        for service in rooms.SERVICES:
            url = dossiers_url if service == "dossiers" else stack.enter_context(fresh_database(service))
            own = {**environ, "MOTCUA_DATABASE_URL": url.replace("+psycopg2", "")}
            command = [*rooms.yielding(service), *runner, *rooms.TARGETS[service]]
            commands = [command] * (services if service == "dossiers" else 1)
            pids[service] = [one.pid for one in stack.enter_context(running(*commands, environ=own))]
        pids["gateway"] = []
        for port in ports:
            own = {**environ, "MOTCUA_HTTP_ADDRESS": f"127.0.0.1:{port}"}
            started = stack.enter_context(running([*runner, "gateway.service:Gateway"], environ=own))
            pids["gateway"] += [one.pid for one in started]
        issuer = TokenIssuer(keys_dir, f"http://127.0.0.1:{ports[0]}")
        made = Stage(ports, pids, dossiers_url.rpartition("/")[2], issuer)
        for port in ports:
            _first_answer(port, made.staff("bench-first", "supervisor", "H27"))
        yield made


def _first_answer(port: int, token: str) -> None:
    began = time.monotonic()
    while True:
        try:
            if Asking(port, token).get("/api/v1/desk/dossiers?limit=1")[0] == 200:
                return
        except (OSError, ValueError):
            pass
        if time.monotonic() - began > START_WITHIN:
            raise TimeoutError("the portal did not answer")
        time.sleep(0.3)


class Asking:
    """One connection of one person to a gateway.

    It speaks no more HTTP than that needs: the standard library's client takes a tenth of what is measured, on the same
    machine.
    """

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._headers = {"Host": f"127.0.0.1:{port}", "Content-Type": "application/json"}
        self.be(token)

    def be(self, token: str) -> None:
        """Ask as somebody else from now on."""
        self._headers["Authorization"] = f"Bearer {token}"

    def get(self, target: str) -> tuple[int, bytes]:
        return self._ask("GET", target, b"", {})

    def post(self, target: str, body: Any, key: str) -> tuple[int, bytes]:
        return self._ask("POST", target, json.dumps(body).encode(), {"Idempotency-Key": key})

    def _ask(self, verb: str, target: str, body: bytes, more: dict[str, str]) -> tuple[int, bytes]:
        lines = [f"{name}: {value}" for name, value in {**self._headers, **more}.items()]
        head = "\r\n".join([f"{verb} {target} HTTP/1.1", *lines, f"Content-Length: {len(body)}", "", ""])
        whole = head.encode("ascii") + body
        if self._socket is not None:
            try:
                return self._exchanged(whole)
            except (
                ConnectionError
            ):  # it was idle for so long that the gateway closed it; the key makes asking again safe
                self._socket.close()
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._exchanged(whole)

    def _exchanged(self, asked: bytes) -> tuple[int, bytes]:
        assert self._socket is not None
        self._socket.sendall(asked)
        found = b""
        while (ends := found.find(b"\r\n\r\n")) < 0:
            found += self._more()
        told = _LENGTH.search(found, 0, ends + 2)
        if told is None:
            raise ValueError("an answer without a length")
        answer = found[ends + 4 :]
        while len(answer) < int(told[1]):
            answer += self._more()
        return int(found[9:12]), answer

    def _more(self) -> bytes:
        assert self._socket is not None
        piece = self._socket.recv(65_536)
        if not piece:
            raise ConnectionResetError("the gateway closed the connection")
        return piece


_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


def at_once(clients: Sequence[Callable[[], float]], rounds: int, pause: float = 0.0) -> list[float]:
    """What so many clients waited, each asking again at once or after a pause, in seconds."""
    waits: list[float] = []
    failed: list[Exception] = []

    def go_on(ask: Callable[[], float]) -> None:
        try:
            for _ in range(rounds):
                waits.append(ask())
                time.sleep(pause * random.uniform(0.5, 1.5))
        except (OSError, ValueError) as wrong:
            failed.append(wrong)

    threads = [threading.Thread(target=go_on, args=(ask,)) for ask in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return waits


def at(waits: Sequence[float], percent: int) -> float:
    """A percentile in milliseconds."""
    return statistics.quantiles(waits, n=100)[percent - 1] * 1000
