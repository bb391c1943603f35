"""How long after the commit of a change its effect is committed in another service.

``python -m benchmarks.event_latency`` starts a broker, a database server and the two services of the fault tests of its
own (see tests/faults), writes entries at a steady pace and prints the percentiles of the time from one to the other,
by the one clock of the machine.
"""

import eventlet

eventlet.monkey_patch()

import argparse  # noqa: E402
import statistics  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

import sqlalchemy as sa  # noqa: E402

from chassis import tables  # noqa: E402
from tests.faults import oracle  # noqa: E402
from tests.faults.grounds import Grounds  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description="Time from a commit to its effect in another service.")
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--pace", type=float, default=0.02, help="seconds between two events")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        grounds = Grounds(Path(directory))
        try:
            grounds.start()
            with grounds.writing() as write:
                for number in range(chosen.events + WARM_UP):
                    write(f"account-{number % 20}", 1)
                    eventlet.sleep(chosen.pace)
            oracle.await_quiet(grounds)
            seconds = _delays(grounds)[WARM_UP:]
        finally:
            grounds.stop()
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{len(seconds)} events, one every {chosen.pace * 1000:.0f} ms")
    print(f"commit to effect: p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms")


WARM_UP = 20


def _delays(grounds: Grounds) -> list[float]:
    """Seconds from the begin of the one transaction to the begin of the other, for each event in order."""
    written = oracle.rows(grounds, "ledger", sa.select(tables.outbox.c.id, tables.outbox.c.created_at).order_by("seq"))
    handled = dict(
        map(tuple, oracle.rows(grounds, "audit", sa.select(tables.inbox.c.event_id, tables.inbox.c.handled_at)))
    )
    return [(handled[row.id] - row.created_at).total_seconds() for row in written]


if __name__ == "__main__":
    main()
