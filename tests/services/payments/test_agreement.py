"""The audit of the books: silent while everything agrees, and it names whatever is made to disagree."""

import pytest
import sqlalchemy as sa

from chassis.callers import system
from services.payments import audit_console
from services.payments.agreement import CHECKS, examine
from services.payments.domain.ledger import Share
from services.payments.domain.receipts import CounterKind
from services.payments.handlers import receipting
from services.payments.handlers.reconciling import reconcile
from tests.services.payments.test_cash import WHY, confirm, count
from tests.services.payments.test_receipts import paid
from tests.services.payments.test_reconciling import DAY, file_of, ref

UNSETTLED = """
UPDATE obligations SET state = 'withdrawn', settled_at = NULL, withdrawn_at = now() WHERE state = 'settled'
"""


@pytest.fixture
def busy(world):
    """A world in which most of what can happen to money has happened."""
    day = world.open_box(20_000)
    receipt = paid(world, 5000, 3000)
    world.fee_due(4000)
    world.stop(world.fee_due(7000).dossier_id)
    world.pay_at_desk(world.fee_due(58_000), 58_000)
    late = world.start(world.fee_due(9000, dossier="late"))
    world.stop("late")
    world.hear(world.ipn(late, vnp_TransactionNo="777"))
    with world.storage.work(system("payments")) as work:
        receipting.counter(work, receipt.payment_id, CounterKind.ADJUST, [Share("fee-2", 1000)], "Hoàn một phần")
    reconcile(world.storage, world.bank, DAY, file_of((ref(late), "777", 8500)))
    (differing,) = (item for item in world.differences().items if item.txn_ref == ref(late))
    world.decide_repair(world.propose(differing))
    confirm(world, count(world, day, (50_000, 1), (20_000, 1), (5000, 1), reason=WHY))
    return world


def findings(world):
    with world.storage.read() as db:
        return {(finding.check, finding.sentence) for finding in examine(db)}


def forced(world, *statements):
    """Do what no code of ours does and what triggers refuse: as a superuser would."""
    world.tampered = True
    with world.storage.work(system("payments")) as work:
        work.db.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert work.db.execute(sa.text(statement)).rowcount > 0


def test_where_everything_agrees_nothing_is_found(busy, capsys):
    assert findings(busy) == set()

    with busy.storage.read() as db:
        assert audit_console.run(db) == 0
    assert "no findings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'receivable' AND amount = 4000", "transfers"),
        ("DELETE FROM ledger_entries WHERE account = 'clearing'", "books"),
        ('UPDATE obligations SET items = \'[{"head": "fee-1", "amount": 1}]\' WHERE state = \'due\'', "receivable"),
        (UNSETTLED, "obligations"),
        (UNSETTLED, "revenue"),
        ("UPDATE payments SET state = 'failed' WHERE provider = 'desk'", "payments"),
        ("UPDATE payments SET amount = amount + 1 WHERE provider = 'desk'", "receipts"),
        ("UPDATE receipts SET number = 99", "numbers"),
        ("DELETE FROM receipts WHERE number = 2", "numbers"),
        ("UPDATE receipts SET total_in_words = 'Một đồng'", "papers"),
        ("UPDATE receipts SET total = 9000 WHERE kind = 'counter'", "papers"),
        ("DELETE FROM cash_movements", "cash"),
        ("UPDATE cash_days SET counted = counted + 1", "cash days"),
        ("UPDATE ledger_entries SET amount = -amount WHERE account = 'suspense'", "suspense"),
        ("UPDATE difference_repairs SET amount = amount + 1", "repairs"),
        ("UPDATE difference_repairs SET state = 'refused' WHERE claimed <> 0", "repairs"),
        ("DELETE FROM ledger_transfers WHERE kind = 'repaired'", "repairs"),
    ],
)
def test_whatever_is_made_to_disagree_is_named(busy, statement, broken):
    if "number = 99" in statement:
        statement += " WHERE number = 3"
    forced(busy, statement)

    assert broken in {check for check, _ in findings(busy)}
    with busy.storage.read() as db:
        assert audit_console.run(db, quiet=True) == 1


def test_of_every_check_it_is_said_what_it_holds():
    assert all(held.endswith(".") and "SELECT" in statement for held, statement in CHECKS.values())
