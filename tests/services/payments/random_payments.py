"""Any number of payments through the real handlers and a real database, at a bank that does everything wrong.

``python -m tests.services.payments.random_payments --payments 100000 --workers 2`` (``MOTCUA_TEST_DATABASE_URL``
names a PostgreSQL in which databases may be made) prints its seed, and ends with 0 only if every đồng that the bank
took is in the books exactly once, no dossier is paid and not registered when the enquiry window is over, the audit
finds nothing, and every day agrees with the bank's file of it. The same seed and number of workers give the same books,
line by line.
"""

import argparse
import gc
import logging
import multiprocessing
import os
import secrets
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import structlog

from chassis.testing import drop_templates, fresh_storage
from tests.services.payments.random_judge import Judge, Wrong
from tests.services.payments.random_world import RandomWorld, ids_from


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened how often, the digest of the ledger, and seconds of processor time outside the database."""

    done: Counter[str]
    digest: str
    seconds: float


def simulate(payments: int, seed: object, batch: int = 5000) -> Outcome:
    """Run and judge in a database of its own, or raise `Wrong`."""
    clock: list[RandomWorld] = []
    with ids_from(seed), fresh_storage("payments", lambda: clock[0].now) as storage:
        world = RandomWorld(storage, seed)
        clock.append(world)
        judge = Judge(world)
        begun = time.process_time()
        world.run(payments, batch, judge.while_it_goes_on)
        judge.at_the_end()
        return Outcome(world.done, judge.digest(), time.process_time() - begun)


def _work(payments: int, seed: str, batch: int) -> Outcome | str:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # What is there stays, as in a service; and nothing that a payment leaves behind holds itself.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    try:
        return simulate(payments, seed, batch)
    except Wrong as wrong:
        return str(wrong)
    finally:
        drop_templates()


def run(payments: int, seed: int, workers: int, batch: int) -> int:
    """Share the payments among workers, each with a bank and a database of its own; tell what came of it."""
    print(f"seed {seed}, {payments} payments, {workers} workers", flush=True)
    begun = time.monotonic()
    shares = [payments // workers + (n < payments % workers) for n in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = [
            pool.submit(_work, share, f"{seed}-{n}" if workers > 1 else str(seed), batch)
            for n, share in enumerate(shares)
        ]
        outcomes = [one.result() for one in found]
    total: Counter[str] = Counter()
    processor, digests = 0.0, []
    for outcome in outcomes:
        if isinstance(outcome, str):
            print(f"WRONG: {outcome}")
            continue
        total += outcome.done
        processor += outcome.seconds
        digests.append(outcome.digest)
    for what, count in sorted(total.items()):
        print(f"{count:>15} {what}")
    if len(digests) < workers:
        return 1
    print(f"findings 0; the ledger: {' '.join(digests)}")
    each = 1000 * processor / max(total["payments"], 1)
    print(f"{time.monotonic() - begun:.0f} s; {each:.1f} ms of processor for a payment, without the database's")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Random payments at a bank that does everything wrong.")
    parser.add_argument("--payments", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes, each with a database")
    parser.add_argument("--batch", type=int, default=5000, help="payments after which the books are checked")
    options = parser.parse_args()
    return run(options.payments, options.seed, options.workers, options.batch)


if __name__ == "__main__":
    sys.exit(main())
