"""A queue page beside the same from stock nameko: ``python -m benchmarks.dossiers.beside_stock URL``.

``URL`` is a database that `benchmarks.dossiers.filling` filled, ``MOTCUA_KEYS_DIR`` has its keys. Sixteen clients ask
without a pause, of the portal with everything running and of two plain nameko services (`stock_desk`) in turns, which
hits both with whatever else the machine does. The result is the median of the ratios of neighbouring rounds, of how
long 95 of 100 waited and of what was answered in a second; exit code 1 where the portal's page takes longer.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.dossiers import world
from benchmarks.dossiers.stage import Asking, at, at_once, stage
from benchmarks.hot_path import ROOT, free_port, running
from benchmarks.search.served import processor_seconds

CLIENTS: Final = 16
START_WITHIN: Final = 60.0

Ask = Callable[[], float]


def main() -> int:
    parser = argparse.ArgumentParser(description="A queue page beside stock nameko's.")
    parser.add_argument("url")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--each", type=int, default=40, help="requests of each client in a round")
    chosen = parser.parse_args()
    with stage(chosen.url, Path(os.environ["MOTCUA_KEYS_DIR"])) as on:
        port, module = free_port(), [sys.executable, "-m", "benchmarks.dossiers.stock_desk"]
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "MOTCUA_DATABASE_URL": chosen.url,
        }
        with running([*module, "serve"], [*module, "gateway", str(port)], environ=environ) as stock:
            officer = on.staff("bench-officer-00", "processor", world.BIG)
            ours = _clients(on.ports[0], officer, "/api/v1/desk/dossiers?queue=processing")
            theirs = _clients(port, "", f"/desk/{world.BIG}")
            _await(theirs[0])
            of_ours = on.pids["gateway"] + on.pids["dossiers"]
            of_theirs = [each.pid for each in stock]
            _round(ours, of_ours, 3), _round(theirs, of_theirs, 3)
            measured = []
            for _ in range(chosen.rounds):
                pair = _round(ours, of_ours, chosen.each), _round(theirs, of_theirs, chosen.each)
                print(
                    "  ".join(f"{rate:6.0f}/s p95 {late:6.1f} ms {cpu:5.2f} ms" for rate, late, cpu in pair), flush=True
                )
                measured.append(pair)
    for which, name in enumerate(("Một Cửa", "stock nameko")):
        rate, late, cpu = (statistics.median(pair[which][of] for pair in measured) for of in range(3))
        print(f"{name:13} {rate:6.0f}/s  p95 {late:6.1f} ms  processor of the two programs {cpu:5.2f} ms a page")
    quicker = statistics.median(one[0] / other[0] for one, other in measured)
    waits = [one[1] / other[1] for one, other in measured]
    print(f"answered in a second: {quicker:.2f} times as many")
    print(f"p95: {statistics.median(waits):.2f} times as long (single rounds {min(waits):.2f} to {max(waits):.2f})")
    return 0 if statistics.median(waits) <= 1.0 else 1


def _round(clients: Sequence[Ask], pids: list[int], each: int) -> tuple[float, float, float]:
    """Answers in a second, milliseconds at p95, and of processor time of these programs for each."""
    spent, began = processor_seconds(pids), time.perf_counter()
    waits = at_once(clients, each)
    took = time.perf_counter() - began
    return len(waits) / took, at(waits, 95), (processor_seconds(pids) - spent) / len(waits) * 1000


def _clients(port: int, token: str, target: str) -> list[Ask]:
    return [_client(Asking(port, token), target) for _ in range(CLIENTS)]


def _client(asking: Asking, target: str) -> Ask:
    def ask() -> float:
        began = time.perf_counter()
        status, body = asking.get(target)
        if status != 200 or b'"items":' not in body:
            raise ConnectionError(f"{status} for {target}: {body[:200]!r}")
        return time.perf_counter() - began

    return ask


def _await(ask: Ask) -> None:
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            ask()
            return
        except (OSError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
