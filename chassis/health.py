"""Health on a port of its own: ``/livez``, ``/readyz`` and ``/metrics``, served without any worker.

* ``/livez`` is 200 while the process can still do its work; 503 tells the supervisor to restart it. It fails when a
  watched part died (a container that kills itself in a broker outage stays up as a zombie otherwise). A blocked hub
  does not answer at all, which is the same to a probe with a timeout.
* ``/readyz`` says ``ready``, ``degraded`` (200: it serves, something is impaired, with reasons) or ``unready`` (503).
  Checks run at once, each for at most a second; one that takes longer or raises has failed. A broker outage degrades
  a service that has an outbox, it does not make it unready: restarting or removing it would not help.
* ``/metrics`` runs the same checks first, so that what waits (in the outbox, as dead letters) is counted as it is now.

Guarantees: probes are answered while every worker is busy; several containers of one process share one server; a
flood of probes runs the checks at most once in half a second. Reasons name parts, never persons or addresses.
"""

import enum
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import eventlet
from eventlet.event import Event

from chassis import metrics
from chassis.listener import CONNECTION, Listener
from chassis.logs import get_log
from chassis.settings import Address

log = get_log(__name__)

CHECK_WITHIN: Final = 1.0
REMEMBERED: Final = 0.5


class Level(enum.StrEnum):
    """How well a part does."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Health:
    """The state of one part, and why it is not well."""

    level: Level
    reason: str = ""


OK: Final = Health(Level.OK)


def degraded(reason: str) -> Health:
    """The part is impaired, and the service serves on."""
    return Health(Level.DEGRADED, reason)


def failed(reason: str) -> Health:
    """The part is away, and the service cannot serve without it."""
    return Health(Level.FAILED, reason)


Check = Callable[[], Health]
Alive = Callable[[], bool]


class Checks:
    """What is checked in one process."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._watched: dict[str, Alive] = {}
        self._stopping = False
        self._last: tuple[float, dict[str, Health]] | None = None
        self._running: Any = None

    def register(self, name: str, check: Check) -> None:
        """Ask ``check`` at every ``/readyz``; a name registered again replaces the older check."""
        self._checks[name] = check
        self._last = None

    def unregister(self, name: str) -> None:
        self._checks.pop(name, None)
        self._watched.pop(name, None)
        self._last = None

    def watch(self, name: str, alive: Alive) -> None:
        """Let ``/livez`` fail when ``alive`` says no; it must not wait for anything."""
        self._watched[name] = alive

    def stopping(self) -> None:
        """From now on unready: a balancer sends nothing new while what is under way is finished."""
        self._stopping = True

    def dead(self) -> list[str]:
        """The watched parts that are dead."""
        return [name for name, alive in list(self._watched.items()) if not _holds(alive)]

    def results(self) -> dict[str, Health]:
        """Every check's result; results are remembered for half a second."""
        while True:
            if self._last is not None and time.monotonic() - self._last[0] < REMEMBERED:
                return self._last[1]
            if self._running is None:
                break
            self._running.wait()
        self._running = Event()
        try:
            threads = {name: eventlet.spawn(_ask, name, check) for name, check in list(self._checks.items())}
            found = {name: thread.wait() for name, thread in threads.items()}
            self._last = (time.monotonic(), found)
            return found
        finally:
            running, self._running = self._running, None
            running.send(None)

    def readiness(self) -> tuple[int, dict[str, object]]:
        """The status and body of ``/readyz``."""
        found = self.results()
        reasons = [f"{name}: {health.reason}" for name, health in sorted(found.items()) if health.level != Level.OK]
        levels = {health.level for health in found.values()}
        if self._stopping:
            return 503, {"status": "unready", "reasons": ["stopping", *reasons]}
        if Level.FAILED in levels:
            return 503, {"status": "unready", "reasons": reasons}
        return 200, {"status": "degraded" if Level.DEGRADED in levels else "ready", "reasons": reasons}


def _ask(name: str, check: Check) -> Health:
    try:
        with eventlet.Timeout(CHECK_WITHIN):
            return check()
    except eventlet.Timeout:
        return failed("no answer within a second")
    except Exception as wrong:  # noqa: BLE001 - a check that raises is a part that is not well
        # What it raised may hold addresses, so only its kind is told.
        log.warning("health check raised", check=name, reason=type(wrong).__name__)
        return failed(type(wrong).__name__)


def _holds(alive: Alive) -> bool:
    try:
        return alive()
    except Exception:  # noqa: BLE001 - what cannot say whether it lives (a container that is gone) does not
        return False


CHECKS: Final = Checks()
"""The checks of this process."""

register = CHECKS.register
unregister = CHECKS.unregister
watch = CHECKS.watch
stopping = CHECKS.stopping


class HealthServer:
    """Serves the three pages of one process: ``HealthServer(address, service).start()``, later ``.stop()``."""

    def __init__(self, address: Address, service: str, checks: Checks = CHECKS) -> None:
        self._service = service
        self._checks = checks
        self._listener = Listener(address, self._app, timeout=5.0, idle=5.0, head=5.0, connections=32, grace=1.0)

    @property
    def port(self) -> int:
        """The port listened on; known after `start`."""
        return self._listener.port

    def start(self) -> None:
        """Begin to answer; `SettingsWrong` if the address cannot be had."""
        self._listener.start()

    def stop(self) -> None:
        """Answer no more. Last thing of a process: readiness is wanted while it drains."""
        self._listener.stop()

    def _app(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ[CONNECTION].close_after()
        kind, body = "application/json", b""
        page = environ["PATH_INFO"] if environ["REQUEST_METHOD"] in ("GET", "HEAD") else ""
        if page == "/livez":
            dead = self._checks.dead()
            status, body = (503 if dead else 200), self._json("dead" if dead else "alive", dead)
        elif page == "/readyz":
            status, state = self._checks.readiness()
            body = self._json(**state)
        elif page == "/metrics":
            self._checks.results()  # Some of them count what waits: without it the figures were of the last `/readyz`.
            status, kind, body = 200, metrics.CONTENT_TYPE, metrics.exposition()
        else:
            status, body = 404, self._json("no such page")
        phrases = {200: "200 OK", 404: "404 Not Found", 503: "503 Service Unavailable"}
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start_response(phrases[status], headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _json(self, status: object, reasons: object = ()) -> bytes:
        return json.dumps({"status": status, "service": self._service, "reasons": reasons}).encode()
