"""Lists of dossiers at two sizes: ``python -m benchmarks.dossiers.lists SMALL_URL BIG_URL`` with ``MOTCUA_KEYS_DIR``.

The two databases were filled by `benchmarks.dossiers.filling`, with those keys. First each list is asked of either
database alone, in turns: the pages that it touches, and the processor time of the database, which has to be on this
machine, planning included; the best of `TURNS`. Then the portal runs on each, and
sixteen clients ask for pages of queues and of people's lists; beside them, the same way, for the reason codes, which
need no database. Exit code 1 if a list takes more than `MOST` times as long where there is a hundred times as much.
"""

import dataclasses
import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.dossiers import world
from benchmarks.dossiers.backend import Backend, Explaining, lists_explained
from benchmarks.dossiers.stage import Asking, Stage, at, at_once, stage
from chassis.database import make_engine
from services.dossiers.contract import Queue
from services.dossiers.handlers.questions import QUEUES
from services.dossiers.store import queues, rows

MOST: Final = 1.5
LEAST: Final = 1.0
"""Milliseconds below which a difference is that of the clock."""
TURNS, CLIENTS, ROUNDS, LIMIT = 40, 16, 40, 20
PAUSE = 0.25
"""Seconds that a client rests between an answer and its next question, where it rests: far less than a person does."""
PROGRAMS: Final = ("gateway", "dossiers", "postgres", "rabbitmq", "client")
BIG, PROVINCE = ([queues.Reach(frozenset({top}))] for top in (world.BIG, world.PROVINCE))
NOW: Final = dt.datetime.now(dt.UTC)

List = Callable[[Any], Any]


def queue(which: Queue, reach: list[queues.Reach], **more: Any) -> List:
    late_at = NOW if which is Queue.LATE else None
    wanted = dataclasses.replace(QUEUES[which], late_at=late_at, **more)
    return lambda db: queues.page(db, reach, wanted, "", LIMIT)


LISTS: Final[dict[str, List]] = {
    "processing, a commune": queue(Queue.PROCESSING, BIG),
    "processing, a province": queue(Queue.PROCESSING, PROVINCE),
    "all states, a commune": queue(Queue.ALL, BIG),
    "all states, a province": queue(Queue.ALL, PROVINCE),
    "late, a province": queue(Queue.LATE, PROVINCE),
    "held by nobody, a province": queue(Queue.UNASSIGNED, PROVINCE),
    "an officer with three": queue(Queue.PROCESSING, BIG, held_by=world.FEW),
    "an officer with many": queue(Queue.PROCESSING, BIG, held_by=world.OFFICERS[0]),
    "a seldom procedure": queue(Queue.PROCESSING, BIG, procedure_code=world.SELDOM),
    "a procedure nobody files": queue(Queue.ALL, PROVINCE, procedure_code=world.UNUSED),
    "a name": lambda db: queues.named(db, PROVINCE, "nguyen van a", "", "", LIMIT),
    "a person with few": lambda db: queues.of_applicant(db, world.person(100)[0], (), "", LIMIT),
    "a person with many": lambda db: queues.of_applicant(db, world.MANY, (), "", LIMIT),
    "theirs in a state of none": lambda db: queues.of_applicant(db, world.MANY, (6,), "", LIMIT),
    "the watch, nothing due": lambda db: rows.to_watch(db, dt.datetime(2000, 1, 1, tzinfo=dt.UTC), 100),
}


def in_the_database(urls: list[str]) -> float:
    """The largest growth of the time that a list takes, each at its best."""
    engines = [make_engine(url, name="benchmark", pool_size=1) for url in urls]
    worst = 0.0
    print(f"{'in the database alone':30} {'pages':>7} {'pages':>7} {'ratio':>6} {'ms':>7} {'ms':>7}")
    for name, asked in LISTS.items():
        pages, took = [0, 0], [[], []]  # type: ignore[var-annotated]
        for turn in range(TURNS):
            for which, engine in enumerate(engines):
                with engine.connect() as connection:
                    if not turn:
                        explained = Explaining(connection)
                        with lists_explained():
                            asked(explained)
                        pages[which] = explained.pages
                    backend = Backend(connection)
                    before = backend.worked()
                    asked(connection)
                    took[which].append(backend.worked() - before)
        small, big = (min(one) for one in took)
        ratio = big / max(small, LEAST)
        worst = max(worst, ratio)
        print(f"{name:30} {pages[0]:7} {pages[1]:7} {ratio:6.2f} {small:7.2f} {big:7.2f}")
    return worst


def served(on: Stage) -> None:
    """Sixteen clients: queues and lists of people, and beside them what needs no database."""
    officer = on.staff("bench-officer-00", "processor", world.BIG)
    head = on.staff("bench-head", "supervisor", world.PROVINCE)
    people = [on.token("citizen", of) for of in (world.MANY, *(world.person(n)[0] for n in range(100, 107)))]
    asked = {
        "queue page": [
            (officer, "/api/v1/desk/dossiers?queue=processing"),
            (officer, f"/api/v1/desk/dossiers?queue=processing&held_by={world.FEW}"),
            (officer, f"/api/v1/desk/dossiers?queue=processing&procedure_code={world.SELDOM}"),
            (head, "/api/v1/desk/dossiers?queue=late"),
            (head, "/api/v1/desk/dossiers?queue=unassigned"),
        ],
        "person's list": [(token, "/api/v1/dossiers") for token in people],
        "reason codes": [(officer, "/api/v1/desk/reasons")],
    }
    for name, targets in asked.items():
        clients = [_client(on.ports[n % len(on.ports)], *targets[n % len(targets)]) for n in range(CLIENTS)]
        at_once(clients, 2)
        for pause in (0.0, PAUSE):
            before, began = on.spent(), time.perf_counter()
            waits = at_once(clients, ROUNDS, pause)
            took, after = time.perf_counter() - began, on.spent()
            cost = {of: (after[of] - before[of]) / len(waits) * 1000 for of in PROGRAMS}
            how = f"resting {pause * 1000:.0f} ms" if pause else "without pause"
            print(
                f"  {name:14} {how:15} {len(waits) / took:5.0f}/s"
                f"  p50 {at(waits, 50):6.1f}  p95 {at(waits, 95):6.1f} ms; processor "
                + ", ".join(f"{of} {ms:.2f}" for of, ms in cost.items())
                + " ms a request"
            )


def _client(port: int, token: str, target: str) -> Callable[[], float]:
    asking = Asking(port, token)

    def ask() -> float:
        began = time.perf_counter()
        status, body = asking.get(target)
        if status != 200:
            raise ConnectionError(f"{status} for {target}: {body[:200]!r}")
        return time.perf_counter() - began

    return ask


def main() -> int:
    urls = sys.argv[1:3]
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    worst = in_the_database(urls)
    for url in urls:
        with stage(url, Path(os.environ["MOTCUA_KEYS_DIR"])) as on:
            print(f"served, {on.database}, {CLIENTS} clients, load of the machine {os.getloadavg()[0]:.1f}")
            served(on)
    print(f"most that a list grew: {worst:.2f} times (at most {MOST} are wanted)")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
