"""The whole system on one machine: its processes, how they are kept running, and what may be asked of them."""

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deploy import rooms
from deploy.launcher import control, errands
from deploy.launcher.foundation import Foundation, Given
from deploy.launcher.keeper import Keeper, Program
from deploy.launcher.places import Places
from deploy.launcher.ports import Ports
from deploy.launcher.processes import known
from deploy.launcher.progress import Problem, Progress, together
from deploy.launcher.state import READY, STARTING, STOPPING, State, entries

KEPT_LOGS = 3
READY_WITHIN = 180.0
"""Seconds that a program gets to be ready: a machine that is busy otherwise is slow. One that ends is told sooner."""
MOST_OF_ONE = 20
BASE = ("epmd", "broker", "postgres")
"""What the services stand on, in the order in which it may be stopped from the end."""


class System:
    """Everything that ``./motcua up`` runs. ``start`` it, ``run`` until asked to stop, and it stops what it started."""

    def __init__(
        self, places: Places, progress: Progress, given: Given, *, durable: bool = True, offset: int = 0
    ) -> None:
        self.places = places
        self.progress = progress
        self.state = State(places.state)
        self.ports = Ports(places.state / "ports.json", offset)
        self.foundation = Foundation(places, progress, given, self.ports, self._keep, durable=durable)
        self.stopping = threading.Event()
        self.keepers: list[Keeper] = []
        self._server: control.Server | None = None
        self._order = threading.Lock()
        self._commands = threading.Lock()

    @property
    def address(self) -> str:
        return self.foundation.address

    def program(self, service: str, number: int) -> Program:
        """The ``number``-th process of a service; the first bears its name."""
        name = service if number == 1 else f"{service}-{number}"
        health = self.ports.find(f"health:{name}")
        targets = list(rooms.TARGETS[service])
        if number == 1:
            targets += rooms.STAND_INS.get(service, ())
        return Program(
            name,
            [*rooms.yielding(service), str(self.places.python), "-m", "chassis.runner", *targets],
            {
                **self.foundation.environ(),
                **self.foundation.settings(service),
                "MOTCUA_HEALTH_ADDRESS": f"127.0.0.1:{health}",
            },
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
        self.foundation.lay()
        with self.progress.step("services and gateway") as step:
            kept = [self._keep(self.program(service, 1)) for service in rooms.TARGETS]
            for keeper in kept:
                step.note(f"waiting for {keeper.name}")
                keeper.wait_ready(READY_WITHIN, self.stopping.is_set)
        self._server = control.Server(control.socket_path(self.places.state), self.command)
        self.state.write(phase=READY, socket=str(self._server.path), address=self.address)

    def run(self) -> None:
        """Keep running until asked to stop."""
        self.stopping.wait()

    def stop(self) -> None:
        """Stop what was started, the last first: the gateway, the services, then broker and databases."""
        self.stopping.set()
        self.state.write(phase=STOPPING)
        with self._order:
            kept, self.keepers = self.keepers, []
        together(*(keeper.stop for keeper in kept if keeper.name not in BASE))
        together(*(keeper.stop for keeper in kept if keeper.name in BASE[1:]))
        together(*(keeper.stop for keeper in kept if keeper.name in BASE[:1]))
        if self._server:
            self._server.close()
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
            case {"do": "broker-admin"}:
                return self.foundation.broker_admin_url()
            case {"do": "settings", "service": str(service)}:
                return self.foundation.settings(service)
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
            keeper.wait_ready(READY_WITHIN, self.stopping.is_set)
        return f"{service} was restarted and is ready."

    def scale(self, service: str, number: int) -> str:
        """Run ``number`` processes of a service."""
        if service not in rooms.SERVICES:
            raise Problem(f"{service} cannot be scaled here; these can: {', '.join(rooms.SERVICES)}.")
        if not 0 <= number <= MOST_OF_ONE:
            raise Problem(f"A service runs in 0 to {MOST_OF_ONE} processes here; 0: it stands still.")
        present = self.processes_of(service)
        for keeper in present[number:]:
            with self._order:
                self.keepers.remove(keeper)
            keeper.stop()
        added = [self._keep(self.program(service, n)) for n in range(len(present) + 1, number + 1)]
        for keeper in added:
            keeper.wait_ready(READY_WITHIN, self.stopping.is_set)
        return f"{service} runs in {number} process{'' if number == 1 else 'es'}."

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
