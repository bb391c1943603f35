"""What is counted, under names that dashboards and alarms rely on."""

from prometheus_client.parser import text_string_to_metric_families

from chassis import metrics

PROMISED = {
    "motcua_rpc_seconds": {"service", "method", "outcome"},
    "motcua_rpc_client_seconds": {"method", "outcome"},
    "motcua_events_handled": {"consumer", "type", "outcome"},
    "motcua_event_lag_seconds": {"consumer"},
    "motcua_inbox_retries": {"service"},
    "motcua_inbox_dead": {"service"},
    "motcua_outbox_unpublished": {"service"},
    "motcua_outbox_oldest_seconds": {"service"},
    "motcua_relay_published": {"service", "outcome"},
    "motcua_http_requests": {"route", "method", "status"},
    "motcua_http_seconds": {"route"},
    "motcua_timer_runs": {"timer", "outcome"},
    "motcua_workers_busy": {"service"},
}


def families() -> dict[str, object]:
    return {family.name: family for family in text_string_to_metric_families(metrics.exposition().decode())}


def test_names_and_labels_are_those_that_dashboards_rely_on() -> None:
    ours = {
        metric._name: set(metric._labelnames)
        for metric in vars(metrics).values()
        if hasattr(metric, "_labelnames") and metric._name.startswith("motcua_")
    }

    assert ours == PROMISED


def test_what_is_counted_is_told_in_the_text_format() -> None:
    metrics.TIMER_RUNS.labels("test_metrics", "ok").inc()
    metrics.RPC_SECONDS.labels("desk", "get", "ok").observe(0.003)

    text = metrics.exposition().decode()
    assert 'motcua_timer_runs_total{outcome="ok",timer="test_metrics"} 1.0' in text
    assert 'motcua_rpc_seconds_bucket{le="0.005",method="get",outcome="ok",service="desk"} 1.0' in text
    assert set(PROMISED) <= set(families())


def test_the_process_tells_its_memory() -> None:
    assert "process_resident_memory_bytes" in families()
