"""The connection pool that a container's extensions share, and what injects settings and log context."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import eventlet.tpool
import sqlalchemy as sa
from nameko.extensions import DependencyProvider, SharedExtension

from chassis import health, logs, metrics, migrations, outbox
from chassis.database import make_engine
from chassis.health import Health
from chassis.sealing import REPLIES, Sealer
from chassis.settings import ServiceSettings, need, settings_of
from chassis.storage import Storage

T = TypeVar("T")
P = ParamSpec("P")

EVENT_CONNECTIONS = 6
"""Connections beyond those of the workers: for events, the relay and the health check."""


def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what computes for long (hashing, PDF, scanning a file) in a real thread, so that others go on meanwhile."""
    return eventlet.tpool.execute(work, *args, **kwargs)


class DatabaseEngine(SharedExtension):
    """One pool of connections for all that a container does with its database."""

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        url = need(settings.database_url, "MOTCUA_DATABASE_URL")
        self.engine = make_engine(
            url, name=self.container.service_name, pool_size=settings.max_workers + EVENT_CONNECTIONS
        )
        sealer = Sealer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        sealer.know(REPLIES)
        self.storage = Storage(self.engine, sealer=sealer)
        self._migrated = False
        health.register(f"{self.container.service_name}.database", self._check)

    def _check(self) -> Health:
        try:
            with self.engine.connect() as db:
                if not self._migrated:
                    self._migrated = migrations.is_current(self.container.service_name, db)
                db.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            return health.failed("the database does not answer")
        if not self._migrated:
            return health.failed("the database lacks migrations; run: python -m chassis.migrations upgrade")
        return health.OK

    def stop(self) -> None:
        health.unregister(f"{self.container.service_name}.database")
        self.engine.dispose()

    def kill(self) -> None:
        self.stop()


class Traced(DependencyProvider):
    """A dependency whose worker logs under the trace of the call or event that it serves."""

    def worker_setup(self, worker_ctx: Any) -> None:
        logs.bind(trace=worker_ctx.data.get("trace") or "", entry=worker_ctx.entrypoint.method_name)

    def worker_teardown(self, worker_ctx: Any) -> None:
        logs.clear()


class SettingsOf(DependencyProvider):
    """Injects a settings object, read and checked when the service starts."""

    def __init__(self, cls: type[Any] = ServiceSettings) -> None:
        self.cls = cls

    def setup(self) -> None:
        self._settings = settings_of(self.container.config, self.cls)

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self._settings


def outbox_health(storage: Storage, service: str, limit_seconds: float = 30.0) -> Health:
    """Degraded while events wait to be published for longer than they should; how many, and how long, is counted."""
    with storage.read() as db:
        count, oldest = outbox.backlog(db)
    metrics.OUTBOX_UNPUBLISHED.labels(service).set(count)
    metrics.OUTBOX_OLDEST_SECONDS.labels(service).set(oldest)
    if oldest > limit_seconds:
        return health.degraded(f"{count} events wait to be published, the oldest for {oldest:.0f} s")
    return health.OK
