"""What the two halves of the measurement share: how many procedures, which queries, and how seconds are told."""

import statistics

from benchmarks.search import gold

SIZE = 10_000


def told(name: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=100)
    worst = max(seconds) * 1000
    print(f"{name}: p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms, "
          f"worst {worst:.1f} ms ({len(seconds)})")  # fmt: skip


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[94]


def texts() -> list[str]:
    return [query.text for name in ("gold", "held_out") for query in gold.queries(name)]
