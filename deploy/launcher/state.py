"""What is running, in a file: for the other commands, and to clean up after a launcher that was killed."""

import fcntl
import json
import signal
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from deploy.launcher.processes import Known, end

STARTING, READY, STOPPING = "starting", "ready", "stopping"


class State:
    """The state file of one ``.motcua``. Written whole or not at all; what cannot be read counts as nothing running."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "state.json"
        self._lock_path = directory / "lock"
        self._write_lock = threading.Lock()
        self._held: TextIO | None = None

    def read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, **changes: Any) -> None:
        """Change some fields."""
        with self._write_lock:
            draft = self.path.with_suffix(".new")
            draft.write_text(json.dumps({**self.read(), **changes}, indent=1, ensure_ascii=False), encoding="utf-8")
            draft.replace(self.path)

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def hold(self) -> bool:
        """Become the one launcher of this directory, until this process ends however it ends. False if there is one."""
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        file = open(self._lock_path, "w", encoding="ascii")  # noqa: SIM115  the lock lasts as long as it is open
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._held = file
        return True

    def release(self) -> None:
        """Be the launcher no longer."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def held(self) -> bool:
        """Whether a launcher is at work here."""
        if self._held is not None:
            return True
        if not self._lock_path.exists():
            return False
        with open(self._lock_path, "a", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def left_behind(self) -> list[dict[str, Any]]:
        """Processes in the file that run although no launcher does."""
        found = self.read().get("processes", [])
        return [entry for entry in found if Known(int(entry["pid"]), str(entry["began"])).alive]

    def end_left_behind(self) -> list[str]:
        """End what a killed launcher left running, the last started first; gives their names."""
        names = []
        for entry in reversed(self.left_behind()):
            end(Known(int(entry["pid"]), str(entry["began"])), int(entry.get("signal", signal.SIGTERM)), grace=15)
            names.append(str(entry["name"]))
        return names


def entries(processes: Iterable[tuple[str, Known | None, int]]) -> list[dict[str, Any]]:
    """Processes as the state file lists them."""
    return [
        {"name": name, "pid": process.pid, "began": process.began, "signal": stop_signal}
        for name, process, stop_signal in processes
        if process is not None
    ]
