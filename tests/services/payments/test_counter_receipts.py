"""Receipts are never changed: what they proved is taken back by counter-receipts of the same series."""

import pytest
import sqlalchemy as sa

from chassis.callers import system
from services.payments import contract
from services.payments.domain.ledger import Share
from services.payments.domain.receipts import CannotCounter, CounterKind
from services.payments.handlers import receipting
from services.payments.tables import receipts

PAYMENTS = system("payments")


@pytest.fixture
def paid(world):
    """A payment of 5,000 and 3,000 đồng that settled."""
    started = world.start(world.fee_due(5000, 3000))
    world.hear(world.ipn(started))
    return started.payment.id


def countered(world, payment_id, kind, *parts, reason="Hồ sơ được hoàn phí"):
    with world.storage.work(PAYMENTS) as work:
        return receipting.counter(work, payment_id, kind, [Share(head, amount) for head, amount in parts], reason)


def test_a_cancellation_has_the_next_number_and_names_what_it_cancels(world, paid):
    counter_id = countered(world, paid, CounterKind.CANCEL, ("fee-1", 5000), ("fee-2", 3000))

    first, second = sorted(world.rows(receipts), key=lambda row: row.number)
    assert (second.id, second.counters, second.number) == (counter_id, first.id, first.number + 1)
    assert second.total_in_words == "Tám nghìn đồng"
    (told,) = world.events(contract.receipt_countered)
    assert (told.counters, told.kind, told.taken_back) == (first.id, "cancel", 8000)


def test_a_part_that_is_paid_back_leaves_the_rest_proved(world, paid):
    countered(world, paid, CounterKind.ADJUST, ("fee-2", 1000))

    with pytest.raises(CannotCounter):
        countered(world, paid, CounterKind.CANCEL, ("fee-1", 5000), ("fee-2", 3000))
    countered(world, paid, CounterKind.CANCEL, ("fee-1", 5000), ("fee-2", 2000))
    with pytest.raises(CannotCounter):
        countered(world, paid, CounterKind.ADJUST, ("fee-1", 1))


@pytest.mark.parametrize("parts", [[("fee-1", 5001)], [("fee-1", 5000)], [("other", 8000)]])
def test_a_cancellation_is_for_all_of_it_and_for_nothing_else(world, paid, parts):
    with pytest.raises(CannotCounter):
        countered(world, paid, CounterKind.CANCEL, *parts)

    assert len(world.rows(receipts)) == 1


def test_one_head_is_not_taken_back_by_more_than_was_paid_for_it(world, paid):
    with pytest.raises(CannotCounter):
        countered(world, paid, CounterKind.ADJUST, ("fee-2", 3001))


def test_a_replacement_proves_the_same_money_and_is_what_counts_from_then_on(world, paid):
    with world.storage.work(PAYMENTS) as work:
        replacement = receipting.replace(work, receipting.in_force(work.db, paid), "Ghi sai tên khoản thu")

    countered(world, paid, CounterKind.ADJUST, ("fee-2", 1000))
    found = {row.id: row for row in world.rows(receipts)}
    assert found[replacement].total == 8000
    assert [row.counters for row in found.values() if row.counter_kind == "adjust"] == [replacement]


def test_the_database_lets_a_receipt_end_once_and_for_a_reason(world, paid):
    countered(world, paid, CounterKind.CANCEL, ("fee-1", 5000), ("fee-2", 3000))
    (ended,) = [row for row in world.rows(receipts) if row.kind == "counter"]
    again = dict(ended._mapping) | {"id": "x", "number": 9, "look_up": "x"}

    for change, constraint in (({}, "receipts_one_end"), ({"reason": ""}, "receipts_countered_why")):
        with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYMENTS) as work:
            work.db.execute(receipts.insert().values(**again | change))
        assert failure.value.orig.diag.constraint_name == constraint


def test_every_receipt_can_be_looked_up_by_a_code_of_its_own(world, paid):
    countered(world, paid, CounterKind.CANCEL, ("fee-1", 5000), ("fee-2", 3000))

    codes = [row.look_up for row in world.rows(receipts)]
    assert len(set(codes)) == 2
    assert all(len(code) == 20 for code in codes)
