"""Figures of what waits for people: attempts and refunds without an end, money in suspense, differences."""

from prometheus_client import Gauge

from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.service import Storage
from services.payments.handlers.refunding import RULES
from services.payments.store import differences
from services.payments.store import refunding as kept

log = get_log(__name__)

OPEN_ENDS = Gauge("motcua_payments_open_ends", "Attempts to pay that the provider does not end", registry=REGISTRY)
STUCK_REFUNDS = Gauge("motcua_refunds_open_ends", "Refunds that the provider does not end", registry=REGISTRY)
SUSPENSE = Gauge("motcua_suspense_uncleared", "Sums in suspense that nobody has cleared", registry=REGISTRY)
SUSPENSE_OLDEST = Gauge("motcua_suspense_oldest_seconds", "Age of the oldest of them", registry=REGISTRY)
DIFFERENCES = Gauge("motcua_differences_open", "Differences with providers that nobody repaired", registry=REGISTRY)


def watch(storage: Storage) -> None:
    """Count anew; says so in the log while something has no end."""
    now = storage.now()
    asks = RULES.alarm_after(now)
    with storage.read() as db:
        ends, refunds = len(kept.open_ends(db, asks)), kept.stuck_refunds(db, asks)
        sums, oldest = kept.count_uncleared(db)
        differing = differences.count_unclosed(db)
    OPEN_ENDS.set(ends)
    STUCK_REFUNDS.set(refunds)
    SUSPENSE.set(sums)
    DIFFERENCES.set(differing)
    SUSPENSE_OLDEST.set((now - oldest).total_seconds() if oldest is not None else 0)
    if ends or refunds:
        log.error("money without an end: people must look", payments=ends, refunds=refunds)
