"""Timers that run in one instance of a service, however many there are.

::

    @every(seconds=0.5)
    def send_due(self) -> None: ...

Guarantees: only the leader's instance runs it; runs do not overlap in an instance; a run that raises is logged and
counted, and the next one comes all the same. Leadership can change during a run, so two instances may, rarely, be in
the same method at once: what it does must be safe then (claim rows with ``FOR UPDATE SKIP LOCKED``). One that is
``woken`` also runs as soon as a transaction is committed that emitted an event or called `Work.wake`, at most once in
its ``gap``: what is committed shortly after one another is seen in one run. So it need not look often for work that
nobody told it of.
"""

import time
from typing import Any, Final

import eventlet
from eventlet.event import Event as Signal
from eventlet.semaphore import Semaphore
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis import logs, metrics
from chassis.errors import PortalError, Unavailable
from chassis.ids import new_id
from chassis.leader import Leader

log = logs.get_log(__name__)

GAP: Final = 0.02
"""Seconds from the beginning of a run until the next, however often it is woken, where nothing else is said."""


class Every(Entrypoint):
    """Entry point that fires every ``seconds`` while this instance leads, the first time as soon as it does."""

    leader = Leader()

    def __init__(self, seconds: float, *, woken: bool = False, gap: float = GAP, **options: Any) -> None:
        self.seconds = seconds
        self.woken = woken
        self.gap = gap
        self._stopping = False
        self._thread: Any = None  # A service whose set-up failed is stopped without having been started.
        super().__init__(expected_exceptions=(PortalError,), **options)

    def setup(self) -> None:
        self._news = Semaphore(0)
        if self.woken:
            self.leader.on_wake(self._wake)

    def _wake(self) -> None:
        if self._news.balance < 1:
            self._news.release()

    def start(self) -> None:
        self._stopping = False
        self._thread = self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        while not self._stopping:
            began = time.monotonic()
            if self.leader.leads:
                self._fire()
            # Whatever wakes it while it runs is seen by the next run, which then comes at once.
            self._news.acquire(timeout=max(0.05, self.seconds - (time.monotonic() - began)))
            eventlet.sleep(max(0.0, began + self.gap - time.monotonic()))

    def _fire(self) -> None:
        done: Signal = Signal()

        def settle(_worker: Any, result: Any, exc_info: Any) -> Any:
            done.send(exc_info)
            return result, None

        try:
            self.container.spawn_worker(self, (), {}, context_data={"trace": new_id()}, handle_result=settle)
        except ContainerBeingKilled:
            return
        exc_info = done.wait()
        outcome = "ok" if exc_info is None else "failed"
        metrics.TIMER_RUNS.labels(self.method_name, outcome).inc()
        if exc_info is not None and not isinstance(exc_info[1], Unavailable):
            log.error("timer failed", timer=self.method_name, exc_info=exc_info[1])

    def stop(self) -> None:
        self._stopping = True
        # A run under way is a worker, which the container waits for.
        if self._thread is not None:
            self._thread.kill()

    def kill(self) -> None:
        self.stop()


every = Every.decorator
