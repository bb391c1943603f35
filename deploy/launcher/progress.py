"""What the person at the terminal sees: a line per step, and a sign of life from every step that takes long."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TextIO, TypeVar

T = TypeVar("T")
SHOWN_AFTER = 0.8
REPEATED_EVERY = 10.0


class Problem(Exception):
    """The launcher cannot go on. The message is a sentence for the person, and says what to do."""


class Step:
    """One step under way; ``note`` says how far it is."""

    def __init__(self, progress: "Progress", title: str) -> None:
        self.title = title
        self._progress = progress
        self._begun = self._said = time.monotonic()
        self._shown = False
        self._note = ""

    def note(self, text: str) -> None:
        """Say how far the step is; shown the next time its line is repeated."""
        self._note = text

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._said >= (REPEATED_EVERY if self._shown else SHOWN_AFTER):
            self._shown, self._said = True, now
            self._progress.say(f"  … {self.title}" + (f": {self._note}" if self._note else ""))

    def _end(self, mark: str) -> None:
        self._progress.say(f"  {mark} {self.title} ({time.monotonic() - self._begun:.1f} s)")


class Progress:
    """Prints steps, also several at a time. Every line is whole and flushed, so that it can be read from a file too."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = sys.stdout if out is None else out
        self._open: list[Step] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, name="progress", daemon=True).start()

    def say(self, line: str) -> None:
        with (
            self._lock,
            contextlib.suppress(OSError, ValueError),
        ):  # A terminal that was closed must not stop the system.
            print(line, file=self._out, flush=True)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        step = Step(self, title)
        self._open.append(step)
        mark = "✗"
        try:
            yield step
            mark = "✓"
        finally:
            self._open.remove(step)
            step._end(mark)

    def _watch(self) -> None:
        while True:
            time.sleep(0.2)
            for step in list(self._open):
                step._tick()


def together(*works: Callable[[], T]) -> list[T]:
    """Do several things at once. All are waited for; then the first problem, in their order, is raised."""
    with ThreadPoolExecutor(max_workers=max(1, len(works))) as pool:
        futures = [pool.submit(work) for work in works]
    return [future.result() for future in futures]
