"""Watches what waits out of sight: files that no scanner has seen, dossiers that the national portal has not taken,
what an operator's look at the store found.

In the figures, and in the health of every process of the service.
"""

import datetime as dt
from pathlib import Path
from typing import Final

from prometheus_client import Gauge

from chassis import health, orphans
from chassis.health import Health
from chassis.metrics import REGISTRY
from chassis.service import Database
from chassis.settings import need, settings_of
from chassis.storage import Storage, utc_now
from services.dossiers.contract import SERVICE
from services.dossiers.settings import DossiersSettings, national_portal_of
from services.dossiers.store import national, uploads

UNSCANNED_FOR: Final = dt.timedelta(minutes=15)
"""How long a file may wait for its scan before the service calls itself degraded."""
UNTOLD_FOR: Final = dt.timedelta(hours=1)
"""How long the national portal may be behind before the service calls itself degraded."""

QUARANTINED = Gauge("motcua_quarantined_files", "Files of which no scanner has said anything yet", registry=REGISTRY)
QUARANTINED_SECONDS = Gauge(
    "motcua_quarantined_oldest_seconds", "Since when the oldest of them waits", registry=REGISTRY
)
UNTOLD = Gauge("motcua_national_due", "Dossiers that the national portal has to be told", registry=REGISTRY)
UNTOLD_SECONDS = Gauge("motcua_national_oldest_seconds", "Since when the first of them waits", registry=REGISTRY)
REFUSED = Gauge(
    "motcua_national_refused", "Dossiers that the national portal refused; someone must look", registry=REGISTRY
)

STORED = Gauge("motcua_objects", "Objects in the store, when it was last looked through", registry=REGISTRY)
ORPHANED = Gauge("motcua_objects_orphaned", "Those that no row named, and that were old enough", registry=REGISTRY)
MISSING = Gauge("motcua_objects_missing", "Rows whose object was gone; someone must look", registry=REGISTRY)
LOOKED_FOR = Gauge("motcua_objects_looked_through", "When that was, in seconds since 1970; 0: never", registry=REGISTRY)


def quarantine_health(storage: Storage) -> Health:
    """Degraded while files wait for the scanner for longer than they should; brings the figures up to date."""
    now = utc_now()
    with storage.read() as db:
        count, oldest = uploads.waiting(db)
    waits = _since(oldest, now)
    QUARANTINED.set(count)
    QUARANTINED_SECONDS.set(waits.total_seconds())
    if waits > UNSCANNED_FOR:
        return health.degraded(f"{count} files wait to be scanned, the oldest for {_minutes(waits)}")
    return health.OK


def national_health(storage: Storage, *, told: bool) -> Health:
    """Degraded while the national portal refused dossiers or is behind for longer than it should be."""
    now = utc_now()
    with storage.read() as db:
        behind = national.backlog(db)
    waits = _since(behind.oldest, now)
    due, refused = behind.counts.get("due", 0), behind.counts.get("refused", 0)
    UNTOLD.set(due)
    UNTOLD_SECONDS.set(waits.total_seconds() if told else 0)
    REFUSED.set(refused)
    if told and refused:
        return health.degraded(f"the national portal refused {refused} dossiers: ./motcua dossiers sync status")
    if told and waits > UNTOLD_FOR:
        return health.degraded(f"{due} dossiers wait for the national portal, the oldest for {_minutes(waits)}")
    return health.OK


def objects_health(directory: Path) -> Health:
    """Degraded while files that a row names were not there when the store was last looked through."""
    told = orphans.noted(directory)
    for figure, name in ((STORED, "objects"), (ORPHANED, "orphaned"), (MISSING, "missing"), (LOOKED_FOR, "at")):
        figure.set(told.get(name, 0))
    if told.get("missing"):
        return health.degraded(f"{told['missing']} files are gone from the store: ./motcua objects")
    return health.OK


def _since(oldest: dt.datetime | None, now: dt.datetime) -> dt.timedelta:
    return max(now - oldest, dt.timedelta(0)) if oldest is not None else dt.timedelta(0)


def _minutes(waits: dt.timedelta) -> str:
    return f"{waits.total_seconds() / 60:.0f} min"


class WatchedDatabase(Database):
    """Injects the service's `Storage`, and reports on what waits in it. Wrong settings of the national portal end the
    start."""

    def setup(self) -> None:
        super().setup()
        settings = settings_of(self.container.config, DossiersSettings)
        told, kept_in = national_portal_of(settings) is not None, need(settings.objects_dir, "MOTCUA_OBJECTS_DIR")
        health.register(f"{SERVICE}.quarantine", lambda: quarantine_health(self.database.storage))
        health.register(f"{SERVICE}.national", lambda: national_health(self.database.storage, told=told))
        health.register(f"{SERVICE}.objects", lambda: objects_health(kept_in))

    def stop(self) -> None:
        health.unregister(f"{SERVICE}.quarantine")
        health.unregister(f"{SERVICE}.national")
        health.unregister(f"{SERVICE}.objects")
        super().stop()
