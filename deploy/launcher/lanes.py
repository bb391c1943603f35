"""The tests in lanes: one pytest each, side by side, so that a run uses more than one processor.

A lane is a set of directories that share no queue with those of another lane: tests of services use the run's broker,
the others use none or have one of their own. Within a lane tests run one after the other, in the same order each time.
"""

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LANES: dict[str, tuple[str, ...]] = {
    "tests of services": ("tests/services",),
    "other tests": ("tests/unit", "tests/policy", "tests/faults", "tests/flows", "tests/browser"),
}
ALL = "pytest"
"""The name of the only lane when it was said what to run."""
END_WITHIN = 40.0
"""Seconds that pytest has to tear down what its tests started."""


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    said: str = ""


@dataclass
class _Lane:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path | None
    begun: float
    ended: float = 0.0

    def outcome(self) -> Outcome:
        said = "" if self.log is None else self.log.read_text("utf-8", "replace").strip()
        return Outcome(self.name, self.process.returncode == 0, self.ended - self.begun, said)


def run(
    python: Path, root: Path, logs: Path, environ: Mapping[str, str], options: Sequence[str], stopping: threading.Event
) -> list[Outcome]:
    """Run the tests to their end: all lanes, or what ``options`` say in one.

    What the first lane says goes to the terminal at once; the others' words come with their outcome.
    """
    chosen = {ALL: tuple(options)} if options else LANES
    lanes = [_start(python, root, logs, environ, name, what) for name, what in chosen.items()]
    while any(lane.process.poll() is None for lane in lanes):
        if stopping.wait(0.2):
            for lane in lanes:
                lane.process.send_signal(signal.SIGINT)
            for lane in lanes:
                end_in_order(lane.process)
        for lane in lanes:
            if not lane.ended and lane.process.poll() is not None:
                lane.ended = time.monotonic()
    now = time.monotonic()
    for lane in lanes:
        lane.ended = lane.ended or now
    return [lane.outcome() for lane in lanes]


def _start(python: Path, root: Path, logs: Path, environ: Mapping[str, str], name: str, what: Sequence[str]) -> _Lane:
    log = None if name in (ALL, next(iter(LANES))) else logs / f"pytest {name}.log"
    cache = root / ".pytest_cache" / name.replace(" ", "_")
    command = [str(python), "-m", "pytest", "-o", f"cache_dir={cache}", *what]
    with contextlib.nullcontext() if log is None else log.open("wb") as out:
        # In a session of its own, so that Ctrl-C reaches it once, from us.
        process = subprocess.Popen(
            command,
            cwd=root,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=None if log is None else subprocess.STDOUT,
            start_new_session=True,
        )
    return _Lane(name, process, log, time.monotonic())


def end_in_order(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a pytest that was asked to end; one that does not tear down in time is killed."""
    try:
        process.wait(END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
