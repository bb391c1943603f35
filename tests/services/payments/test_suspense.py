"""Money that nothing waits for: never dropped, and out of suspense by two people, back or to where it belongs."""

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError
from services.payments import contract, tables
from services.payments.contract import RefundState, SuspenseState
from services.payments.handlers import watching
from tests.services.payments.world import AGENCY, BOTH, OPERATING, OPERATOR, PAYER, RECEIVER, SECOND
from tests.services.payments.world import Caller as Officer

UNKNOWN = {"vnp_ResponseCode": "91"}


def code_of(attempt):
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


@pytest.fixture
def late(world):
    """Money that came after its attempt had expired, while the obligation is still due."""
    due = world.fee_due(8000)
    started = world.start(due)
    world.bank.answers[started.payment.txn_ref] = UNKNOWN
    world.pass_time(minutes=20)
    world.ask()
    assert world.hear(world.ipn(started)) == "00"
    return due


def only(world, caller=RECEIVER, agency=AGENCY):
    (item,) = world.money_work(caller, agency).suspense
    return item


def test_late_money_is_credited_to_its_dossier_by_two_people(world, late):
    item = only(world)
    assert (item.state, item.left, item.dossier_code) == (SuspenseState.OPEN, 8000, late.dossier_code)

    asked = world.credit(item, late, caller=BOTH)
    assert (asked.state, asked.left) == (SuspenseState.UNDER_WAY, 0)
    assert world.again(late).state == "due"
    assert code_of(lambda: world.decide_credit(asked, caller=BOTH)) == "payment.second-person-needed"
    assert code_of(lambda: world.decide_credit(asked, caller=RECEIVER)) == "payment.role-missing"
    done = world.decide_credit(asked)

    assert done.state == SuspenseState.CLEARED
    assert world.again(late).state == "settled"
    assert world.balances() == {"clearing": 8000, "revenue": -8000}
    assert world.events(contract.payment_settled)[0].provider == "vnpay"
    assert world.money_work().suspense == ()
    acts = [row.act for row in world.rows(sa.table("audit", sa.column("act")))]
    assert acts == ["suspense.credit-requested", "suspense.credited"]


def test_money_that_was_credited_can_be_refunded_by_the_provider_under_its_first_order(world, late):
    world.decide_credit(world.credit(only(world), late))
    credited = next(one for one in world.again(late).payments if one.state == "paid")
    first = next(one for one in world.again(late).payments if one.state == "expired")

    world.refund(credited.id)
    world.send_refunds()

    (order,) = world.bank.refunded
    assert (order.txn_ref, order.transaction_no, order.full) == (first.txn_ref, "14000001", True)
    assert world.balances() == {}


def test_the_report_of_money_that_was_credited_changes_nothing_when_it_comes_again(world, late):
    first = next(one for one in world.again(late).payments if one.state == "expired")
    world.decide_credit(world.credit(only(world), late))
    before = world.balances()

    started = contract.PaymentStarted(payment=first, redirect_url="")
    assert world.hear(world.ipn(started)) == "02"
    assert world.balances() == before


def test_a_rejected_credit_leaves_the_money_where_it_was(world, late):
    asked = world.credit(only(world), late)

    assert code_of(lambda: world.decide_credit(asked, agree=False)) == "refund.rejection-needs-note"
    back = world.decide_credit(asked, agree=False, note="Không phải hồ sơ này")

    assert (back.state, back.left) == (SuspenseState.OPEN, 8000)
    assert world.again(late).state == "due"
    assert code_of(lambda: world.decide_credit(asked)) == "suspense.not-found"


def test_a_credit_is_for_the_whole_of_something_due_of_the_same_agency(world, late):
    item = only(world)
    dearer, elsewhere = world.fee_due(9000), world.fee_due(8000, agency_code="H27.99")
    settled = world.fee_due(8000)
    world.pay_at_desk(settled, 8000)

    assert code_of(lambda: world.credit(item, dearer)) == "suspense.credit-does-not-fit"
    assert code_of(lambda: world.credit(item, settled)) == "suspense.credit-does-not-fit"
    assert code_of(lambda: world.credit(item, elsewhere)) == "payment.not-found"


def test_an_obligation_that_was_paid_meanwhile_is_not_settled_twice(world, late):
    asked = world.credit(only(world), late)
    world.pay_at_desk(late, 8000)

    assert code_of(lambda: world.decide_credit(asked)) == "suspense.credit-does-not-fit"
    assert world.balances() == {"cash": 8000, "clearing": 8000, "suspense": -8000, "revenue": -8000}


def test_late_money_goes_back_to_who_paid_it_by_two_people(world, late):
    refund = world.give_back(only(world))
    assert refund.state == RefundState.REQUESTED
    assert world.send_refunds() == 0

    world.decide(refund)
    world.send_refunds()

    assert world.refund_now(refund).state == RefundState.SETTLED
    assert world.balances() == {"receivable": 8000, "revenue": -8000}
    (told,) = world.events(contract.refund_settled)
    assert (told.refunded, told.payment_id, told.receipt_id) == (8000, "", "")
    assert world.money_work().suspense == ()


