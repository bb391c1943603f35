"""Any number of payments through the real handlers and a real database, at a bank that does everything wrong.

``python -m tests.services.payments.random_payments --payments 100000`` (``MOTCUA_TEST_DATABASE_URL`` names a PostgreSQL
in which databases may be made) prints its seed, and ends with 0 only if every đồng that the bank took is in the books
exactly once, and no dossier is paid and not registered when the enquiry window is over.
"""

import argparse
import datetime as dt
import logging
import random
import secrets
import sys
import time
from collections import Counter
from typing import Any

import sqlalchemy as sa
import structlog

from chassis.errors import PortalError
from chassis.testing import fresh_storage
from services.payments import tables
from services.payments.handlers import enquiries, refund_sending
from tests.services.payments.random_bank import RandomBank
from tests.services.payments.world import ASK_AFTER, World

AMOUNTS = (2000, 8000, 20_000, 150_000, 250_000)
CONFUSED = dt.timedelta(minutes=5)


class Wrong(AssertionError):
    """The books do not say what the bank's do; the message has the seed."""


class RandomWorld(World):
    """Payers, officers and callbacks, one after the other, by chance; a clock that moves on."""

    def __init__(self, storage: Any, seed: int) -> None:
        super().__init__(storage)
        self.chance = random.Random(seed)
        self.random_bank = self.bank = RandomBank(self.chance)  # type: ignore[assignment]
        self.seed = seed
        self.done: Counter[str] = Counter()

    def one_payer(self) -> int:
        """One fee and everything its payer does; gives how many attempts that made."""
        dossier = f"d{self.seed}-{self.done['dossiers']}"
        self.done["dossiers"] += 1
        due = self.fee_due(self.chance.choice(AMOUNTS), dossier=dossier)
        made = 0
        for _ in range(self.chance.choices((1, 2, 3), (70, 20, 10))[0]):
            try:
                started = self.start(due)
            except PortalError:
                break  # It is paid already.
            if started.payment.txn_ref not in self.random_bank.orders:
                self.random_bank.open(started.payment.txn_ref, due.total, self.now)
                made += 1
            self.random_bank.pay(started.payment.txn_ref, self.now)
            if self.chance.random() < 0.6:
                # Impatient: goes away past the page's time and begins anew, so that both may be paid.
                self.pass_time(minutes=self.chance.uniform(0, 20))
            self.listen()
        fate = self.chance.random()
        if fate < 0.03:
            self._at_the_desk(due)
        elif fate < 0.12:
            self.withdraw(dossier)
        return made

    def _at_the_desk(self, due: Any) -> None:
        try:
            self.pay_at_desk(due, due.total)
            self.done["at the desk"] += 1
        except PortalError:
            self.done["already paid at the desk"] += 1

    def listen(self) -> None:
        """Take the callbacks whose time has come; some connections break before or after they were heard."""
        while (call := self.random_bank.due_call(self.now)) is not None:
            params, tries = call
            broken = self.chance.random()
            answer = self.hear(params) if broken > 0.05 else ""
            self.done[f"callback {answer or 'lost'}"] += 1
            self.random_bank.answered(params, tries, "" if broken < 0.08 else answer, self.now)

    def timers(self) -> int:
        """What the timers do, until nothing of it is due."""
        asked = 0
        while found := enquiries.ask_due(self.storage, self.bank, ASK_AFTER, 100):
            asked += found
        while found := refund_sending.send_due(self.storage, self.bank, ASK_AFTER, 100):
            asked += found
        return asked

    def officers(self) -> None:
        """Approve what waits, and ask anew for what a bank refused; money without a refund is left in suspense."""
        for refund in self.money_work().refunds:
            if refund.state == "requested":
                self.decide(refund)
                self.done["approved"] += 1

    def run(self, payments: int) -> None:
        made = 0
        while made < payments:
            made += self.one_payer()
            self.pass_time(seconds=self.chance.uniform(0, 30))
            self.listen()
            if self.done["dossiers"] % 20 == 0:
                self.timers()
            if self.done["dossiers"] % 100 == 0:
                self.officers()
        self.done["payments"] = made
        # The window closes: the callbacks that still come, then a bank that answers, for as long as anybody asks.
        for hour in range(24 * 5):
            self.pass_time(hours=1)
            self.listen()
            self.random_bank.speaks = hour > 30
            self.timers()
            self.officers()
            if hour > 60 and not self.random_bank.calls and not self.unsettled():
                break

    def unsettled(self) -> int:
        """Attempts and refunds that are still asked about."""
        with self.storage.read() as db:
            return sum(
                int(db.scalar(sa.select(sa.func.count()).where(column.is_not(None))) or 0)
                for column in (tables.payments.c.next_ask_at, tables.refunds.c.next_at)
            )

    # The judgement

    def judge(self) -> None:
        """Compare our books with the bank's; `Wrong` says what is not the same."""
        bank = self.random_bank
        with self.storage.read() as db:
            settled = dict(db.execute(_SETTLED).all())
            suspended = dict(db.execute(_SUSPENDED).all())
            clearing = int(db.scalar(_CLEARING) or 0)
            returned = int(db.scalar(_RETURNED) or 0)
            receivable = int(db.scalar(_RECEIVABLE) or 0)
            due = int(db.scalar(_DUE) or 0)
            twice = db.execute(_TWICE).all()
            unbalanced = db.execute(_UNBALANCED).all()
            open_ends = db.execute(_OPEN).all()
            unproved = db.execute(_UNPROVED).all()
        both = set(settled) & set(suspended)
        self._same("money registered twice", sorted(both), [])
        self._same("money by transaction", settled | suspended, bank.taken())
        self._same("money at the provider", clearing, sum(bank.taken().values()) - bank.gave_back())
        self._same("money that went back", returned, bank.gave_back())
        self._same("what people owe", receivable, due)
        self._same("obligations settled twice", twice, [])
        self._same("transfers that do not sum to zero", unbalanced, [])
        self._same("attempts and refunds without an end", open_ends, [])
        self._same("settled without its receipt, or a receipt without its money", unproved, [])
        for order in bank.orders.values():
            back = sum(one.amount for one in order.refunds if one.status == "00")
            if back > order.taken:
                raise Wrong(f"{back} of {order.taken} went back of {order.txn_ref} (seed {self.seed})")

    def _same(self, what: str, ours: Any, theirs: Any) -> None:
        if ours != theirs:
            if isinstance(ours, dict):
                ours, theirs = (
                    sorted(set(ours.items()) - set(theirs.items())),
                    sorted(set(theirs.items()) - set(ours.items())),
                )
            raise Wrong(f"{what}: ours {str(ours)[:300]}, the bank's {str(theirs)[:300]} (seed {self.seed})")


