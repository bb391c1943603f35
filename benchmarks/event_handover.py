"""How long after the commit of a dossier's event an agency's program has it: by webhook and by queue.

``python -m benchmarks.event_handover`` starts a broker and a PostgreSQL of its own, the service of notifications as it
runs, a source that writes events through the real outbox and relay (under the name of dossiers) at a steady pace, an
endpoint and a reader of a queue, all on one machine. It prints percentiles from the commit of the event to its arrival,
and beside them those of a plain message: published to a queue of the same broker without any of it, and confirmed.
"""

import eventlet

eventlet.monkey_patch()

import argparse  # noqa: E402
import datetime as dt  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import amqp  # noqa: E402

from benchmarks import ground  # noqa: E402
from benchmarks.dossiers.stage import backends  # noqa: E402
from benchmarks.search.served import processor_seconds  # noqa: E402
from chassis import keys, topology  # noqa: E402
from chassis.callers import system  # noqa: E402
from chassis.confirming import ConfirmedPublisher  # noqa: E402
from chassis.database import make_engine  # noqa: E402
from chassis.publishing import open_connection  # noqa: E402
from chassis.sealing import Sealer  # noqa: E402
from chassis.settings import Url  # noqa: E402
from chassis.storage import Storage  # noqa: E402
from chassis.testing import fresh_database, reply_sealer, wait_until  # noqa: E402
from services.dossiers import contract as dossiers  # noqa: E402
from services.notifications import agency_console  # noqa: E402
from services.notifications.adapters.agency_queues import queue_of  # noqa: E402
from services.notifications.adapters.broker_admin import BrokerAdmin  # noqa: E402
from services.notifications.domain.signatures import secret_text  # noqa: E402
from services.notifications.handlers.subscriptions import secret_context  # noqa: E402
from services.notifications.settings import NotificationsSettings  # noqa: E402
from services.notifications.store import subscribed  # noqa: E402
from tests.services.notifications import building  # noqa: E402

