"""The whole system on one machine: what is prepared, in which order it starts, and how it is kept running."""

import hashlib
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy import rooms
from deploy.broker_definitions import ADMINISTRATOR
from deploy.launcher import broker, control, errands, postgres, pythons, rabbitmq
from deploy.launcher.keeper import Keeper, Program
from deploy.launcher.places import Places, postgres_account
from deploy.launcher.ports import Ports
from deploy.launcher.processes import known
from deploy.launcher.progress import Problem, Progress, together
from deploy.launcher.state import READY, STARTING, STOPPING, State, entries

KEPT_LOGS = 3
MOST_OF_ONE = 20
NO_BROKER = (
    "There is no RabbitMQ here and none can be fetched: install rabbitmq-server (or Docker), "
    "or name a broker by AMQP_URL=amqp://user:password@host:5672/vhost."
)


@dataclass(frozen=True)
class Given:
    """What the person may have of their own: a broker, a database server."""

    amqp_url: str = ""
    database_url: str = ""

    @classmethod
    def by(cls, environ: Mapping[str, str]) -> "Given":
        return cls(environ.get("AMQP_URL", ""), environ.get("DATABASE_URL", ""))


class System:
    """Everything that ``./motcua up`` runs. ``start`` it, ``run`` until asked to stop, and it stops what it started."""

    def __init__(
        self, places: Places, progress: Progress, given: Given, *, durable: bool = True, offset: int = 0
    ) -> None:
        self.places = places
        self.progress = progress
        self.given = given
        self.durable = durable
        self.state = State(places.state)
        self.ports = Ports(places.state / "ports.json", offset)
        self.stopping = threading.Event()
        self.keepers: list[Keeper] = []
        self._order = threading.Lock()
        self._commands = threading.Lock()
        self._broker: broker.Broker | None = None
        self._databases: postgres.Databases | None = None

    # What is prepared

    def prepare(self) -> None:
        """Broker and databases, empty but defined. Independent parts are done at the same time."""
        together(self._prepare_broker, self._prepare_databases)

    def _prepare_broker(self) -> None:
        self._broker = self._given_broker() if self.given.amqp_url else self._own_broker()

    def _given_broker(self) -> broker.Broker:
        self.progress.say("  ✓ RabbitMQ: the one that AMQP_URL names")
        return broker.given(self.given.amqp_url)

    def _own_broker(self) -> broker.Broker:
        places, server = self.places, rabbitmq.find(self.places, self.progress)
        if server:
            node = broker.node(server, places.broker, places.secrets, places.logs, self.ports)
            url_of, programs = broker.local_url(places.secrets, node.port), node.programs()
        elif broker.docker_works():
            port = self.ports.find("broker")
            name = "motcua-" + hashlib.sha256(str(places.state).encode()).hexdigest()[:12]
            programs = [broker.docker_program(name, places.broker, places.secrets, places.logs, port)]
            url_of = broker.local_url(places.secrets, port)
        else:
            raise Problem(NO_BROKER)
        with self.progress.step("RabbitMQ: a node of our own"):
            keepers = tuple(self._keep(program, wait=120) for program in programs)
        return broker.Broker(url_of, keepers)

    def _prepare_databases(self) -> None:
        pythons.prepare(self.places, self.progress)
        self._databases = self._given_server() if self.given.database_url else self._own_server()
        with self.progress.step("databases, roles and extensions"):
            self._databases.define(postgres.psql(self.places), self._environ())

    def _given_server(self) -> postgres.Databases:
        self.progress.say("  ✓ PostgreSQL: the server that DATABASE_URL names")
        return postgres.given(self.given.database_url, self.places.secrets)

    def _own_server(self) -> postgres.Databases:
        places, account = self.places, postgres_account()
        directory = places.postgres(account)
        with self.progress.step("PostgreSQL: a server of our own"):
            programs = postgres.binaries(places, account, directory)
            port = self.ports.find("postgres")
            cluster = postgres.Cluster(programs, directory, places.secrets, places.logs, port, account, self.durable)
            cluster.create()
            keeper = self._keep(cluster.program(), wait=60)
        return postgres.Databases(cluster.admin_url, f"127.0.0.1:{port}", places.secrets, (keeper,))

    def fill(self) -> None:
        """Keys, exchanges and queues, tables; then the catalogue and the sandbox's accounts."""
        together(
            self._make_keys,
            self._declare,
            self._migrate,
        )
        together(
            lambda: self._load("catalogue of procedures", "services.catalog.load", "catalog"),
            lambda: self._load("accounts of the sandbox", "services.accounts.load", "accounts"),
        )

    def _declare(self) -> None:
        self._module("exchanges and queues", "chassis.topology", "declare", AMQP_URL=self.amqp_url(ADMINISTRATOR))

    def _make_keys(self) -> None:
        with self.progress.step("keys, each process its own"):
            self._run("chassis.keys", "generate", str(self.places.keys))
            self._run("deploy.key_shares", str(self.places.keys), str(self.places.key_shares))

    def _migrate(self) -> None:
        def upgrade(services: Sequence[str]) -> None:
            for service in services:
                self._run("chassis.migrations", "upgrade", service, MOTCUA_DATABASE_URL=self.database_url(service))

        with self.progress.step(f"tables of {', '.join(rooms.SERVICES)}"):
            # Two at a time: each takes a second of a processor, mostly to load its libraries.
            together(lambda: upgrade(rooms.SERVICES[::2]), lambda: upgrade(rooms.SERVICES[1::2]))

    def _load(self, title: str, module: str, service: str) -> None:
        if Path(self.places.root, *module.split(".")).with_suffix(".py").exists():
            self._module(title, module, **self.settings(service))

    def _module(self, title: str, module: str, *arguments: str, **environ: str) -> None:
        with self.progress.step(title):
            self._run(module, *arguments, **environ)

    def _run(self, module: str, *arguments: str, **environ: str) -> str:
        """Run ``python -m module`` in the environment to its end."""
        done = errands.run(
            [self.places.python, "-m", module, *arguments],
            directory=self.places.root,
            environ={**self._environ(), "MOTCUA_TOPOLOGY": rooms.topology(), **environ},
        )
        with open(self.places.logs / "setup.log", "a", encoding="utf-8") as log:
            log.write(f"$ python -m {module} {' '.join(arguments)}\n{done.stdout}")
        if done.returncode:
            said = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-12:])
            raise Problem(f"python -m {module} {' '.join(arguments)} failed:\n{said}")
        return done.stdout

    # What every process is told

    def amqp_url(self, user: str) -> str:
        assert self._broker is not None, "the broker is prepared first"
        return self._broker.url_of(user)

    def database_url(self, service: str) -> str:
        assert self._databases is not None, "the databases are prepared first"
        return self._databases.url_of(service)

    @property
    def databases(self) -> postgres.Databases:
        assert self._databases is not None, "the databases are prepared first"
        return self._databases

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports.find('gateway')}"

    def _environ(self) -> dict[str, str]:
        """What programs of ours inherit: the person's environment without what is not meant for them."""
        left_out = ("AMQP_URL", "DATABASE_URL", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
        environ = {name: value for name, value in os.environ.items() if name not in left_out}
        environ |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUNBUFFERED": "1"}
        # Few malloc arenas: green threads share one thread, and arenas of finished helper threads only hold memory.
        return environ | {"MALLOC_ARENA_MAX": "2"}

    def settings(self, service: str) -> dict[str, str]:
        """The settings of a service's process, as environment."""
        shares = self.places.key_shares / service
        settings = {
            "MOTCUA_AMQP_URL": self.amqp_url(service),
            "MOTCUA_OBJECTS_DIR": str(self.places.objects),
            "MOTCUA_KEYS_DIR": str(shares),
            "MOTCUA_SANDBOX": "1",
            "MOTCUA_SANDBOX_ACCOUNTS": str(self.places.accounts),
            "MOTCUA_PUBLIC_URL": self.address,
            "MOTCUA_BANK_ADDRESS": f"127.0.0.1:{self.ports.find('bank')}",
        }
        if service in rooms.SERVICES:
            settings["MOTCUA_DATABASE_URL"] = self.database_url(service)
        if service == rooms.GATEWAY:
            settings["MOTCUA_HTTP_ADDRESS"] = f"127.0.0.1:{self.ports.find('gateway')}"
        return settings

    def program(self, service: str, number: int) -> Program:
        """The ``number``-th process of a service; the first bears its name."""
        name = service if number == 1 else f"{service}-{number}"
        health = self.ports.find(f"health:{name}")
        targets = list(rooms.TARGETS[service])
        if service == "payments" and number == 1:
            targets.append(rooms.SANDBOX_BANK)
        return Program(
            name,
            [str(self.places.python), "-m", "chassis.runner", *targets],
            {**self._environ(), **self.settings(service), "MOTCUA_HEALTH_ADDRESS": f"127.0.0.1:{health}"},
            self.places.logs / f"{name}.log",
            lambda: ready_reason(f"http://127.0.0.1:{health}/readyz"),
            directory=self.places.root,
        )

    # Running

    def start(self) -> None:
        """Bring all of it up; returns when everything is ready."""
        self.places.make()
        rotate(self.places.logs)
        self.state.write(phase=STARTING, supervisor=asdict(known(os.getpid())), processes=[])
        self.prepare()
        self.fill()
        with self.progress.step("services and gateway") as step:
            kept = [self._keep(self.program(service, 1)) for service in rooms.TARGETS if self._exists(service)]
            for keeper in kept:
                step.note(f"waiting for {keeper.name}")
                keeper.wait_ready(60, self.stopping.is_set)
        self.server = control.Server(control.socket_path(self.places.state), self.command)
        self.state.write(phase=READY, socket=str(self.server.path), address=self.address)

    def run(self) -> None:
        """Keep running until asked to stop."""
        self.stopping.wait()

    def stop(self) -> None:
        """Stop what was started, the last first: the gateway, the services, then broker and databases."""
        self.stopping.set()
        self.state.write(phase=STOPPING)
        with self._order:
            kept, self.keepers = self.keepers, []
        ours = [keeper for keeper in kept if keeper.program.directory == self.places.root]
        base = [keeper for keeper in reversed(kept) if keeper not in ours]
        together(*(keeper.stop for keeper in ours))
        together(*(keeper.stop for keeper in base if keeper.name != "epmd"))
        together(*(keeper.stop for keeper in base if keeper.name == "epmd"))
        if hasattr(self, "server"):
            self.server.close()
        self.state.clear()

    def _keep(self, program: Program, wait: float = 0) -> Keeper:
        keeper = Keeper(program, self._changed)
        with self._order:
            if self.stopping.is_set():
                raise Problem("Stopped before everything was up.")
            self.keepers.append(keeper)
        keeper.start()
        if wait:
            keeper.wait_ready(wait, self.stopping.is_set)
        return keeper

    def _changed(self) -> None:
        kept = [(keeper.name, keeper.process, keeper.program.stop_signal) for keeper in list(self.keepers)]
        self.state.write(processes=entries(kept))

    # Commands of others

    def command(self, command: dict[str, Any]) -> Any:
        """What a command over the socket does; raises a Problem that is told to who asked."""
        match command:
            case {"do": "status"}:
                return self.status()
            case {"do": "stop"}:
                self.stopping.set()
                return "stopping"
            case {"do": "restart", "service": str(service)}:
                with self._commands:
                    return self.restart(service)
            case {"do": "scale", "service": str(service), "to": int(number)}:
                with self._commands:
                    return self.scale(service, number)
            case {"do": "settings", "service": str(service)}:
                return self.settings(service)
        raise Problem(f"There is no such command: {command}")

    def status(self) -> list[dict[str, Any]]:
        return [
            {
                "name": keeper.name,
                "pid": keeper.process.pid if keeper.process else 0,
                "state": keeper.state(),
                "restarts": keeper.restarts,
            }
            for keeper in list(self.keepers)
        ]

    def restart(self, service: str) -> str:
        """Restart a service's processes one after the other, so that with several there is always one at work."""
        found = self.processes_of(service) or [keeper for keeper in self.keepers if keeper.name == service]
        if not found:
            names = ", ".join(keeper.name for keeper in self.keepers)
            raise Problem(f"There is no {service} here. There are: {names}.")
        for keeper in found:
            keeper.restart()
            keeper.wait_ready(60, self.stopping.is_set)
        return f"{service} was restarted and is ready."

    def scale(self, service: str, number: int) -> str:
        """Run ``number`` processes of a service."""
        if service not in rooms.SERVICES:
            raise Problem(f"{service} cannot be scaled here; these can: {', '.join(rooms.SERVICES)}.")
        if not 1 <= number <= MOST_OF_ONE:
            raise Problem(f"A service runs in 1 to {MOST_OF_ONE} processes here.")
        present = self.processes_of(service)
        for keeper in present[number:]:
            with self._order:
                self.keepers.remove(keeper)
            keeper.stop()
        added = [self._keep(self.program(service, n)) for n in range(len(present) + 1, number + 1)]
        for keeper in added:
            keeper.wait_ready(60, self.stopping.is_set)
        return f"{service} runs in {number} process{'es' if number > 1 else ''}."

    def _exists(self, service: str) -> bool:
        module = rooms.TARGETS[service][0].partition(":")[0]
        return Path(self.places.root, *module.split(".")).with_suffix(".py").exists()

    def processes_of(self, service: str) -> list[Keeper]:
        return [keeper for keeper in self.keepers if keeper.name == service or keeper.name.startswith(f"{service}-")]


def ready_reason(url: str) -> str:
    """Nothing if the process says that it is ready; else what it says is missing, or impaired (``degraded: …``)."""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310  our own health addresses
            return said(answer.read(4000).decode("utf-8", "replace"))
    except urllib.error.HTTPError as refused:
        return said(refused.read(4000).decode("utf-8", "replace")) or f"it answers {refused.code}"
    except (OSError, ValueError):
        return "its health address does not answer"


def said(body: str) -> str:
    """The answer of ``/readyz`` on one line; nothing if all is well."""
    try:
        found = json.loads(body)
        status, reasons = str(found["status"]), found.get("reasons") or []
    except (ValueError, KeyError, TypeError, AttributeError):
        return " ".join(body.split())[:200]
    if status == "ready":
        return ""
    if isinstance(reasons, dict):
        reasons = [f"{name}: {reason}" for name, reason in reasons.items()]
    return f"{status}: {'; '.join(map(str, reasons))}"[:300]


def rotate(logs: Path) -> None:
    """Give every log of the last run a number; the oldest go."""
    for log in list(logs.glob("*.log")):
        if log.stem.rpartition(".")[2].isdigit():
            continue
        for number in range(KEPT_LOGS, 0, -1):
            older = log.with_suffix(f".{number}.log")
            if older.exists():
                older.unlink() if number == KEPT_LOGS else older.replace(log.with_suffix(f".{number + 1}.log"))
        log.replace(log.with_suffix(".1.log"))


def stop_on_signals(system: System) -> None:
    """Ctrl-C, SIGTERM and a closed terminal stop the system in order."""

    def handle(_number: int, _frame: object) -> None:
        system.stopping.set()
        errands.stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether a condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
