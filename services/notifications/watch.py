"""Watches that messages leave, and events: in the figures, and in the health of every process of the service."""

from typing import Final

from prometheus_client import Gauge

from chassis import health
from chassis.health import Health
from chassis.metrics import REGISTRY
from chassis.service import Database
from chassis.storage import Storage, utc_now
from services.notifications.contract import SERVICE, MessageChannel
from services.notifications.store import counted, outgoing, prompt, subscribed

LATE: Final = 60.0
"""Seconds by which the most overdue message may be late before the service calls itself degraded."""

WAITING = Gauge("motcua_messages_waiting", "Messages that wait to be sent", ("channel",), registry=REGISTRY)
OPEN = Gauge("motcua_provider_open", "Whether a provider is not asked at present", ("provider",), registry=REGISTRY)
SUBSCRIPTIONS = Gauge("motcua_subscriptions", "Subscriptions of agencies", ("way", "state"), registry=REGISTRY)
LATE_SECONDS = Gauge("motcua_messages_late_seconds", "By how much the most overdue of them is late", registry=REGISTRY)


def messages_health(storage: Storage) -> Health:
    """Degraded while messages wait that should have left, or a provider is away; brings the figures up to date."""
    with storage.read() as db:
        by_channel, late = outgoing.waiting(db, utc_now())
        providers = counted.healths(db)
    for channel in MessageChannel:
        WAITING.labels(channel).set(by_channel.get(channel, 0))
    LATE_SECONDS.set(late)
    for provider in providers:
        OPEN.labels(provider.provider).set(provider.opened_at is not None)
    if late > LATE:
        return health.degraded(f"{sum(by_channel.values())} messages wait, the most overdue for {late:.0f} s")
    away = [f"{provider.provider} ({provider.detail})" for provider in providers if provider.opened_at is not None]
    return health.degraded(f"not asked at present: {', '.join(away)}") if away else health.OK


def handovers_health(storage: Storage) -> Health:
    """Degraded while events wait that are due to endpoints which are well; brings the figures up to date."""
    with storage.read() as db:
        standing = subscribed.standing(db)
        late = prompt.behind(db, storage.now())
    SUBSCRIPTIONS.clear()
    for (way, state), count in standing.items():
        SUBSCRIPTIONS.labels(way, state).set(count)
    if late > LATE:
        return health.degraded(f"events for agencies that are well wait for {late:.0f} s")
    return health.OK


class WatchedDatabase(Database):
    """Injects the service's `Storage`, and reports on what waits in it."""

    def setup(self) -> None:
        super().setup()
        health.register(f"{SERVICE}.messages", lambda: messages_health(self.database.storage))
        health.register(f"{SERVICE}.handovers", lambda: handovers_health(self.database.storage))

    def stop(self) -> None:
        health.unregister(f"{SERVICE}.messages")
        health.unregister(f"{SERVICE}.handovers")
        super().stop()
