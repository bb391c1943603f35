"""Payers, officers, timers and callbacks, one after the other, by chance; at the bank that does everything wrong.

The same seed gives the same world, down to the ids: those of the services come from the seed as long as it runs.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import sqlalchemy as sa

from chassis import ids
from chassis.errors import PortalError
from chassis.storage import Storage
from chassis.testing import call_of
from services.payments import contract, tables
from services.payments.contract import CashDay, NoteCount, SuspenseView
from services.payments.domain.cash import day_of
from services.payments.handlers import cash, enquiries, refund_sending
from tests.services.payments.random_bank import RandomBank
from tests.services.payments.world import ASK_AFTER, RECEIVER, SECOND, World

AMOUNTS = (2000, 8000, 20_000, 150_000, 250_000)
NOTE = 1000
"""What all amounts are counted in at the desk."""
AT_ONCE = 200
"""Attempts or refunds that a timer takes up at once: fewer claims than in life, where it is three."""


class _FromSeed:
    """Stands in for `time` and `os` where ids are made: each id is later than all before, and known in advance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._now = 1_785_000_000_000_000_000

    def time_ns(self) -> int:
        self._now += 1_000_000
        return self._now

    def urandom(self, size: int) -> bytes:
        return self._chance.randbytes(size)


@contextmanager
def ids_from(seed: object) -> Iterator[None]:
    """Have all ids made from a seed."""
    source = _FromSeed(random.Random(f"ids of {seed}"))
    with mock.patch.object(ids, "time", source), mock.patch.object(ids, "os", source):
        yield


class RandomWorld(World):
    """Calls the real handlers; ``done`` counts what happened."""

    def __init__(self, storage: Storage, seed: object) -> None:
        super().__init__(storage)
        self.chance = random.Random(str(seed))
        self.random_bank = self.bank = RandomBank(self.chance)  # type: ignore[assignment]
        self.seed = seed
        self.done: Counter[str] = Counter()
        self.begun = self.now
        self._box: CashDay | None = None

    def obligation_of(self, dossier: str) -> Any:
        """The newest obligation of a dossier, as its row: a payer's page is not what is tested here."""
        owed = tables.obligations
        wanted = sa.select(owed).where(owed.c.dossier_id == dossier).order_by(owed.c.dossier_version.desc())
        with self.storage.glance() as db:
            return db.execute(wanted).first()

    # Payers

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
        self._open_todays_box()
        self._try("paid at the desk", lambda: self.pay_at_desk(due, due.total))

    def _try(self, what: str, step: Callable[[], object]) -> None:
        try:
            step()
        except PortalError as refused:
            what = f"{what}: {refused.code}"
        self.done[what] += 1

    # Officers

    def _open_todays_box(self) -> None:
        box = self._box
        if box is not None and box.day == day_of(self.now):
            return
        if box is not None:
            self._close(box)
        self._box = self.open_box(100 * NOTE)

    def _close(self, box: CashDay) -> None:
        """Count and confirm, by two people; now and then a note is missing, or one too many."""
        seen = call_of(contract.get_cash_day, contract.GetCashDay(cash_day_id=box.id), caller=RECEIVER)
        expected = cash.get_cash_day(seen, self.storage).expected
        notes = expected // NOTE + self.chance.choices((0, -1, 1), (8, 1, 1))[0]
        counted = contract.CountCashDay(
            cash_day_id=box.id, notes=(NoteCount(value=NOTE, count=notes),), reason="Kiểm quỹ cuối ngày"
        )
        cash.count_cash_day(call_of(contract.count_cash_day, counted, caller=RECEIVER), self.storage)
        confirmed = contract.ConfirmCashDay(cash_day_id=box.id, agree=True)
        cash.confirm_cash_day(call_of(contract.confirm_cash_day, confirmed, caller=SECOND), self.storage)

    def officers(self) -> None:
        """Decide what waits, pay out in cash, and clear what lies in suspense, always by two people."""
        work = self.money_work()
        for refund in work.refunds:
            if refund.state == "requested":
                self.decide(refund)
                self.done["refund approved"] += 1
            elif refund.state == "approved" and refund.way == "cash":
                self._open_todays_box()
                self._try("refund paid out in cash", lambda refund=refund: self.pay_out(refund))  # type: ignore[misc]
        for item in work.suspense:
            if item.state == "open" and item.left:
                self._clear(item)

    def _clear(self, item: SuspenseView) -> None:
        due = self._row(tables.obligations, item.obligation_id) if item.obligation_id else None
        if due is not None and due.state == "due" and due.total <= item.left and self.chance.random() < 0.5:
            self.decide_credit(self.credit(item, due))
            self.done["suspense credited"] += 1
        else:
            self.decide(self.give_back(item))
            self.done["suspense sent back"] += 1

    def _row(self, table: sa.Table, row_id: str) -> Any:
        with self.storage.glance() as db:
            return db.execute(sa.select(table).where(table.c.id == row_id)).first()

    # The bank, and what asks it

    def listen(self) -> None:
        """Take the callbacks whose time has come; some connections break before or after they were heard."""
        while (call := self.random_bank.due_call(self.now)) is not None:
            params, tries = call
            broken = self.chance.random()
            answer = self.hear(params) if broken > 0.05 else ""
            self.done[f"callback {answer or 'lost'}"] += 1
            self.random_bank.answered(params, tries, "" if broken < 0.08 else answer, self.now)

    def timers(self) -> None:
        """What the timers do, until nothing of it is due."""
        while found := enquiries.ask_due(self.storage, self.bank, ASK_AFTER, AT_ONCE):
            self.done["enquiries"] += found
        while found := refund_sending.send_due(self.storage, self.bank, ASK_AFTER, AT_ONCE):
            self.done["refunds sent or asked about"] += found

    # Time goes on

    def run(self, payments: int, batch: int, check: Callable[[], None]) -> None:
        """So many attempts to pay, ``check`` after every ``batch`` of them; then until the enquiry window is over."""
        made, checked = 0, 0
        while made < payments:
            made += self.one_payer()
            self.pass_time(seconds=self.chance.uniform(0, 30))
            self.listen()
            if self.done["dossiers"] % 20 == 0:
                self.timers()
            if self.done["dossiers"] % 100 == 0:
                self.officers()
            if made // batch > checked:
                checked = made // batch
                check()
        self.done["payments"] = made
        self._end()

    def _end(self) -> None:
        """The window closes: the callbacks that still come, then a bank that answers, for as long as anybody asks."""
        for hour in range(24 * 5):
            self.pass_time(hours=1)
            self.listen()
            self.random_bank.speaks = hour > 30
            self.timers()
            if hour % 6 == 0:
                self.officers()
            if hour > 60 and not self.random_bank.calls and not self.unsettled() and not self.money_work().suspense:
                break

    def unsettled(self) -> int:
        """Attempts and refunds that are still asked about."""
        with self.storage.read() as db:
            return sum(
                int(db.scalar(sa.select(sa.func.count()).where(column.is_not(None))) or 0)
                for column in (tables.payments.c.next_ask_at, tables.refunds.c.next_at)
            )
