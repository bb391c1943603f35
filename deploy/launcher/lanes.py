"""The tests in lanes: one pytest each, side by side, so that a run uses more than one processor.

A lane is a set of directories that share no queue with those of another lane: of the lanes of services one is on the
run's broker and each other on a virtual host of its own there; the other tests use none or start a broker themselves.
Within a lane tests run one after the other, in the same order each time.
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
    "services": (
        "tests/services/accounts",
        "tests/services/chassis",
        "tests/services/notifications",
    ),
    "dossiers": ("tests/services/dossiers",),
    "flows": ("tests/flows",),
    "unit": ("tests/unit", "tests/policy"),
    "catalog, payments": (
        "tests/services/catalog",
        "tests/services/payments",
    ),
    "browser": ("tests/browser",),
    "faults": ("tests/faults",),
}
"""In the order in which they begin, the longest first. What mostly waits, for systems, pages and brokers that come
back, is apart from what mostly works: while the one waits the other has the processor."""
SIDE_BY_SIDE = 4
"""How many run at once. With fewer the processors idle at times; with all seven, tests waited for each other so long
that what has a deadline of seconds missed it."""
APART = ("catalog, payments", "dossiers")
"""The lanes with a virtual host of their own; where the broker is somebody else's and has none, the first lane has
their tests too."""
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

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def outcome(self) -> Outcome:
        said = "" if self.log is None else self.log.read_text("utf-8", "replace").strip()
        return Outcome(self.name, self.process.returncode == 0, self.ended - self.begun, said)


def run(
    python: Path,
    root: Path,
    logs: Path,
    environ: Mapping[str, str],
    options: Sequence[str],
    stopping: threading.Event,
    apart: Mapping[str, Mapping[str, str]] | None = None,
    memory: Path | None = None,
) -> list[Outcome]:
    """Run the tests to their end: all lanes, some at a time, or what ``options`` say in one.

    ``apart`` is what each lane of `APART` finds in its environment instead. What the first lane says goes to the
    terminal at once; the others' words come with their outcome. Tests have their temporary files in ``memory``.
    """
    chosen = {ALL: tuple(options)} if options else LANES if apart else _together(LANES)
    own = {name: {**environ, **others} for name, others in (apart or {}).items()}
    waiting = list(chosen.items())
    lanes: list[_Lane] = []
    while waiting or any(lane.runs for lane in lanes):
        while waiting and sum(lane.runs for lane in lanes) < SIDE_BY_SIDE:
            name, what = waiting.pop(0)
            lanes.append(_start(python, root, logs, own.get(name, environ), name, what, memory))
        if stopping.wait(0.2):
            waiting.clear()
            for lane in lanes:
                lane.process.send_signal(signal.SIGINT)
            for lane in lanes:
                end_in_order(lane.process)
        for lane in lanes:
            if not lane.ended and not lane.runs:
                lane.ended = time.monotonic()
    begun = {lane.name: lane.outcome() for lane in lanes}
    return [begun.get(name) or Outcome(name, False, 0.0, "not begun") for name in chosen]


def _together(lanes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The lanes without those apart: the first has their directories."""
    first = next(iter(lanes))
    kept = {name: what for name, what in lanes.items() if name not in APART}
    return {**kept, first: sum((lanes[name] for name in APART if name in lanes), kept[first])}


def _start(
    python: Path,
    root: Path,
    logs: Path,
    environ: Mapping[str, str],
    name: str,
    what: Sequence[str],
    memory: Path | None,
) -> _Lane:
    log = None if name in (ALL, next(iter(LANES))) else logs / f"pytest {name}.log"
    own = name.replace(", ", "-")
    command = [
        str(python),
        "-m",
        "pytest",
        "-o",
        f"cache_dir={root / '.pytest_cache' / own}",
    ]
    if memory is not None:
        (memory / "tmp").mkdir(mode=0o700, exist_ok=True)
        environ = {**environ, "TMPDIR": str(memory / "tmp")}
        command += ["--basetemp", str(memory / own)]
    command += what
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
