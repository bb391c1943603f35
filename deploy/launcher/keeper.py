"""Keeps one program running: starts it, starts it again when it ends by itself, and ends it when asked."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.launcher.errands import owner_options
from deploy.launcher.places import Account
from deploy.launcher.processes import Known, known
from deploy.launcher.progress import Problem

DELAYS = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Seconds before the first, second, … start after an end that nobody asked for; the last one repeats."""
HEALTHY_AFTER = 30.0
"""Seconds of running after which a program counts as well again, and the delays begin anew."""

DEGRADED_FOR = 8.0


def is_ready(state: str) -> bool:
    """Whether a process in this state does its work."""
    return state == "ready" or state.startswith("degraded")


@dataclass(frozen=True)
class Program:
    """What is to be kept running. ``ready`` gives the reason why it is not ready yet, or nothing if it is."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    ready: Callable[[], str] = field(compare=False)
    directory: Path = Path("/")
    account: Account | None = None
    stop_signal: int = signal.SIGTERM
    grace: float = 12.0


class Keeper:
    """One program, kept. Every method may be called from any thread; ``changed`` is called when its process changes."""

    def __init__(self, program: Program, changed: Callable[[], None] = lambda: None) -> None:
        self.program = program
        self.restarts = 0
        self._changed = changed
        self._lock = threading.RLock()
        self._wanted = False
        self._process: subprocess.Popen[bytes] | None = None
        self.process: Known | None = None
        self._wake = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self.program.name

    def start(self) -> None:
        """Start the program and keep it running from now on."""
        with self._lock:
            if self._wanted:
                return
            self._wanted = True
            self.restarts = 0
            self._wake.clear()
            self._spawn()
            self._watcher = threading.Thread(target=self._keep, name=f"keep {self.name}", daemon=True)
            self._watcher.start()

    def stop(self) -> None:
        """End the program, at the latest after its grace time, and do not start it again."""
        with self._lock:
            self._wanted = False
            self._wake.set()
            process, watcher = self._process, self._watcher
            if process is not None and process.poll() is None:
                process.send_signal(self.program.stop_signal)
        if process is not None:
            try:
                process.wait(self.program.grace)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if watcher is not None and watcher is not threading.current_thread():
            watcher.join()
        self.process = None
        self._changed()

    def restart(self) -> None:
        """End the program and start it again."""
        self.stop()
        self.start()

    def state(self) -> str:
        """``ready``, ``degraded: …`` (it works, with something impaired), or the reason why it is not ready."""
        if not self._wanted:
            return "stopped"
        process = self._process
        if process is None or process.poll() is not None:
            code = "" if process is None else f" (it ended with code {process.returncode})"
            return f"being restarted{code}"
        return self.program.ready() or "ready"

    def wait_ready(self, seconds: float, stopping: Callable[[], bool] = lambda: False) -> None:
        """Wait until the program is ready, or raise a Problem that ends with the last lines of its log.

        A program that is degraded is given a while to become ready: right after its start it may only be connecting.
        """
        begun = time.monotonic()
        deadline = begun + seconds
        while (state := self.state()) != "ready":
            if is_ready(state) and time.monotonic() - begun > DEGRADED_FOR:
                return
            if stopping():
                raise Problem("Stopped before everything was up.")
            if time.monotonic() > deadline or self.restarts >= len(DELAYS):
                ending = f"Its log, {self.program.log}, ends:\n{self.last_lines()}"
                raise Problem(f"{self.name} is not ready: {state}. {ending}")
            time.sleep(0.1)

    def last_lines(self, count: int = 15) -> str:
        try:
            text = self.program.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return "(there is no log)"
        return "\n".join("    " + line[:400] for line in text.splitlines()[-count:]) or "(the log is empty)"

    def _spawn(self) -> None:
        program = self.program
        with open(program.log, "ab") as log:
            self._process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(program.environ),
                cwd=program.directory,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the others in their order.
                umask=0o077,
                **owner_options(program.account),
            )
        self.process = known(self._process.pid)
        self._changed()

    def _keep(self) -> None:
        attempts, started = 0, time.monotonic()
        while True:
            process = self._process
            if process is not None:
                process.wait()
            if time.monotonic() - started > HEALTHY_AFTER:
                attempts = 0
            delay = DELAYS[min(attempts, len(DELAYS) - 1)]
            attempts += 1
            if self._wake.wait(delay):
                return
            with self._lock:
                if not self._wanted:
                    return
                self._say(f"ended with code {process.returncode if process else '?'}, is started again")
                self.restarts += 1
                started = time.monotonic()
                try:
                    self._spawn()
                except OSError as error:
                    self._say(f"cannot be started: {error}")

    def _say(self, what: str) -> None:
        line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {self.name} {what}\n"
        with open(self.program.log, "ab") as log:
            os.write(log.fileno(), line.encode())
