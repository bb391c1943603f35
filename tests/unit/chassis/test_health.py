"""Health over a real socket: what probes are told, and when."""

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

import eventlet
import pytest

from chassis import metrics
from chassis.health import OK, Checks, Health, HealthServer, degraded, failed
from chassis.settings import Address


@pytest.fixture
def checks() -> Checks:
    return Checks()


@pytest.fixture
def server(checks: Checks) -> Iterator[HealthServer]:
    server = HealthServer(Address("127.0.0.1", 0), "desk", checks)
    server.start()
    yield server
    server.stop()


def ask(server: HealthServer, path: str, method: str = "GET") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def told(server: HealthServer, path: str) -> tuple[int, Any, Any]:
    status, body = ask(server, path)
    found = json.loads(body)
    return status, found["status"], found["reasons"]


def never() -> Health:
    eventlet.sleep(60)
    return OK


def broken() -> Health:
    raise ConnectionError("postgresql://u:hunter2@db")


def test_a_process_without_trouble_is_alive_and_ready(server: HealthServer, checks: Checks) -> None:
    checks.register("database", lambda: OK)
    checks.watch("container", lambda: True)

    assert told(server, "/livez") == (200, "alive", [])
    assert told(server, "/readyz") == (200, "ready", [])


@pytest.mark.parametrize(
    ("check", "status", "word", "reason"),
    [
        (lambda: degraded("broker away"), 200, "degraded", "part: broker away"),
        (lambda: failed("no database"), 503, "unready", "part: no database"),
        (broken, 503, "unready", "part: ConnectionError"),
    ],
)
def test_what_is_impaired_is_told_with_its_reason(
    server: HealthServer, checks: Checks, check: Callable[[], Health], status: int, word: str, reason: str
) -> None:
    checks.register("well", lambda: OK)
    checks.register("part", check)

    assert told(server, "/readyz") == (status, word, [reason])
    assert told(server, "/livez")[0] == 200


def test_the_worst_part_decides(server: HealthServer, checks: Checks) -> None:
    checks.register("a", lambda: degraded("slow"))
    checks.register("b", lambda: failed("away"))

    assert told(server, "/readyz") == (503, "unready", ["a: slow", "b: away"])


def test_checks_that_hang_cost_one_second_together(server: HealthServer, checks: Checks) -> None:
    for name in "abc":
        checks.register(name, never)

    began = time.monotonic()
    status, _, reasons = told(server, "/readyz")
    assert (status, reasons) == (503, [f"{name}: no answer within a second" for name in "abc"])
    assert time.monotonic() - began < 2.7


def test_a_flood_of_probes_runs_the_checks_once(server: HealthServer, checks: Checks) -> None:
    runs = []

    def check() -> Health:
        runs.append(1)
        eventlet.sleep(0.05)
        return OK

    checks.register("part", check)
    for thread in [eventlet.spawn(ask, server, "/readyz") for _ in range(20)]:
        assert thread.wait()[0] == 200

    assert len(runs) == 1


def test_a_process_whose_container_died_is_not_alive(server: HealthServer, checks: Checks) -> None:
    checks.watch("desk", lambda: False)
    checks.watch("gone", lambda: 1 / 0 > 0)

    assert told(server, "/livez") == (503, "dead", ["desk", "gone"])


def test_a_process_that_stops_is_unready_but_alive(server: HealthServer, checks: Checks) -> None:
    checks.stopping()

    assert told(server, "/readyz") == (503, "unready", ["stopping"])
    assert told(server, "/livez")[0] == 200


def test_metrics_are_told_on_the_same_port(server: HealthServer) -> None:
    status, body = ask(server, "/metrics")

    assert status == 200
    assert b"motcua_workers_busy" in body


def test_what_waits_is_counted_when_the_figures_are_asked_for(server: HealthServer, checks: Checks) -> None:
    def counting() -> Health:
        metrics.INBOX_DEAD.labels("desk").set(7)
        return degraded("7 dead letters")

    checks.register("desk.dead-letters", counting)
    _, body = ask(server, "/metrics")
    assert b'motcua_inbox_dead{service="desk"} 7.0' in body


def test_there_is_nothing_else_on_this_port(server: HealthServer) -> None:
    assert ask(server, "/")[0] == 404
    assert ask(server, "/livez", "POST")[0] == 404
    assert ask(server, "/livez", "HEAD") == (200, b"")


def test_a_stop_is_prompt_and_frees_the_port(checks: Checks) -> None:
    server = HealthServer(Address("127.0.0.1", 0), "desk", checks)
    server.start()
    port = server.port
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 1.5

    again = HealthServer(Address("127.0.0.1", port), "desk", checks)
    again.start()
    again.stop()
