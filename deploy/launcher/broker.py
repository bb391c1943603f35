"""A private RabbitMQ node: its own name, data, cookie, ports and port mapper; it listens on 127.0.0.1 only."""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.broker_definitions import ADMINISTRATOR, USERS, VHOST, definitions
from deploy.launcher.keeper import Program
from deploy.launcher.passwords import password
from deploy.launcher.ports import Ports
from deploy.launcher.progress import Problem
from deploy.launcher.rabbitmq import Server

IMAGE = "rabbitmq:4"
ADMIN_PORT = "broker-admin"
"""The name of the port of the management API."""
ADMIN_WITHIN = 60.0
"""Seconds after the broker's start within which its management API answers."""
CONFIG = """\
listeners.tcp.local = 127.0.0.1:{port}
load_definitions = {definitions}
loopback_users = none
# The node shares its machine with everything else of the portal.
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 200MB
log.console = true
log.console.level = warning
log.file = false
management.tcp.ip = 127.0.0.1
management.tcp.port = {admin_port}
# Accounts are made by its API; nobody looks at figures there, and counting them would take memory.
management_agent.disable_metrics_collector = true
"""
ERLANG_OPTIONS = "+S 2:2 +SDcpu 1:1 +SDio 2 -kernel inet_dist_use_interface {127,0,0,1} -noinput -noshell"
"""Two schedulers do for one machine; one for each of many processors would take memory for nothing."""


