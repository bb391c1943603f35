"""Where a test run keeps what nobody reads after it: in memory, where the machine has room for it.

Tests make and remove tens of thousands of files: tables that are emptied, databases, queues, directories of their own.
On a disk each removal can wait for milliseconds, and a queue's every message for the disk. In memory none does, and
nothing is tested less: a process that is killed loses as little there as on a disk, and no test turns the machine off.
"""

import hashlib
import os
import shutil
import stat
from pathlib import Path

from deploy.launcher.processes import end, known
from deploy.launcher.progress import Problem
from deploy.launcher.state import State

MEMORY = Path("/dev/shm")  # noqa: S108  the machine's own name for it
ROOM = 3 * 2**30
"""Bytes that have to be free, on it and in memory: a run takes a third of that."""


def place(state: Path, memory: Path = MEMORY, room: int = ROOM) -> Path | None:
    """The directory of the run whose state is kept there, empty; None where it had better use the disk.

    It has the same name each time, so that what a run left that was killed is gone with the next.
    """
    if not _has_room(memory, room):
        return None
    found = memory / f"motcua-{hashlib.sha256(f'{os.geteuid()} {state}'.encode()).hexdigest()[:12]}"
    end_systems(found)
    forget(found)
    try:
        found.mkdir(mode=0o711)  # PostgreSQL may run as somebody else, and passes through; it cannot look around.
    except OSError as error:
        raise Problem(f"{found} cannot be made anew: {error.strerror}.") from error
    return found


def end_systems(found: Path | None) -> list[Path]:
    """End the systems that tests started there and did not end, as one that is stopped for being late does not; gives
    where they kept their things."""
    ended = []
    for path in sorted(found.rglob("state.json")) if found is not None else ():
        state = State(path.parent)
        launcher = state.read().get("supervisor", {}).get("pid") if state.held() else None
        if launcher is not None:
            end(known(int(launcher)), grace=30)
        if state.end_left_behind() or launcher is not None:
            ended.append(path.parent)
    return ended


def forget(found: Path | None) -> None:
    """Remove it with all that is in it."""
    if found is not None:
        shutil.rmtree(found, ignore_errors=True)


def _has_room(memory: Path, room: int) -> bool:
    try:
        if not stat.S_ISDIR(memory.stat().st_mode) or not os.access(memory, os.W_OK | os.X_OK):
            return False
        held = os.statvfs(memory)
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    free = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
    return min(held.f_bavail * held.f_frsize, free.get("MemAvailable", 0)) >= room
