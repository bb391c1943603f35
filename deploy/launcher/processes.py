"""Processes of the machine: who they are, so that a number used again is never taken for ours, and what they use."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """A process that we started: its number, and when it began, as numbers are used again."""

    pid: int
    began: str

    @property
    def alive(self) -> bool:
        return self.began != "" and began(self.pid) == self.began


def known(pid: int) -> Known:
    return Known(pid, began(pid))


def began(pid: int) -> str:
    """What distinguishes a running process from any other that has or had its number; empty if there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        if fields[0] in "ZX":  # a zombie has ended
            return ""
        return f"{_boot()}:{fields[19]}"
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
    except (OSError, IndexError):
        return ""
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
    except OSError:
        return ""


def end(process: Known, first: int = signal.SIGTERM, grace: float = 10.0) -> None:
    """End a process that we know: ask, wait, and insist after ``grace`` seconds."""
    for number, seconds in ((first, grace), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        if process.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)
        while time.monotonic() < deadline:
            if not process.alive:
                return
            time.sleep(0.05)


def family(pids: Iterable[int]) -> dict[int, list[int]]:
    """For each process, itself and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    families = {}
    for pid in pids:
        found, new = [], [pid]
        while new:
            member = new.pop()
            found.append(member)
            new += children.get(member, [])
        families[pid] = found
    return families


def memory(pids: Iterable[int]) -> int:
    """Bytes that processes of one family take: each its share of every page (PSS).

    Where that may not be read (another user's process, in a container), what each has of its own, and once the most
    that one of them shares.
    """
    total, shared = 0, 0
    for pid in pids:
        sizes = _sizes(pid, "smaps_rollup")
        if "Pss" in sizes:
            total += sizes["Pss"]
            continue
        sizes = _sizes(pid, "status")
        total += sizes.get("RssAnon", 0)
        shared = max(shared, sizes.get("RssFile", 0) + sizes.get("RssShmem", 0))
    return total + shared


def _sizes(pid: int, name: str) -> dict[str, int]:
    """The lines of a file of /proc that give a size, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/{name}").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    fields = (line.split() for line in lines if line.endswith(" kB"))
    return {field[0].rstrip(":"): int(field[1]) * 1024 for field in fields}
