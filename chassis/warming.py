"""What a process keeps in memory and needs before it can serve: made ready while the service starts.

::

    class CatalogService:
        name = "catalog"
        storage = Database()
        snapshots = Warmed(Snapshots)

Guarantees: ``/readyz`` says unready (``starting``) until `Warm.warm` has returned once; where it fails, it is tried
again every second, and the service stays unready. Calls are answered meanwhile, as the kept thing itself is able to.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

import eventlet

from chassis import health, logs
from chassis.health import Health
from chassis.providers import DatabaseEngine, Traced
from chassis.storage import Storage

log = logs.get_log(__name__)

AGAIN_AFTER: Final = 1.0
"""Seconds between two attempts."""


class Warm(Protocol):
    """What is kept in memory."""

    def warm(self, storage: Storage) -> None:
        """Make ready; returns when it is, and may be called again where it failed."""


class Warmed(Traced):
    """Injects what a process keeps in memory, one for the process, and has it ready before the service is."""

    database = DatabaseEngine()

    def __init__(self, make: Callable[[], Warm]) -> None:
        self._make = make

    def setup(self) -> None:
        self._kept = self._make()
        self._is_ready = False
        self._name = f"{self.container.service_name}.{self.attr_name}"
        health.register(self._name, self._check)

    def start(self) -> None:
        self.container.spawn_managed_thread(self._warm, identifier=self._name)

    def stop(self) -> None:
        health.unregister(self._name)

    def kill(self) -> None:
        self.stop()

    def get_dependency(self, worker_ctx: Any) -> Warm:
        return self._kept

    def _check(self) -> Health:
        return health.OK if self._is_ready else health.failed("starting: what is kept in memory is being read")

    def _warm(self) -> None:
        while not self._is_ready:
            try:
                self._kept.warm(self.database.storage)
                self._is_ready = True
            except Exception as failed:  # whatever it was, it may pass, and until then the service is not ready
                log.warning("not ready yet", part=self._name, exc_info=failed)
                eventlet.sleep(AGAIN_AFTER)