AGENCY = building.AGENCY
PLAIN = "benchmark.plain"
RECEIVER = """
import socket, sys, threading, time
server = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=256)
def serve(client):
    rest = b""
    while True:
        while b"\\r\\n\\r\\n" not in rest:
            more = client.recv(65536)
            if not more:
                return
            rest += more
        head, _, rest = rest.partition(b"\\r\\n\\r\\n")
        fields = dict(line.split(b": ", 1) for line in head.split(b"\\r\\n")[1:])
        fields = {name.lower(): value for name, value in fields.items()}
        need = int(fields[b"content-length"])
        while len(rest) < need:
            rest += client.recv(65536)
        rest = rest[need:]
        sys.stdout.write(f"{fields[b'webhook-id'].decode()} {time.time()}\\n")
        sys.stdout.flush()
        client.sendall(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")
while True:
    client, _ = server.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=serve, args=(client,), daemon=True).start()
"""
READER = """
import sys, time
from kombu import Connection, Queue
def handle(message):
    sys.stdout.write(f"{message.properties['message_id']} {time.time()}\\n")
    sys.stdout.flush()
    message.ack()
with Connection(sys.argv[1]) as broker:
    with broker.Consumer(Queue(sys.argv[2], no_declare=True), on_message=handle, prefetch_count=50, auto_declare=False):
        while True:
            try:
                broker.drain_events(timeout=1)
            except TimeoutError:
                pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Time from the commit of an event to its arrival at a program.")
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=100.0, help="events in a second")
    asked = parser.parse_args()
    with ground.servers(), tempfile.TemporaryDirectory() as directory:
        with fresh_database("dossiers") as source_url, fresh_database("notifications") as url:
            Run(Path(directory), source_url, url).measure(asked.events, asked.rate)


class Run:
    """One measurement."""

    def __init__(self, place: Path, source_url: str, url: str) -> None:
        self.place = place
        self.amqp_url = os.environ[ground.AMQP]
        self.keys_dir = place / "keys"
        keys.generate(self.keys_dir)
        self.source = Storage(make_engine(source_url, name="source", pool_size=5), sealer=reply_sealer())
        self.source_url, self.url = source_url, url
        self.children: list[subprocess.Popen[bytes]] = []
        self.pids: dict[str, int] = {}

    def _spent(self) -> dict[str, float]:
        """Processor seconds so far, by program; the databases' are those of their connections that are open."""
        named = {name: processor_seconds([self.pids[name]]) for name in ("notifications", "source")}
        databases = {"notifications' database": self.url, "source's database": self.source_url}
        for name, url in databases.items():
            named[name] = processor_seconds(backends(url.rpartition("/")[2]))
        named["broker"] = processor_seconds(_own_broker())
        return {**named, "this client": time.process_time()}

    def start(self, name: str, command: list[str], **environ: str) -> Path:
        output = self.place / f"{name}.out"
        with open(output, "wb") as out:
            child = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environ})
        self.children.append(child)
        self.pids[name] = child.pid
        return output

    def measure(self, events: int, rate: float) -> None:
        try:
            self._measure(events, rate)
        finally:
            for child in self.children:
                child.send_signal(signal.SIGTERM)
            for child in self.children:
                child.wait(20)
            self.source.engine.dispose()

    def _measure(self, events: int, rate: float) -> None:
        topology.declare(self.amqp_url, {"notifications": ("accounts", "dossiers", "payments"), "dossiers": ()})
        common = {
            "MOTCUA_AMQP_URL": self.amqp_url,
            "MOTCUA_KEYS_DIR": str(self.keys_dir),
            "MOTCUA_SANDBOX": "1",
            "MOTCUA_LOG_LEVEL": "WARNING",
            "EVENTLET_NO_GREENDNS": "yes",
        }
        python = sys.executable
        runner = [python, "-m", "chassis.runner"]
        agencies_url, admin_url = os.environ[ground.AGENCIES], os.environ[ground.ADMIN]
        self.start(
            "notifications",
            [*runner, "services.notifications.service:NotificationsService"],
            **common,
            MOTCUA_DATABASE_URL=self.url,
            MOTCUA_AGENCIES_AMQP_URL=agencies_url,
            MOTCUA_WEBHOOK_ALLOWED="127.0.0.0/8",
        )
        self.start("source", [*runner, "benchmarks.event_source:Source"], **common, MOTCUA_DATABASE_URL=self.source_url)
        account = self._subscribe(agencies_url, admin_url)
        by_webhook = self.start("webhook", [python, "-c", RECEIVER, str(PORT)])
        by_queue = self.start("queue", [python, "-c", READER, account, queue_of(AGENCY)])
        plain = self._plain()
        before = self._spent()
        ids = self._write(events + WARM_UP, rate, plain)

        def all_there() -> bool:
            arrived = min(len(arrivals(by_webhook)), len(arrivals(by_queue)) - 1)
            return arrived >= len(ids) and len(arrivals(plain[1])) >= len(plain[2])

        wait_until(all_there, within=300, what="all events at both")
        self._report(dict(list(ids.items())[WARM_UP:]), by_webhook, by_queue, plain[1], plain[2], rate)
        spent = {name: (after - before[name]) * 1000 / len(ids) for name, after in self._spent().items()}
        print("processor, ms for one event: " + ", ".join(f"{name} {each:.1f}" for name, each in spent.items()))

    def _subscribe(self, agencies_url: str, admin_url: str) -> str:
        settings = NotificationsSettings(
            amqp_url=Url(self.amqp_url), database_url=Url(self.url), keys_dir=self.keys_dir, sandbox=True,
            agencies_amqp_url=Url(agencies_url),
        )  # fmt: skip
        desk = agency_console.Desk(settings, BrokerAdmin(admin_url))
        said = desk.add(AGENCY, "benchmark", (), ())
        sealer = Sealer(self.keys_dir)
        with desk.storage.work(system("benchmark")) as work:
            own = subscribed.account_of(work.db, AGENCY)
            assert own is not None
            values = {**own._mapping, "id": "hook", "way": "webhook", "url": f"http://127.0.0.1:{PORT}/"}
            values["secret_sealed"] = sealer.seal("code", secret_text(bytes(32)), secret_context("hook"))
            subscribed.add_subscription(work.db, values)
        return said.partition('Connection("')[2].partition('"')[0]

    def _plain(self) -> tuple[ConfirmedPublisher, Path, dict[str, float]]:
        connection = open_connection(self.amqp_url)
        channel: Any = connection.channel()
        channel.queue_declare(PLAIN, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(PLAIN, "amq.topic", PLAIN)
        connection.close()
        output = self.start("plain", [sys.executable, "-c", READER, self.amqp_url, PLAIN])
        return ConfirmedPublisher(self.amqp_url), output, {}

    def _write(
        self, events: int, rate: float, plain: tuple[ConfirmedPublisher, Path, dict[str, float]]
    ) -> dict[str, float]:
        """Write at a steady pace; event id -> when its transaction was committed."""
        publisher, _, sent = plain
        committed: list[float] = []
        wait_until(self._ready, within=60, what="the service")

        def one(number: int) -> None:
            dossier = f"d-{number % 500}"
            payload = building.dossier_payload(dossiers.dossier_processing, dossier_id=dossier)
            with self.source.work(system("benchmark")) as work:
                work.emit(dossiers.dossier_processing, dossier, payload)
            committed.append(time.time())

        began = time.monotonic()
        for number in range(events):
            one(number)
            if number % 4 == 0:  # a quarter as many: the broker's part alone, under the same load
                sent[f"plain-{number}"] = time.time()
                publisher.publish(b"x" * 500, exchange="amq.topic", routing_key=PLAIN, message_id=f"plain-{number}")
            eventlet.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
        print(f"{events} events in {time.monotonic() - began:.1f} s: {events / (time.monotonic() - began):.0f}/s")
        with self.source.read() as db:  # afterwards, so that it costs the measurement nothing
            ids = [str(row.id) for row in db.exec_driver_sql("SELECT id FROM outbox ORDER BY seq")]
        return dict(zip(ids, committed, strict=True))

    def _ready(self) -> bool:
        connection = open_connection(self.amqp_url)
        try:
            found = connection.channel().queue_declare("notifications.dossiers", passive=True)
            return int(found.consumer_count) > 0
        except amqp.exceptions.NotFound:
            return False
        finally:
            connection.close()

    def _report(
        self, committed: Any, by_webhook: Path, by_queue: Path, plain: Path, sent: dict[str, float], rate: float
    ) -> None:
        print(dt.datetime.now(dt.UTC).isoformat(timespec="minutes"), json.dumps({"rate": rate}))
        own = figures("plain confirmed publish, quorum queue", arrivals(plain), sent)
        for name, output in (("commit to queue", by_queue), ("commit to webhook", by_webhook)):
            p50, p95 = figures(name, arrivals(output), committed)
            print(f"    {p50 / own[0]:.1f} and {p95 / own[1]:.1f} times the plain publish")


def _own_broker() -> list[int]:
    """The process of the broker that this benchmark started; none if it was given one."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if b"beam.smp" in command and b"/benchmarks/" in command:
            found.append(int(place.name))
    return found


PORT = 28_790
WARM_UP = 100


def arrivals(output: Path) -> dict[str, float]:
    """Message id -> when it first arrived."""
    found: dict[str, float] = {}
    for line in output.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) == 2:
            found.setdefault(parts[0], float(parts[1]))
    return found


def figures(name: str, arrived: dict[str, float], sent: dict[str, float]) -> tuple[float, float]:
    """Print the percentiles of the time on the way, in milliseconds; p50 and p95."""
    seconds = [arrived[of] - at for of, at in sent.items() if of in arrived]
    cuts = statistics.quantiles(seconds, n=100)
    p50, p95, p99 = (cuts[at] * 1000 for at in (49, 94, 98))
    print(f"{name}: {len(seconds)} messages, p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms")
    return p50, p95


if __name__ == "__main__":
    main()