_p, _s, _e, _r, _o = (
    tables.payments.c,
    tables.suspense.c,
    tables.ledger_entries.c,
    tables.refunds.c,
    tables.obligations.c,
)
_SETTLED = sa.select(_p.transaction_no, _p.amount).where(_p.settled_at.is_not(None), _p.provider == "vnpay")
_SUSPENDED = sa.select(_s.transaction_no, _s.amount)
_CLEARING = sa.select(sa.func.sum(_e.amount)).where(_e.account == "clearing")
_RECEIVABLE = sa.select(sa.func.sum(_e.amount)).where(_e.account == "receivable")
_RETURNED = sa.select(sa.func.sum(_r.amount)).where(_r.state == "settled", _r.way == "provider")
_DUE = sa.select(sa.func.sum(_o.total)).where(_o.state == "due")
_TWICE = (
    sa.select(_p.obligation_id).where(_p.settled_at.is_not(None)).group_by(_p.obligation_id).having(sa.func.count() > 1)
)
_UNBALANCED = sa.select(_e.transfer_id).group_by(_e.transfer_id).having(sa.func.sum(_e.amount) != 0)
_OPEN = sa.select(_p.id, _p.state).where(
    _p.state.in_(("created", "redirected", "pending", "unknown", "refunding")),
    # A wrong amount is known and waits in suspense for people; cash waits for who comes for it.
    _p.id.not_in(sa.select(_s.payment_id).where(_s.payment_id.is_not(None))),
    _p.id.not_in(sa.select(_r.payment_id).where(_r.way != "provider", _r.payment_id.is_not(None))),
)
_UNPROVED = (
    sa.select(_o.id)
    .outerjoin(tables.receipts, sa.and_(tables.receipts.c.obligation_id == _o.id, tables.receipts.c.kind == "issued"))
    .where((_o.state == "settled") != tables.receipts.c.id.is_not(None))
)


def simulate(payments: int, seed: int, world: RandomWorld | None = None) -> Counter[str]:
    """Run and judge; gives what happened how often."""
    if world is not None:
        world.run(payments)
        world.judge()
        return world.done
    clock: list[RandomWorld] = []
    with fresh_storage("payments", lambda: clock[0].now) as storage:
        clock.append(RandomWorld(storage, seed))
        return simulate(payments, seed, clock[0])


def main() -> int:
    parser = argparse.ArgumentParser(description="Random payments at a bank that does everything wrong.")
    parser.add_argument("--payments", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(f"seed {options.seed}, {options.payments} payments", flush=True)
    begun = time.monotonic()
    try:
        done = simulate(options.payments, options.seed)
    except Wrong as wrong:
        print(f"WRONG: {wrong}")
        return 1
    for what, count in sorted(done.items()):
        print(f"{count:>9} {what}")
    print(f"every đồng is where it should be, after {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
