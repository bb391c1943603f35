"""A refund of which the provider tells no end: two people end it, on what the provider wrote."""

import pytest

from services.payments import contract
from services.payments.handlers.reconciling import reconcile
from services.payments.tables import payments
from tests.services.payments.test_cash import refused
from tests.services.payments.test_differences import refund_line
from tests.services.payments.test_reconciling import DAY, file_of, ref
from tests.services.payments.world import BOTH, SECOND


@pytest.fixture
def silent(world):
    """A refund that the provider was asked about until it was given up."""
    world.started = world.paid(8000)
    world.bank.refund_answers = [None] * 20
    refund = world.refund(world.started.payment.id)
    if refund.state == "requested":
        world.decide(refund)
    world.send_refunds()
    return refund


def ask_often(world):
    for _ in range(8):
        world.pass_time(hours=1)
        world.send_refunds()


def test_it_is_asked_about_until_nobody_expects_an_answer_any_more(world, silent):
    refused("refund.still-asked", world.propose_closing, silent, True)
    ask_often(world)

    proposed = world.propose_closing(silent, True)

    refused("payment.asked-already", world.propose_closing, silent, False)
    assert [one.id for one in world.closings()] == [proposed.id]
    assert world.refund_now(silent).state == "unknown"


def test_paid_by_hand_it_is_booked_receipted_and_told_as_any_other(world, silent):
    ask_often(world)

    done = world.decide_closing(world.propose_closing(silent, True))

    assert (done.agreed, world.closings()) == (True, ())
    now = world.refund_now(silent)
    assert (now.state, now.outcome_en) == ("settled", "Ended by officers on a document: it was paid back.")
    assert now.counter_receipt_id
    assert world.balances() == {}
    assert [event.refunded for event in world.events(contract.refund_settled)] == [8000]
    world.pass_time(days=1)
    assert world.send_refunds() == 0


def test_unpaid_by_hand_the_money_stays_and_can_go_back_another_way(world, silent):
    ask_often(world)

    world.decide_closing(world.propose_closing(silent, False))

    assert world.refund_now(silent).state == "refused"
    assert world.balances() == {"clearing": 8000, "revenue": -8000}
    assert world.refund(world.started.payment.id, way=contract.RefundWay.TRANSFER).state == "requested"


def test_it_takes_two_people_and_a_word_to_refuse(world, silent):
    ask_often(world)
    refused("payment.role-missing", world.propose_closing, silent, True, caller=SECOND)
    proposed = world.propose_closing(silent, True, caller=BOTH)

    refused("payment.second-person-needed", world.decide_closing, proposed, caller=BOTH)
    refused("refund.rejection-needs-note", world.decide_closing, proposed, agree=False)
    assert world.decide_closing(proposed, agree=False, note="Chưa có công văn").agreed is False
    refused("payment.decided-already", world.decide_closing, proposed)

    assert world.refund_now(silent).state == "unknown"
    assert world.propose_closing(silent, False).decided_at is None


def test_an_answer_of_the_provider_that_comes_first_holds(world, silent):
    ask_often(world)
    proposed = world.propose_closing(silent, False)
    world.bank.refund_answers = [world.bank.says_of_refund("00", 8000, number="24000005")]
    world.pass_time(hours=2)
    world.send_refunds()

    refused("refund.wrong-state", world.decide_closing, proposed)

    assert world.refund_now(silent).state == "settled"
    assert world.balances() == {}


def test_if_the_provider_did_otherwise_its_day_file_says_so(world, silent):
    ask_often(world)
    world.decide_closing(world.propose_closing(silent, False))
    (number,) = (row.transaction_no for row in world.rows(payments))
    lines = file_of((ref(world.started), number, 8000)) + refund_line(ref(world.started), "24000077", 8000)

    reconcile(world.storage, world.bank, DAY, lines)

    (item,) = world.differences().items
    assert (item.side, item.kind, item.refund_id) == ("refund", "missing_here", silent.id)
    world.decide_repair(world.propose(item))
    assert world.balances() == {"claimed": 8000, "revenue": -8000}