def test_nothing_of_it_is_used_twice(world, late):
    item = only(world)
    world.give_back(item, amount=5000)

    assert code_of(lambda: world.give_back(item, amount=3001)) == "refund.too-much"
    assert code_of(lambda: world.credit(item, late)) == "suspense.credit-does-not-fit"
    table = tables.suspense_credits
    made_up = {
        "id": "x",
        "suspense_id": item.id,
        "obligation_id": late.id,
        "amount": 3001,
        "state": "requested",
        "reason": "x",
        "requested_by": "x",
        "requested_at": world.now,
    }
    for change, constraint in (
        ({}, "credits_fit"),
        ({"amount": 1, "state": "rejected", "decided_by": "x"}, "credits_two_people"),
        ({"amount": 1, "state": "credited", "decided_by": "y"}, "credits_payment"),
    ):
        with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYER) as work:
            work.db.execute(table.insert().values(**made_up | change))
        assert failure.value.orig.diag.constraint_name == constraint


def test_a_wrong_amount_is_split_between_the_fee_and_the_payer_and_its_attempt_ends(world):
    due = world.fee_due(8000)
    started = world.start(due)
    assert world.hear(world.ipn(started, vnp_Amount="900000")) == "04"
    assert world.state_of(started) == "unknown"

    world.decide_credit(world.credit(only(world), due))
    rest = world.give_back(only(world))
    world.decide(rest)
    world.send_refunds()

    assert rest.amount == 1000
    assert world.bank.refunded[0].full is False
    assert world.state_of(started) == "cancelled"
    assert world.again(due).state == "settled"
    assert world.balances() == {"clearing": 8000, "revenue": -8000}


def test_what_was_paid_twice_waits_only_for_a_second_look(world):
    due = world.fee_due(8000)
    first, second = world.start(due), None
    world.pass_time(minutes=20)
    second = world.start(due)
    world.hear(world.ipn(first, vnp_TransactionNo="14000001"))
    world.hear(world.ipn(second, vnp_TransactionNo="14000002"))
    world.hear(world.ipn(second, vnp_TransactionNo="14000002"))

    (proposed,) = world.money_work().refunds
    assert (proposed.reason_code, proposed.state) == ("paid-twice", RefundState.REQUESTED)
    world.decide(proposed)
    world.send_refunds()

    assert world.bank.refunded[0].txn_ref == second.payment.txn_ref
    assert world.balances() == {"clearing": 8000, "revenue": -8000}


def test_money_for_a_withdrawn_dossier_waits_only_for_a_second_look(world):
    started = world.start(world.fee_due(8000, dossier="d"))
    world.withdraw("d")
    world.hear(world.ipn(started))

    (proposed,) = world.money_work().refunds
    world.decide(proposed)
    world.send_refunds()
    assert world.balances() == {}


def test_money_that_names_no_order_of_ours_is_the_operating_agencys_to_clear(world):
    started = world.start(world.fee_due(8000))
    world.hear(world.ipn(started, vnp_TxnRef="nobodys"))

    assert world.money_work().suspense == ()
    item = only(world, OPERATOR, OPERATING)
    assert item.agency_code == ""
    assert code_of(lambda: world.give_back(item)) == "suspense.not-found"
    assert code_of(lambda: world.give_back(item, caller=OPERATOR)) == "refund.way-impossible"
    due = world.fee_due(8000, agency_code="H27.99", dossier="far")
    asked = world.credit(item, due, caller=OPERATOR)
    world.decide_credit(asked, caller=Officer(kind=OPERATOR.kind, id="s-9", agency=OPERATING, roles=("supervisor",)))
    assert world.again(due).state == "settled"


def test_the_list_is_for_the_agency_alone(world, late):
    assert code_of(lambda: world.money_work(PAYER)) == "payment.books-not-found"
    assert code_of(lambda: world.money_work(OPERATOR)) == "payment.books-not-found"
    assert len(world.money_work(SECOND).suspense) == 1


def test_the_figures_say_how_much_waits_and_how_long(world, late):
    world.pass_time(hours=2)
    watching.watch(world.storage)

    assert watching.SUSPENSE.collect()[0].samples[0].value == 1
    assert watching.SUSPENSE_OLDEST.collect()[0].samples[0].value == 7200


def test_an_attempt_without_an_end_is_asked_about_for_ever_and_shown_to_people(world):
    started = world.start(world.fee_due(8000))
    for _ in range(12):
        world.pass_time(minutes=11)
        assert world.ask() == 1

    (end,) = world.money_work().open_ends
    assert (end.payment_id, end.state, end.asks) == (started.payment.id, "unknown", 12)
    watching.watch(world.storage)
    assert watching.OPEN_ENDS.collect()[0].samples[0].value == 1
    world.bank.answers[started.payment.txn_ref] = UNKNOWN
    world.pass_time(minutes=11)
    world.ask()
    assert world.money_work().open_ends == ()
