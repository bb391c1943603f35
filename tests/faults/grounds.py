"""What the fault tests break: a broker, a database server and processes of their own, each kept by a supervisor."""

import contextlib
import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import amqp
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from chassis import keys, migrations, outbox, tables, topology
from chassis.contracts import Method
from chassis.database import driver_url, make_engine
from chassis.publishing import open_connection
from chassis.storage import Storage
from chassis.testing import wait_until
from deploy.broker_definitions import ADMINISTRATOR, VHOST
from deploy.launcher import broker, postgres, rabbitmq
from deploy.launcher.keeper import Keeper, Program
from deploy.launcher.places import Places, postgres_account
from deploy.launcher.ports import Ports
from deploy.launcher.progress import Progress
from deploy.launcher.system import ready_reason
from tests.faults import audit_service, ledger_service
from tests.faults.contract import WRITER

ROOT = Path(__file__).parents[2]
PORT_OFFSET = 26_000
"""Ports here are far from those of a system, or a test run, beside this one."""
READY_WITHIN = 110.0
"""Seconds; on a busy machine a broker takes a minute to start, on an idle one ten seconds."""
SERVICES = {"ledger": "LedgerService", "audit": "AuditService", "front": "FrontService"}


class Kept(Keeper):
    """One process under supervision: it is started again whenever it ends by itself."""

    def __init__(self, program: Program, changed: Callable[[], None] = lambda: None) -> None:
        guard = shutil.which("setpriv")
        if guard:  # What a test run that was killed leaves behind ends with it.
            program = dataclasses.replace(program, command=[guard, "--pdeathsig", "KILL", *program.command])
        super().__init__(program, changed)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def last_exit(self) -> int | None:
        """With which code it ended; None while it runs."""
        return None if self._process is None else self._process.poll()

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a crash of the machine would; the supervisor starts it again."""
        before = self.pid
        self.send(signal.SIGKILL)
        wait_until(lambda: self.pid != before, within=30, what=f"{self.name} being started again")

    @contextmanager
    def away(self) -> Iterator[None]:
        """Have it crash, and stay away for a while."""
        self.program_stop(signal.SIGKILL)
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it in the middle of whatever it does, without ending it or any of its connections."""
        self.send(signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(signal.SIGCONT)

    def program_stop(self, number: signal.Signals) -> None:
        """End it with another signal than usual, and do not start it again."""
        before, self.program = self.program, dataclasses.replace(self.program, stop_signal=number)
        self.stop()
        self.program = before

    def await_ready(self) -> None:
        wait_until(lambda: self.state() == "ready", within=READY_WITHIN, what=f"{self.name} being ready")

    def seconds_to_stop(self) -> float:
        """Ask it to end as a deployment does, and give how long that took."""
        asked = time.monotonic()
        self.stop()
        return time.monotonic() - asked


def local_ports(pid: int) -> set[int]:
    """The ports of a process's connections."""
    links = []
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            links.append(str(handle.readlink()))
    sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
    connections = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return {int(line[1].rpartition(":")[2], 16) for line in connections if line[9] in sockets}


class Grounds:
    """Everything that runs; `started` makes it."""

    def __init__(self, state: Path) -> None:
        self.places = Places(ROOT, state)
        self.places.make()
        self._ports = Ports(state / "ports.json", PORT_OFFSET)
        keys.generate(self.places.keys)
        server = rabbitmq.find(self.places, Progress(open(os.devnull, "w", encoding="ascii")))  # noqa: SIM115
        assert server is not None, "the fault tests need a RabbitMQ of their own: install rabbitmq-server"
        self.node = broker.node(server, self.places.broker, self.places.secrets, self.places.logs, self._ports)
        mapper, node = self.node.programs()
        self._mapper, self.broker = Kept(mapper), Kept(node)
        self.cluster = self._cluster()
        self.postgres = Kept(self.cluster.program())
        self.services: dict[str, Kept] = {}

    def _cluster(self) -> postgres.Cluster:
        account = postgres_account()
        directory = self.places.postgres(account)
        binaries = postgres.binaries(self.places, account, directory)
        port = self._ports.find("postgres")
        return postgres.Cluster(binaries, directory, self.places.secrets, self.places.logs, port, account)

    @property
    def amqp_url(self) -> str:
        return self.node.url(ADMINISTRATOR)

    @property
    def front_address(self) -> tuple[str, int]:
        return "127.0.0.1", self._ports.find("gateway")

    def database_url(self, service: str) -> str:
        return self.cluster.admin_url.rpartition("/")[0] + f"/{service}"

    def engine(self, service: str) -> sa.Engine:
        return sa.create_engine(driver_url(self.database_url(service)), poolclass=NullPool)

    def start(self) -> None:
        self._mapper.start()
        self.broker.start()
        self.cluster.create()
        self.postgres.start()
        self.postgres.await_ready()
        self._make_database("ledger", ledger_service.metadata)
        self._make_database("audit", audit_service.metadata)
        self.broker.await_ready()
        topology.declare(self.amqp_url, {"ledger": ("audit",), "audit": ("ledger",)})
        for name in SERVICES:
            self.services[name] = self.process(name)
        for kept in self.services.values():
            kept.start()
        self.await_ready()

    def _make_database(self, name: str, tables: sa.MetaData) -> None:
        admin = sa.create_engine(driver_url(self.cluster.admin_url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        engine = self.engine(name)
        migrations.upgrade(name, engine)
        tables.create_all(engine)

    def stop(self) -> None:
        self.broker.program_stop(signal.SIGKILL)
        for kept in [*self.services.values(), self.postgres, self._mapper]:
            kept.stop()
        self.places.wipe()

    def await_ready(self) -> None:
        for kept in [self.broker, self.postgres, *self.services.values()]:
            kept.await_ready()

    def process(self, service: str, number: int = 1, failpoint: str = "") -> Kept:
        """A process of a service, not yet started. Only its first start is with the failpoint armed."""
        name = service if number == 1 else f"{service}-{number}"
        health = self._ports.find(f"health:{name}")
        environ = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "LANG": "C.UTF-8",
            "MOTCUA_AMQP_URL": self.amqp_url,
            "MOTCUA_HEALTH_ADDRESS": f"127.0.0.1:{health}",
            "MOTCUA_HTTP_ADDRESS": "{}:{}".format(*self.front_address),
            "MOTCUA_KEYS_DIR": str(self.places.keys),
            **({} if service == "front" else {"MOTCUA_DATABASE_URL": self.database_url(service)}),
        }
        if failpoint:
            environ["MOTCUA_FAILPOINT"] = failpoint
        return Kept(
            Program(
                name,
                [sys.executable, "-m", "chassis.runner", f"tests.faults.{service}_service:{SERVICES[service]}"],
                environ,
                self.places.logs / f"{name}.log",
                lambda: ready_reason(f"http://127.0.0.1:{health}/readyz"),
                directory=ROOT,
                grace=40,
            ),
            changed=lambda: environ.pop("MOTCUA_FAILPOINT", None) and None,
        )

    @contextmanager
    def armed(self, service: str, failpoint: str) -> Iterator[Kept]:
        """The service with a failpoint that ends its process; at the end it must have ended it, and be ready again."""
        self.services[service].stop()
        kept = self.services[service] = self.process(service, failpoint=failpoint)
        kept.start()
        yield kept
        wait_until(lambda: kept.restarts > 0, within=30, what=f"{service} dying at {failpoint}")
        kept.await_ready()

    @contextmanager
    def second(self, service: str) -> Iterator[Kept]:
        """One more instance of a service."""
        kept = self.services[f"{service}-2"] = self.process(service, 2)
        try:
            kept.start()
            kept.await_ready()
            yield kept
        finally:
            kept.stop()
            del self.services[f"{service}-2"]

    # Messages

    def published(self, service: str) -> list[dict[str, Any]]:
        """Every event that a service has written, as it goes over the wire."""
        with self.engine(service).connect() as db:
            rows = db.execute(sa.select(tables.outbox).order_by(tables.outbox.c.seq))
            return [outbox.envelope(row, service) for row in rows]

    @contextmanager
    def writing(self, *, published: bool = False) -> Iterator[Callable[..., list[dict[str, Any]]]]:
        """Write entries without the broker, as a timer would; ``published`` keeps the relay from publishing them."""
        engine = make_engine(self.database_url("ledger"), name="test", pool_size=1)
        storage = Storage(engine)

        def write(account: str, number: int, seconds: int = 0) -> list[dict[str, Any]]:
            with storage.work(WRITER) as work:
                for _ in range(number):
                    ledger_service.write(work, account, f"test-{uuid.uuid4().hex}", seconds)
                mine = tables.outbox.c.aggregate_id == account
                if published:
                    work.db.execute(tables.outbox.update().where(mine).values(published_at=work.now))
                rows = work.db.execute(sa.select(tables.outbox).where(mine).order_by(tables.outbox.c.seq))
                return [outbox.envelope(row, "ledger") for row in rows]

        try:
            yield write
        finally:
            engine.dispose()

    def deliver(self, source: str, event_type: str, bodies: Sequence[dict[str, Any] | bytes]) -> None:
        """Publish events by hand to all who follow the source.

        Each is confirmed: what a quorum queue has not taken yet is lost when an unconfirmed publisher closes.
        """
        connection = open_connection(self.amqp_url)
        channel = connection.channel()
        for body in bodies:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            message = amqp.Message(raw, content_type="application/json")
            channel.basic_publish_confirm(message, f"{source}.events", event_type)
        connection.close()

    def send_request(self, method: Method[Any, Any], body: bytes, reply_to: str) -> None:
        """Send bytes to a service as if they were a call."""
        properties = {"content_type": "application/json", **({"reply_to": reply_to} if reply_to else {})}
        connection = open_connection(self.amqp_url)
        message = amqp.Message(body, **properties)
        connection.channel().basic_publish(message, topology.RPC_EXCHANGE, method.address)
        connection.close()

    def depth(self, queue: str) -> int:
        """How many messages a queue holds, delivered or not."""
        listed = self.node.ctl("list_queues", "-q", "-p", VHOST, "name", "messages")
        return int(dict(re.findall(r"^(\S+)\s+(\d+)$", listed, re.MULTILINE))[queue])

    def leader_of(self, service: str) -> Kept | None:
        """The instance that publishes."""
        held = sa.text(
            "SELECT client_port FROM pg_stat_activity JOIN pg_locks USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND datname = :name"
        )
        with self.engine(service).connect() as db:
            port = db.execute(held, {"name": service}).scalar()
        instances = [kept for kept in self.services.values() if kept.name.partition("-")[0] == service]
        return next((kept for kept in instances if port in local_ports(kept.pid)), None)

    def dead_letters(self, *arguments: str) -> str:
        """What ``./motcua dead-letters`` runs for the audit."""
        command = [sys.executable, "-m", "chassis.dead_letters", *arguments]
        environ = {"PATH": "", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        environ["MOTCUA_DATABASE_URL"] = self.database_url("audit")
        return subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    def cut_connections(self) -> None:
        """End every connection to the broker at its side."""
        self.node.ctl("close_all_connections", "--vhost", VHOST, "cut by a test")

    @contextmanager
    def disk_alarm(self) -> Iterator[None]:
        """Have the broker believe that its disk is full: it takes nothing more from whoever publishes."""
        self.node.ctl("set_disk_free_limit", "9000GB")
        try:
            yield
        finally:
            self.node.ctl("set_disk_free_limit", "50MB")
