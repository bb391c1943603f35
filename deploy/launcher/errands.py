"""Programs that are run to their end on the way up (pip, apt-get, initdb, …), and can all be ended at once."""

import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.launcher.places import Account
from deploy.launcher.progress import Problem

_running: set["subprocess.Popen[str]"] = set()
_lock = threading.Lock()
_stopped = threading.Event()


def run(
    command: Sequence[object],
    *,
    stdin: str = "",
    environ: Mapping[str, str] | None = None,
    directory: Path | None = None,
    each_line: Callable[[str], None] | None = None,
    account: Account | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end. What it says comes back as one text, and line by line to ``each_line``."""
    owner = owner_options(account)
    with _lock:
        if _stopped.is_set():
            raise Problem("Stopped before everything was up.")
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=None if environ is None else dict(environ),
            cwd=directory,
            start_new_session=True,
            **owner,
        )
        _running.add(process)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        lines = []
        try:
            process.stdin.write(stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # It ended before it read; its code says why.
        for line in process.stdout:
            lines.append(line)
            if each_line:
                each_line(line)
        code = process.wait()
    finally:
        with _lock:
            _running.discard(process)
    if _stopped.is_set():
        raise Problem("Stopped before everything was up.")
    return subprocess.CompletedProcess(process.args, code, "".join(lines), "")


def owner_options(account: Account | None) -> dict[str, Any]:
    """What ``Popen`` is told to start a program as an account."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def stop() -> None:
    """End every program that is running, and start none from now on. Safe in a signal handler's main thread."""
    _stopped.set()
    for process in list(_running):
        process.terminate()
