"""What the services stand on: broker, databases, keys, tables, data; found or made, what can be at the same time."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deploy import rooms
from deploy.broker_definitions import ADMINISTRATOR, AGENCIES_OWNER, AGENCIES_VHOST
from deploy.launcher import broker, errands, postgres, pythons, rabbitmq
from deploy.launcher.keeper import Keeper, Program
from deploy.launcher.places import Places, postgres_account
from deploy.launcher.ports import Ports
from deploy.launcher.progress import Problem, Progress, together

NO_BROKER = (
    "There is no RabbitMQ here and none can be fetched: install rabbitmq-server (or Docker), "
    "or name a broker by AMQP_URL=amqp://user:password@host:5672/vhost."
)
Keep = Callable[[Program, float], Keeper]
"""Starts a program and keeps it running; returns when it is ready, at the latest after so many seconds."""


@dataclass(frozen=True)
class Given:
    """What the person may have of their own: a broker, a database server."""

    amqp_url: str = ""
    database_url: str = ""

    @classmethod
    def by(cls, environ: Mapping[str, str]) -> "Given":
        return cls(environ.get("AMQP_URL", ""), environ.get("DATABASE_URL", ""))


class Foundation:
    """Makes what is missing and starts what does not run. Everything in it may be done again at any time."""

    def __init__(
        self, places: Places, progress: Progress, given: Given, ports: Ports, keep: Keep, *, durable: bool = True
    ) -> None:
        self.places = places
        self.progress = progress
        self.given = given
        self.ports = ports
        self.durable = durable
        self._keep = keep
        self._databases: postgres.Databases | None = None

    def lay(self) -> None:
        """All of it. What needs no broker is done while the broker starts."""
        together(self._lay_broker, self._lay_data)
        self._declare()

    def lay_empty(self) -> None:
        """Broker and databases, with nothing in them but names; for tests."""
        together(self._lay_broker, self._lay_databases)
        self._declare()

    # Broker

    def amqp_url(self, user: str) -> str:
        """The broker's URL for a user of it (known before it runs)."""
        return self.given.amqp_url or broker.local_url(self.places.secrets, self.ports.find("broker"))(user)

    def agencies_amqp_url(self) -> str:
        """The virtual host of agencies' queues: of a broker of our own, or as MOTCUA_AGENCIES_AMQP_URL names it."""
        if self.given.amqp_url:
            return os.environ.get("MOTCUA_AGENCIES_AMQP_URL", "")
        return broker.local_url(self.places.secrets, self.ports.find("broker"), AGENCIES_VHOST)(AGENCIES_OWNER)

    def broker_admin_url(self) -> str:
        """The broker's management API: of a broker of our own, or as MOTCUA_BROKER_ADMIN_URL names it."""
        if self.given.amqp_url:
            return os.environ.get("MOTCUA_BROKER_ADMIN_URL", "")
        return broker.admin_url(self.places.secrets, self.ports.find(broker.ADMIN_PORT))

    def another_vhost(self, name: str) -> str:
        """The URL of one more virtual host of a broker of our own, with its exchanges and queues; for tests.

        Empty where the broker is somebody else's.
        """
        if self.given.amqp_url:
            return ""
        with self.progress.step(f"virtual host {name}"):
            broker.make_vhost(self.broker_admin_url(), name)
        url = broker.local_url(self.places.secrets, self.ports.find("broker"), name)(ADMINISTRATOR)
        self._module(f"exchanges and queues of {name}", "chassis.topology", "declare", AMQP_URL=url)
        return url

    def _lay_broker(self) -> None:
        if self.given.amqp_url:
            self.progress.say("  ✓ RabbitMQ: the one that AMQP_URL names")
            return
        programs = self._node()
        with self.progress.step("RabbitMQ: a node of our own"):
            for program in programs:
                self._keep(program, 120)

    def _node(self) -> list[Program]:
        """What is to be run for a node of our own."""
        places = self.places
        if server := rabbitmq.find(places, self.progress):
            return broker.node(server, places.broker, places.secrets, places.logs, self.ports).programs()
        if broker.docker_works():
            port = self.ports.find("broker")
            name = "motcua-" + hashlib.sha256(str(places.state).encode()).hexdigest()[:12]
            return [
                broker.docker_program(
                    name, places.broker, places.secrets, places.logs, port, self.ports.find(broker.ADMIN_PORT)
                )
            ]
        raise Problem(NO_BROKER)

    def _declare(self) -> None:
        self._module("exchanges and queues", "chassis.topology", "declare", AMQP_URL=self.amqp_url(ADMINISTRATOR))

    # Databases

    @property
    def databases(self) -> postgres.Databases:
        assert self._databases is not None, "the databases are laid first"
        return self._databases

    def _lay_databases(self) -> None:
        pythons.prepare(self.places, self.progress)
        self._databases = self._given_server() if self.given.database_url else self._own_server()
        with self.progress.step("databases, roles and extensions"):
            self._databases.define(postgres.psql(self.places), self.environ())

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
            self._keep(cluster.program(), 60)
        return postgres.Databases(cluster.admin_url, f"127.0.0.1:{port}", places.secrets)

    # What is in them

    def _lay_data(self) -> None:
        self._lay_databases()
        together(self._make_keys, self._migrate)
        together(
            lambda: self._module("catalogue of procedures", "services.catalog.load", **self.settings("catalog")),
            lambda: self._module("staff of the sandbox", "services.accounts.load", **self.settings("accounts")),
        )

    def _make_keys(self) -> None:
        with self.progress.step("keys, each process its own"):
            self.run("chassis.keys", "generate", str(self.places.keys))
            self.run("deploy.key_shares", str(self.places.keys), str(self.places.key_shares))

    def _migrate(self) -> None:
        def upgrade(services: Sequence[str]) -> None:
            for service in services:
                self.run("chassis.migrations", "upgrade", service, MOTCUA_DATABASE_URL=self.databases.url_of(service))

        with self.progress.step(f"tables of {', '.join(rooms.SERVICES)}"):
            # Two at a time: each takes a second of a processor, mostly to load its libraries.
            together(lambda: upgrade(rooms.SERVICES[::2]), lambda: upgrade(rooms.SERVICES[1::2]))

    def _module(self, title: str, module: str, *arguments: str, **environ: str) -> None:
        with self.progress.step(title):
            self.run(module, *arguments, **environ)

    def run(self, module: str, *arguments: str, **environ: str) -> str:
        """Run ``python -m module`` of the portal's to its end; a Problem with what it said if it fails."""
        done = errands.run(
            [self.places.python, "-m", module, *arguments],
            directory=self.places.root,
            environ={**self.environ(), "MOTCUA_TOPOLOGY": rooms.topology(), **environ},
        )
        with open(self.places.logs / "setup.log", "a", encoding="utf-8") as log:
            log.write(f"$ python -m {module} {' '.join(arguments)}\n{done.stdout}")
        if done.returncode:
            said = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-12:])
            raise Problem(f"python -m {module} {' '.join(arguments)} failed:\n{said}")
        return done.stdout

    # What programs of the portal's are told

    @property
    def address(self) -> str:
        """The portal's address."""
        return f"http://127.0.0.1:{self.ports.find('gateway')}"

    def environ(self) -> dict[str, str]:
        """What they inherit: the person's environment, without what is meant for others."""
        left_out = ("AMQP_URL", "DATABASE_URL", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
        environ = {name: value for name, value in os.environ.items() if name not in left_out}
        environ |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUNBUFFERED": "1"}
        # Few malloc arenas: green threads share one thread, and arenas of finished helper threads only hold memory.
        environ["MALLOC_ARENA_MAX"] = "2"
        if not (self.given.amqp_url or self.given.database_url):
            # Every address is 127.0.0.1, so no name is looked up, and the resolver need not take 10 MB per process.
            environ["EVENTLET_NO_GREENDNS"] = "yes"
        return environ

    def settings(self, service: str) -> dict[str, str]:
        """The settings of a service's process that do not depend on which of its processes it is."""
        settings = {
            "MOTCUA_AMQP_URL": self.amqp_url(service),
            "MOTCUA_OBJECTS_DIR": str(self.places.objects),
            "MOTCUA_KEYS_DIR": str(self.places.key_shares / service),
            "MOTCUA_AUDIT_DIR": str(self.places.audit),
            "MOTCUA_OPERATING_AGENCY": "H27",
            "MOTCUA_SANDBOX": "1",
            "MOTCUA_SANDBOX_ACCOUNTS": str(self.places.accounts),
            "MOTCUA_PUBLIC_URL": self.address,
            "MOTCUA_BANK_ADDRESS": f"127.0.0.1:{self.ports.find('bank')}",
        }
        if service == AGENCIES_OWNER:
            settings["MOTCUA_AGENCIES_AMQP_URL"] = self.agencies_amqp_url()
            # On one machine, whoever tries it out has their endpoint there too.
            settings["MOTCUA_WEBHOOK_ALLOWED"] = "127.0.0.0/8,::1/128"
        if service in rooms.SERVICES:
            settings["MOTCUA_DATABASE_URL"] = self.databases.url_of(service)
        if service == "dossiers":
            settings |= self._national()
        if service == rooms.GATEWAY:
            settings["MOTCUA_HTTP_ADDRESS"] = f"127.0.0.1:{self.ports.find('gateway')}"
            # Browsers go on from the form "pay" to no other address (form-action counts for redirects too).
            settings["MOTCUA_BANK_URL"] = f"http://{settings['MOTCUA_BANK_ADDRESS']}"
        return settings

    def _national(self) -> dict[str, str]:
        """Where the sandbox's stand-in for the national portal listens, and how dossiers get in there."""
        port = self.ports.find("national")
        return {
            "MOTCUA_NATIONAL_SANDBOX_ADDRESS": f"127.0.0.1:{port}",
            "MOTCUA_NATIONAL_URL": f"http://127.0.0.1:{port}/service",
            "MOTCUA_NATIONAL_LOGIN_URL": f"http://127.0.0.1:{port}/login",
            "MOTCUA_NATIONAL_UNIT": "H27",
            "MOTCUA_NATIONAL_USER": "motcua",
            "MOTCUA_NATIONAL_PASSWORD": "sandbox",
        }
