"""Whether the books say what the random bank's do: while it all goes on, and in the end."""

import hashlib
from typing import Any

import sqlalchemy as sa

from services.payments import tables
from services.payments.agreement import examine
from services.payments.domain.reconciling import Kind
from services.payments.handlers.reconciling import reconcile
from services.payments.store import differences
from services.payments.store import reconciling as kept
from tests.services.payments.random_world import RandomWorld


class Wrong(AssertionError):
    """The books do not say what the bank's do; the message has the seed."""


class Judge:
    """Compares our books with the bank's; `Wrong` says what is not the same."""

    def __init__(self, world: RandomWorld) -> None:
        self.world = world

    def while_it_goes_on(self) -> None:
        """What holds at every moment: nothing twice, nothing that the bank does not have, books that agree."""
        taken = self.world.random_bank.taken()
        with self.world.storage.read() as db:
            db.execute(sa.text("SET LOCAL statement_timeout = 0"))
            settled, suspended = self._money(db)
            known = settled | suspended
            self._same("money that nobody paid", sorted(set(known.items()) - set(taken.items())), [])
            self._same("money at the provider", _sum(db, _CLEARING), sum(known.values()) - _sum(db, _RETURNED))
            self._hold(db)
        self.world.done["checks"] += 1

    def at_the_end(self) -> None:
        """What holds once the window is over: every đồng is known, and nothing waits for an answer."""
        bank = self.world.random_bank
        with self.world.storage.read() as db:
            db.execute(sa.text("SET LOCAL statement_timeout = 0"))
            settled, suspended = self._money(db)
            self._same("money by transaction", settled | suspended, bank.taken())
            self._same("money at the provider", _sum(db, _CLEARING), sum(bank.taken().values()) - bank.gave_back())
            self._same("money that went back", _sum(db, _RETURNED), bank.gave_back())
            self._same("money in suspense that people have cleared", _sum(db, _SUSPENSE), 0)
            self._same("attempts and refunds without an end", db.execute(_OPEN).all(), [])
            self._hold(db)
        for order in bank.orders.values():
            back = sum(one.amount for one in order.refunds if one.status == "00")
            if back > order.taken:
                raise Wrong(f"{back} of {order.taken} went back of {order.txn_ref} (seed {self.world.seed})")
        self._reconcile()
        done = self.world.done
        done["đồng in"], done["đồng out"] = sum(bank.taken().values()), bank.gave_back()

    def _money(self, db: sa.Connection) -> tuple[dict[str, int], dict[str, int]]:
        """What settled and what came to suspense, by the bank's numbers."""
        settled, suspended = (dict(db.execute(wanted).all()) for wanted in (_SETTLED, _SUSPENDED))
        self._same("money registered twice", sorted(set(settled) & set(suspended)), [])
        return settled, suspended

    def _hold(self, db: sa.Connection) -> None:
        self._same("what people owe", _sum(db, _RECEIVABLE), _sum(db, _DUE))
        self._same("obligations settled twice", db.execute(_TWICE).all(), [])
        self._same("transfers that do not sum to zero", db.execute(_UNBALANCED).all(), [])
        self._same("settled without its receipt, or a receipt without its money", db.execute(_UNPROVED).all(), [])
        self._same("findings of the audit", list(examine(db)), [])

    def _reconcile(self) -> None:
        """Every day beside the bank's file of it, as people would do it afterwards."""
        world, files = self.world, self.world.random_bank.day_files()
        matched = 0
        for day in sorted(files):
            done = reconcile(world.storage, world.bank, day, files[day])
            matched += done.count(Kind.MATCHED)
        with world.storage.read() as db:
            left = [tuple(row) for row in kept.still_open(db, "vnpay")]
            self._same("differences that wait for people", differences.count_unclosed(db), 0)
        self._same("lines that reconciliation leaves open", left, [])
        back = sum(one.status == "00" for order in world.random_bank.orders.values() for one in order.refunds)
        self._same("lines that match the day files", matched, len(world.random_bank.taken()) + back)
        world.done["days reconciled"] = len(files)

    def _same(self, what: str, ours: Any, theirs: Any) -> None:
        if ours != theirs:
            if isinstance(ours, dict):
                ours, theirs = (
                    sorted(set(ours.items()) - set(theirs.items())),
                    sorted(set(theirs.items()) - set(ours.items())),
                )
            raise Wrong(f"{what}: ours {str(ours)[:300]}, the bank's {str(theirs)[:300]} (seed {self.world.seed})")

    def digest(self) -> str:
        """The same for the same ledger, line by line."""
        lines = tables.ledger_entries
        told = hashlib.sha256()
        with self.world.storage.read() as db:
            db.execute(sa.text("SET LOCAL statement_timeout = 0"))
            for row in db.execute(sa.select(lines).order_by(lines.c.transfer_id, lines.c.line)):
                told.update(repr(tuple(row)).encode())
        return told.hexdigest()[:16]


def _sum(db: sa.Connection, wanted: sa.Select[tuple[int]]) -> int:
    return int(db.scalar(wanted) or 0)


_p, _s, _e, _r, _o = (
    tables.payments.c,
    tables.suspense.c,
    tables.ledger_entries.c,
    tables.refunds.c,
    tables.obligations.c,
)
_SETTLED = sa.select(_p.transaction_no, _p.amount).where(
    _p.settled_at.is_not(None), _p.provider == "vnpay", _p.suspense_id.is_(None)
)
_SUSPENDED = sa.select(_s.transaction_no, _s.amount)
_CLEARING = sa.select(sa.func.sum(_e.amount)).where(_e.account == "clearing")
_SUSPENSE = sa.select(sa.func.sum(_e.amount)).where(_e.account == "suspense")
_RECEIVABLE = sa.select(sa.func.sum(_e.amount)).where(_e.account == "receivable")
_RETURNED = sa.select(sa.func.sum(_r.amount)).where(_r.state == "settled", _r.way == "provider")
_DUE = sa.select(sa.func.sum(_o.total)).where(_o.state == "due")
_TWICE = (
    sa.select(_p.obligation_id).where(_p.settled_at.is_not(None)).group_by(_p.obligation_id).having(sa.func.count() > 1)
)
_UNBALANCED = sa.select(_e.transfer_id).group_by(_e.transfer_id).having(sa.func.sum(_e.amount) != 0)
_OPEN = sa.select(_p.id, _p.state).where(
    _p.state.in_(("created", "redirected", "pending", "unknown", "refunding")),
    # Cash waits for who comes for it.
    _p.id.not_in(sa.select(_r.payment_id).where(_r.way != "provider", _r.payment_id.is_not(None))),
)
_UNPROVED = (
    sa.select(_o.id)
    .outerjoin(tables.receipts, sa.and_(tables.receipts.c.obligation_id == _o.id, tables.receipts.c.kind == "issued"))
    .where((_o.state == "settled") != tables.receipts.c.id.is_not(None))
)
