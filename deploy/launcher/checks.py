"""``./motcua test``: every check and every test, on a broker and databases of its own, and one exit code."""

import os
import threading
import time
from collections.abc import Sequence

from deploy.broker_definitions import ADMINISTRATOR
from deploy.launcher import errands, lanes, pythons, scratch
from deploy.launcher.foundation import Given
from deploy.launcher.lanes import Outcome
from deploy.launcher.places import Places
from deploy.launcher.progress import Problem, Progress
from deploy.launcher.state import State
from deploy.launcher.system import System, stop_on_signals

CHECKS: dict[str, Sequence[str]] = {
    "ruff check": ("-m", "ruff", "check", "--quiet", "--output-format", "concise"),
    "ruff format": ("-m", "ruff", "format", "--check", "--quiet"),
    "mypy": ("-m", "mypy", "--no-error-summary"),
    "import-linter": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
}
PORT_OFFSET = 20_000
"""Ports of a test run are far from those of a system that runs beside it."""


def run_all(here: Places, pytest_options: Sequence[str]) -> int:
    """Run all; 0 only if all passed. What is started for it is ended again."""
    progress = Progress()
    test = Places(here.root, here.state / "test")
    state = State(test.state)
    if not state.hold():
        raise Problem("A test run is under way in this clone already.")
    state.end_left_behind()
    test.wipe()
    memory = scratch.place(test.state)
    test = Places(here.root, test.state, memory)
    test.make()
    begun = time.monotonic()
    pythons.prepare(test, progress, pythons.DEVELOPMENT)
    system = System(test, progress, Given.by(os.environ), durable=False, offset=PORT_OFFSET)
    stop_on_signals(system)
    results: list[Outcome] = []
    static = threading.Thread(target=lambda: results.extend(_checks(test, progress)), name="checks")
    try:
        static.start()
        system.foundation.lay_empty()
        results.extend(_pytest(test, system, pytest_options))
        static.join()
    except Problem as problem:
        results.append(Outcome("set-up", False, time.monotonic() - begun, str(problem)))
    finally:
        with progress.step("stopping the test broker and databases"):
            scratch.end_systems(memory)
            system.stop()
        static.join()
    code = _summary(results, time.monotonic() - begun)
    if code and memory is not None:
        print(f"What the tests left is in {memory} until the next run.")
    else:
        scratch.forget(memory)
    return code


def _checks(test: Places, progress: Progress) -> list[Outcome]:
    """The checks that need no broker, one after the other, beside everything else."""
    results = []
    for name, arguments in CHECKS.items():
        begun = time.monotonic()
        try:
            done = errands.run([test.python, *arguments], directory=test.root, environ=_environ())
        except Problem:
            break
        result = Outcome(name, done.returncode == 0, time.monotonic() - begun, done.stdout.strip())
        progress.say(f"  {'✓' if result.passed else '✗'} {name} ({result.seconds:.1f} s)")
        results.append(result)
    return results


def _pytest(test: Places, system: System, options: Sequence[str]) -> list[Outcome]:
    """The tests, in lanes side by side."""
    environ = {
        **_environ(),
        "MOTCUA_TEST_AMQP_URL": system.foundation.amqp_url(ADMINISTRATOR),
        "MOTCUA_TEST_AGENCIES_AMQP_URL": system.foundation.agencies_amqp_url(),
        "MOTCUA_TEST_BROKER_ADMIN_URL": system.foundation.broker_admin_url(),
        "MOTCUA_TEST_DATABASE_URL": system.foundation.databases.admin_url,
        "MOTCUA_TEST_STATE": str(test.state),
    }
    names = () if options else lanes.APART
    hosts = {name: system.foundation.another_vhost(f"motcua-apart-{number}") for number, name in enumerate(names)}
    apart = {name: {"MOTCUA_TEST_AMQP_URL": url} for name, url in hosts.items() if url}
    return lanes.run(test.python, test.root, test.logs, environ, options, system.stopping, apart, test.data)


def _environ() -> dict[str, str]:
    """Checks must not depend on what the person's own tools are told.

    A run starts some hundred Pythons: what one compiled, the others need not.
    """
    left_out = ("AMQP_URL", "DATABASE_URL", "PYTEST_ADDOPTS", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    environ = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


def _summary(results: Sequence[Outcome], seconds: float) -> int:
    failed = [result for result in results if not result.passed]
    for result in results:
        if result.said and (result in failed or result.name in lanes.LANES):
            print(f"\n── {result.name} " + "─" * (70 - len(result.name)) + f"\n{result.said}")
    print()
    for result in results:
        print(f"  {'✓' if result.passed else '✗'} {result.name:<18} {result.seconds:6.1f} s")
    if failed:
        print(f"\nFailed: {', '.join(result.name for result in failed)} (after {seconds:.0f} s).")
    else:
        print(f"\nEverything passed (after {seconds:.0f} s).")
    return 1 if failed else 0