@dataclass(frozen=True)
class Node:
    """A node of ours. ``directory`` holds its data; ``secrets`` the passwords of its users."""

    server: Server
    directory: Path
    secrets: Path
    logs: Path
    port: int
    epmd_port: int
    dist_port: int
    admin_port: int

    def url(self, user: str) -> str:
        return local_url(self.secrets, self.port)(user)

    def programs(self) -> list[Program]:
        """Erlang's port mapper and the node; the second needs the first."""
        self._configure()
        environ = self.environ()
        mapper = [self.server.program("epmd"), "-address", "127.0.0.1", "-port", str(self.epmd_port)]
        return [
            Program("epmd", mapper, environ, self.logs / "epmd.log", lambda: listening(self.epmd_port), grace=3),
            Program(
                "broker",
                [str(self.server.sbin / "rabbitmq-server")],
                environ,
                self.logs / "broker.log",
                Readiness(self.port),
                directory=self.directory,
                grace=20,
            ),
        ]

    def environ(self) -> dict[str, str]:
        """The environment of the node and of its tools. Nothing of a RabbitMQ of the machine's own is read."""
        here = self.directory
        return {
            **self.server.environ(),
            "HOME": str(here),
            "RABBITMQ_CONF_ENV_FILE": str(here / "no-such-file"),
            "RABBITMQ_NODENAME": "motcua@localhost",
            "RABBITMQ_CONFIG_FILE": str(here / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(here / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(here / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(here / "data"),
            "RABBITMQ_LOG_BASE": str(here / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(here / "pid"),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_ALLOW_INPUT": "1",  # makes the script become the node, so that signals and numbers are the node's
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_OPTIONS,
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP": "/dev/null",
        }

    def ctl(self, *arguments: str, timeout: float = 60) -> str:
        """Run ``rabbitmqctl``; raises ``CalledProcessError`` with what it said."""
        command = [str(self.server.sbin / "rabbitmqctl"), *arguments]
        done = subprocess.run(command, env=self.environ(), capture_output=True, text=True, timeout=timeout, check=True)
        return done.stdout

    def _configure(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.directory.chmod(0o700)
        passwords = {user: password(self.secrets, f"broker-{user}") for user in USERS}
        file = self.directory / "definitions.json"
        file.write_text(json.dumps(definitions(passwords), indent=1, ensure_ascii=False), encoding="utf-8")
        file.chmod(0o600)
        config = CONFIG.format(
            port=self.port, definitions=file.name, admin_port=self.admin_port
        )  # Cuttlefish takes no path with accents.
        (self.directory / "rabbitmq.conf").write_text(config, encoding="utf-8")
        (self.directory / "advanced.config").write_text("[].\n", encoding="ascii")
        (self.directory / "enabled_plugins").write_text("[rabbitmq_management].\n", encoding="ascii")


def local_url(secrets: Path, port: int, vhost: str = VHOST) -> Callable[[str], str]:
    """The URL of each user of a broker of ours."""
    return lambda user: f"amqp://{user}:{password(secrets, f'broker-{user}')}@127.0.0.1:{port}/{vhost}"


def admin_url(secrets: Path, port: int) -> str:
    """Where the management API of a broker of ours is, for its administrator."""
    return f"http://{ADMINISTRATOR}:{password(secrets, f'broker-{ADMINISTRATOR}')}@127.0.0.1:{port}"


def make_vhost(admin: str, name: str) -> None:
    """Make a virtual host in which the administrator may do everything, by the management API of a broker of ours.

    The API is there some seconds after the broker; it is waited for.
    """
    found = urllib.parse.urlsplit(admin)
    login = base64.b64encode(f"{found.username}:{found.password}".encode()).decode()
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    for path, body in (
        (f"/api/vhosts/{name}", {"default_queue_type": "quorum"}),
        (f"/api/permissions/{name}/{ADMINISTRATOR}", everything),
    ):
        request = urllib.request.Request(
            f"http://{found.hostname}:{found.port}{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
            method="PUT",
        )
        until = time.monotonic() + ADMIN_WITHIN
        while True:
            try:
                urllib.request.urlopen(request, timeout=10).close()  # noqa: S310
                break
            except urllib.error.HTTPError as refused:
                raise Problem(f"The broker's management API refused {path}: {refused.code}.") from refused
            except OSError as away:
                if time.monotonic() > until:
                    raise Problem(f"The broker's management API does not answer: {away}.") from away
                time.sleep(0.3)


def node(server: Server, directory: Path, secrets: Path, logs: Path, ports: Ports) -> Node:
    """A node at free ports."""
    found = [ports.find(name) for name in ("broker", "epmd", "dist", ADMIN_PORT)]
    return Node(server, directory, secrets, logs, *found)


def docker_program(name: str, directory: Path, secrets: Path, logs: Path, port: int, admin_port: int) -> Program:
    """The node as a container, where there is Docker only. Its data ends with it; outboxes keep what counts."""
    directory.mkdir(parents=True, exist_ok=True)
    passwords = {user: password(secrets, f"broker-{user}") for user in USERS}
    file = directory / "definitions.json"
    file.write_text(json.dumps(definitions(passwords), ensure_ascii=False), encoding="utf-8")
    config = directory / "container.conf"
    config.write_text("load_definitions = /etc/rabbitmq/definitions.json\n", encoding="ascii")
    plugins = directory / "container_plugins"
    plugins.write_text("[rabbitmq_management].\n", encoding="ascii")
    for path in (file, config, plugins):
        path.chmod(0o644)  # The container's user is another; the definitions hold salted hashes only.
    command = [shutil.which("docker") or "docker", "run", "--rm", "--init", "--name", name]
    command += ["--publish", f"127.0.0.1:{port}:5672", "--volume", f"{file}:/etc/rabbitmq/definitions.json:ro"]
    command += ["--publish", f"127.0.0.1:{admin_port}:15672", "--volume", f"{plugins}:/etc/rabbitmq/enabled_plugins:ro"]
    command += ["--volume", f"{config}:/etc/rabbitmq/conf.d/50-motcua.conf:ro", IMAGE]
    return Program("broker", command, dict(os.environ), logs / "broker.log", Readiness(port))


def docker_works() -> bool:
    """Whether there is a Docker that lets us in."""
    if not shutil.which("docker"):
        return False
    try:
        return not subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def listening(port: int, host: str = "127.0.0.1") -> str:
    """Nothing if somebody listens there, else why not."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError as error:
        return f"nothing answers at {host}:{port} ({error.strerror or error})"
    return ""


class Readiness:
    """Whether a broker is ready. Once it has answered it is not greeted again, as it logs every unfinished greeting."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._answered = False

    def __call__(self) -> str:
        if not self._answered:
            reason = answers(self._port)
            self._answered = not reason
            return reason
        reason = listening(self._port)
        self._answered = not reason
        return reason


def answers(port: int, host: str = "127.0.0.1") -> str:
    """Nothing if an AMQP 0-9-1 broker answers there, else why not. A listener alone may not have started yet."""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.settimeout(2)
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            frame = connection.recv(11)
    except OSError as error:
        return f"no broker answers at {host}:{port} ({error.strerror or error})"
    # A method frame (1) on channel 0 that carries connection.start (class 10, method 10).
    started = frame[:1] == b"\x01" and frame[7:11] == b"\x00\x0a\x00\x0a"
    return "" if started else f"what answers at {host}:{port} is no AMQP 0-9-1 broker"
