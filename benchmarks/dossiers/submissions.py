"""Filing dossiers: ``python -m benchmarks.dossiers.submissions DOSSIERS_URL`` with ``MOTCUA_KEYS_DIR``.

The database was filled by `benchmarks.dossiers.filling`, with those keys. The whole portal runs, a process for each
service unless told otherwise; drafts with all their papers wait, of different people at different communes, and clients
file them over HTTP. Beside it, rounds in turn, as many threads commit a transaction of as many statements on as many
rows, through psycopg2 alone: no HTTP, no broker, no signature, no check of what is filed. What each program spends is
told for one filing, until every other service has heard of the last.
"""

import argparse
import datetime as dt
import itertools
import os
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg2
import sqlalchemy as sa

from benchmarks import ground
from benchmarks.dossiers import world
from benchmarks.dossiers.filling import ready_to_file, scene_of
from benchmarks.dossiers.stage import Asking, Stage, at, at_once, stage
from chassis.database import make_engine
from chassis.publishing import open_connection
from chassis.storage import Storage
from chassis.tables import outbox
from deploy import rooms

again: list[int] = []
"""One for each filing that had to be sent again, as it was not answered in time."""

READS, WRITES = 9, 12
"""Statements of one filing that only read, and that write."""


def filings(on: Stage, waiting: "itertools.chain[dict[str, Any]]", clients: int) -> list[Callable[[], float]]:
    """Clients that each file the next draft; every draft is its owner's to file."""
    lock, tokens = threading.Lock(), {}  # type: ignore[var-annotated]

    def client(port: int) -> Callable[[], float]:
        asking = Asking(port, "")

        def ask() -> float:
            with lock:
                row = next(waiting)
                of = row["applicant_id"]
                token = tokens.setdefault(of, on.token("citizen", of))
            asking.be(token)
            target, key = f"/api/v1/dossiers/{row['id']}/submission", str(uuid.uuid4())
            began = time.perf_counter()
            while True:
                status, body = asking.post(target, {"content_hash": row["content_hash"]}, key)
                if status == 200:
                    return time.perf_counter() - began
                if status != 503:
                    raise ConnectionError(f"{status}: {body[:300]!r}")
                again.append(1)  # as a client does: the same once more, with the same key

        return ask

    return [client(on.ports[number % len(on.ports)]) for number in range(clients)]


def beside(url: str, clients: int) -> list[Callable[[], float]]:
    """As many statements and rows of the same width, in one transaction each, and nothing else."""

    def client() -> Callable[[], float]:
        db = psycopg2.connect(url.replace("+psycopg2", ""))
        wide = "x" * 700

        def ask() -> float:
            began = time.perf_counter()
            with db, db.cursor() as cursor:
                for _ in range(READS):
                    cursor.execute("SELECT * FROM agencies WHERE code = %s", (world.BIG,))
                    cursor.fetchall()
                for number in range(WRITES):
                    cursor.execute("INSERT INTO bench_rows VALUES (%s, %s, %s)", (str(uuid.uuid4()), number, wide))
            return time.perf_counter() - began

        return ask

    return [client() for _ in range(clients)]


def caught_up(engine: sa.Engine) -> float:
    """When every event was published, and every service had taken those of dossiers from its queue."""
    connection = open_connection(os.environ[ground.AMQP])
    try:
        channel = connection.channel()
        queues = [f"{of}.dossiers" for of, sources in rooms.FOLLOWS.items() if "dossiers" in sources]
        unpublished = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.published_at.is_(None))
        while True:
            with engine.connect() as db:
                waits = db.scalar(unpublished)
            if not waits and not any(channel.queue_declare(name, passive=True).message_count for name in queues):
                return time.perf_counter()
            time.sleep(0.02)
    finally:
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Filing dossiers beside bare transactions.")
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--each", type=int, default=100, help="filings of a client in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--services", type=int, default=1)
    parser.add_argument("--gateways", type=int, default=1)
    chosen = parser.parse_args()
    place: Final = Path(os.environ["MOTCUA_KEYS_DIR"])
    engine = make_engine(chosen.url, name="benchmark", pool_size=2)
    a_round = chosen.clients * chosen.each
    with engine.begin() as db:
        db.execute(sa.text("CREATE TABLE IF NOT EXISTS bench_rows (id text PRIMARY KEY, n int, body text)"))
    now = dt.datetime.now(dt.UTC)
    scene = scene_of(2_000, now, place, seed=int(now.timestamp()))
    drafts = ready_to_file(Storage(engine), scene, a_round * (chosen.rounds + 1))
    with stage(chosen.url, place, gateways=chosen.gateways, services=chosen.services) as on:
        waiting = itertools.chain(drafts)
        ours, theirs = filings(on, waiting, chosen.clients), beside(chosen.url, chosen.clients)
        at_once(ours, chosen.each)
        ratios = []
        for _ in range(chosen.rounds):
            before, began = on.spent(), time.perf_counter()
            waits = at_once(ours, chosen.each)
            took = time.perf_counter() - began
            behind = caught_up(engine) - began - took
            after = on.spent()
            spent = {name: (after[name] - before[name]) / len(waits) * 1000 for name in after}
            print(
                f"{len(waits) / took:6.0f} filings/s  p50 {at(waits, 50):6.1f}  p95 {at(waits, 95):6.1f} ms; load "
                f"{os.getloadavg()[0]:.1f}; processor for one: "
                + ", ".join(f"{name} {ms:.1f}" for name, ms in spent.items() if ms >= 0.05)
                + f" ms, in all {sum(spent.values()):.1f} ms; the others had heard of the last {behind:.1f} s later"
            )
            began = time.perf_counter()
            other = at_once(theirs, chosen.each)
            bare = len(other) / (time.perf_counter() - began)
            print(f"{bare:6.0f} bare transactions/s  p50 {at(other, 50):6.1f}  p95 {at(other, 95):6.1f} ms")
            ratios.append(bare * took / len(waits))
    print(f"sent again: {len(again)}")
    print(f"a bare transaction is {statistics.median(ratios):.1f} times as fast (median)")


if __name__ == "__main__":
    main()
