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
    "catalog, payments": (
        "tests/services/catalog",
        "tests/services/payments",
    ),
    "dossiers": ("tests/services/dossiers",),
    "unit": ("tests/unit", "tests/policy"),
    "flows": ("tests/flows",),
    "browser": ("tests/browser",),
    "faults": ("tests/faults",),
}
"""What mostly waits, for systems, pages and brokers that come back, is apart from what mostly works: while the one
waits the other has the processor."""
YIELDS = "unit"
"""The lane that waits for nothing: it takes the processor where the others leave it."""
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
    """Run the tests to their end: all lanes, or what ``options`` say in one.

    ``apart`` is what each lane of `APART` finds in its environment instead. What the first lane says goes to the
    terminal at once; the others' words come with their outcome. Tests have their temporary files in ``memory``.
    """
    chosen = {ALL: tuple(options)} if options else LANES if apart else _together(LANES)
    own = {name: {**environ, **others} for name, others in (apart or {}).items()}
    lanes = [_start(python, root, logs, own.get(name, environ), name, what, memory) for name, what in chosen.items()]
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
        *(("nice", "-n", "5") if name == YIELDS else ()),
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
