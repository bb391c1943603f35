"""What is counted and timed in every process, in one registry of its own (Prometheus).

The registry belongs to the process, not to a container: two services in one process, or one built twice in a test,
share it and are told apart by labels. Label values come from declared names only (services, methods, routes, event
types), never from what a caller sent, so that their number stays small. Observing costs about a microsecond and
never fails.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

REGISTRY: Final = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)

_QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0, 3600.0)


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(name, text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    return Gauge(name, text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, *labels: str, buckets: tuple[float, ...] = _QUICK) -> Histogram:
    return Histogram(name, text, labels, registry=REGISTRY, buckets=buckets)


RPC_SECONDS = _histogram("motcua_rpc_seconds", "Time a method took, served here", "service", "method", "outcome")
RPC_CLIENT_SECONDS = _histogram("motcua_rpc_client_seconds", "Time a call took, made here", "method", "outcome")

EVENTS_HANDLED = _counter("motcua_events_handled_total", "Events handled", "consumer", "type", "outcome")
EVENT_LAG_SECONDS = _histogram(
    "motcua_event_lag_seconds", "Age of an event when its effects were committed", "consumer", buckets=_SLOW
)
INBOX_RETRIES = _gauge("motcua_inbox_retries", "Events that wait for another try", "service")
INBOX_DEAD = _gauge("motcua_inbox_dead", "Events parked after their last try; someone must look", "service")

OUTBOX_UNPUBLISHED = _gauge("motcua_outbox_unpublished", "Events not yet confirmed by the broker", "service")
OUTBOX_OLDEST_SECONDS = _gauge("motcua_outbox_oldest_seconds", "Age of the oldest of them", "service")
RELAY_PUBLISHED = _counter("motcua_relay_published_total", "Events given to the broker", "service", "outcome")

HTTP_REQUESTS = _counter("motcua_http_requests_total", "HTTP requests answered", "route", "method", "status")
HTTP_SECONDS = _histogram("motcua_http_seconds", "Time until an HTTP answer was sent", "route")

TIMER_RUNS = _counter("motcua_timer_runs_total", "Runs of a timer, by its leader", "timer", "outcome")
WORKERS_BUSY = _gauge("motcua_workers_busy", "Workers at work", "service")


def exposition() -> bytes:
    """All of it in Prometheus' text format (see `CONTENT_TYPE`)."""
    return generate_latest(REGISTRY)
