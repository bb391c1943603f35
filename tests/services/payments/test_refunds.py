"""Money that goes back: once, never more than was paid, on the word of whom the rules name, and never forgotten."""

import pytest

from chassis.errors import PortalError
from services.payments import contract
from services.payments.contract import RefundState, RefundWay
from services.payments.handlers import refund_books, watching
from tests.services.payments.world import BOTH, PAYER, RECEIVER, SECOND, STRANGER

DESK_PAID = {"clearing": 8000, "revenue": -8000}


def code_of(attempt):
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


def payment_of(world, started):
    (obligation,) = world.obligations("dossier-1")
    return next(payment for payment in obligation.payments if payment.id == started.payment.id)


# Through the provider


def test_a_small_refund_goes_back_by_itself_and_everything_tells_of_it(world):
    started = world.paid(5000, 3000)

    refund = world.refund(started.payment.id)
    assert (refund.state, refund.needs_second, refund.amount) == (RefundState.APPROVED, False, 8000)
    assert [(one.head, one.label) for one in refund.shares] == [(f"fee-{n}", "Lệ phí cấp bản sao") for n in (1, 2)]
    assert world.state_of(started) == "refunding"
    assert world.balances() == {"clearing": 8000, "refund_payable": -8000}
    assert world.send_refunds() == 1

    done = world.refund_now(refund)
    assert done.state == RefundState.SETTLED
    assert world.state_of(started) == "refunded"
    assert world.balances() == {}
    (told,) = world.events(contract.refund_settled)
    assert (told.refunded, told.whole, told.payment_id) == (8000, True, started.payment.id)
    (countered,) = world.events(contract.receipt_countered)
    assert (countered.kind, countered.taken_back) == ("cancel", 8000)
    assert told.receipt_id == done.counter_receipt_id == countered.receipt_id
    (order,) = world.bank.refunded
    assert (order.txn_ref, order.amount, order.full) == (started.payment.txn_ref, 8000, True)
    assert order.transaction_no == "14000101"
    assert payment_of(world, started).refunded == 8000
    assert world.send_refunds() == 0


def test_parts_go_back_head_by_head_until_nothing_is_left(world):
    started = world.paid(5000, 3000)

    first = world.refund(started.payment.id, ("fee-1", 2000))
    world.send_refunds()
    assert world.state_of(started) == "partially_refunded"
    assert world.bank.refunded[0].full is False
    assert code_of(lambda: world.refund(started.payment.id, ("fee-1", 3001))) == "refund.too-much"
    assert code_of(lambda: world.refund(started.payment.id, ("other", 1))) == "refund.too-much"
    rest = world.refund(started.payment.id)
    assert rest.amount == 6000
    world.send_refunds()

    assert world.state_of(started) == "refunded"
    assert [event.whole for event in world.events(contract.refund_settled)] == [False, True]
    assert [event.kind for event in world.events(contract.receipt_countered)] == ["adjust", "cancel"]
    assert world.balances() == {}
    assert world.bank.refunded[0].request_id != world.bank.refunded[1].request_id
    assert world.refund_now(first).state == RefundState.SETTLED
    assert code_of(lambda: world.refund(started.payment.id)) == "refund.not-refundable"


def test_a_fee_head_is_named_once_in_a_refund(world):
    started = world.paid(5000, 3000)

    assert code_of(lambda: world.refund(started.payment.id, ("fee-1", 2000), ("fee-1", 2000))) == "request.invalid"
    assert world.state_of(started) == "paid"


def test_a_refund_whose_answer_cannot_be_booked_holds_up_no_other(world, monkeypatch):
    first, second = world.paid(5000), world.paid(3000, dossier_id="dossier-2")
    bad, good = world.refund(first.payment.id), world.refund(second.payment.id)
    settle = refund_books.settle

    def settles(work, refund, *rest, **more):
        if refund.id == bad.id:
            raise ValueError("a defect")
        return settle(work, refund, *rest, **more)

    monkeypatch.setattr(refund_books, "settle", settles)
    world.send_refunds()

    assert (world.refund_now(bad).state, world.refund_now(good).state) == (RefundState.SENT, RefundState.SETTLED)
    monkeypatch.undo()
    world.pass_time(hours=1)
    assert world.send_refunds() == 1, "it is asked about again"


def test_above_the_limit_a_second_person_decides_and_nothing_moves_before(world):
    started = world.paid(200_001)
    refund = world.refund(started.payment.id, caller=BOTH)

    assert (refund.state, refund.needs_second) == (RefundState.REQUESTED, True)
    assert world.send_refunds() == 0
    assert world.state_of(started) == "paid"
    assert code_of(lambda: world.decide(refund, caller=BOTH)) == "payment.second-person-needed"
    assert code_of(lambda: world.decide(refund, caller=RECEIVER)) == "payment.role-missing"
    assert code_of(lambda: world.decide(refund, caller=STRANGER)) == "refund.not-found"

    world.decide(refund)
    world.send_refunds()
    assert world.refund_now(refund).state == RefundState.SETTLED


def test_what_is_rejected_changes_nothing_and_can_be_asked_for_anew(world):
    started = world.paid(300_000)
    refund = world.refund(started.payment.id)

    assert code_of(lambda: world.decide(refund, approve=False)) == "refund.rejection-needs-note"
    world.decide(refund, approve=False, note="Đã thu đúng mức")
    assert code_of(lambda: world.decide(refund)) == "refund.wrong-state"

    assert world.state_of(started) == "paid"
    assert world.balances() == {"clearing": 300_000, "revenue": -300_000}
    assert world.refund(started.payment.id).state == RefundState.REQUESTED


def test_one_refund_at_a_time_and_only_by_who_may(world):
    started = world.paid(300_000)
    world.refund(started.payment.id)

    assert code_of(lambda: world.refund(started.payment.id)) == "refund.under-way"
    assert code_of(lambda: world.refund(started.payment.id, caller=SECOND)) == "payment.role-missing"
    assert code_of(lambda: world.refund(started.payment.id, caller=PAYER)) == "payment.not-found"
    assert code_of(lambda: world.refund("nothing")) == "payment.not-found"


def test_a_reason_is_one_of_the_list_and_names_its_basis_where_it_must(world):
    started = world.paid(8000)

    assert code_of(lambda: world.refund(started.payment.id, reason_code="because")) == "refund.reason-unknown"
    assert code_of(lambda: world.refund(started.payment.id, reason_code="other")) == "refund.basis-missing"
    assert world.refund(started.payment.id, reason_code="other", legal_basis="TT 85/2019/TT-BTC điều 5").amount == 8000


def test_what_was_not_paid_is_not_refunded(world):
    started = world.start(world.fee_due())

    assert code_of(lambda: world.refund(started.payment.id)) == "refund.not-refundable"


def test_a_refusal_gives_the_payment_back_and_the_desk_can_pay_instead(world):
    started = world.paid(8000)
    world.bank.refund_answers = [{"vnp_ResponseCode": "95"}]
    refund = world.refund(started.payment.id)
    world.send_refunds()

    refused = world.refund_now(refund)
    assert refused.state == RefundState.REFUSED
    assert "không hoàn được" in refused.outcome_vi
    assert world.state_of(started) == "paid"
    assert world.balances() == DESK_PAID

    by_hand = world.refund(started.payment.id, way=RefundWay.CASH)
    world.decide(by_hand)
    assert code_of(lambda: world.pay_out(by_hand)) == "cash.day-not-open"
    world.open_box(7999)
    assert code_of(lambda: world.pay_out(by_hand)) == "cash.too-little"
    world.pay_at_desk(world.fee_due(1), 1)
    world.pay_out(by_hand)
    assert world.state_of(started) == "refunded"
    assert world.balances() == {"clearing": 8000, "cash": -7999, "revenue": -1}


def test_a_further_refund_that_is_refused_leaves_the_part_that_went_back(world):
    started = world.paid(8000)
    world.refund(started.payment.id, ("fee-1", 1000))
    world.send_refunds()
    world.bank.refund_answers = [{"vnp_ResponseCode": "95"}]
    world.refund(started.payment.id)
    world.send_refunds()

    assert world.state_of(started) == "partially_refunded"
    assert world.balances() == {"clearing": 7000, "revenue": -7000}


def test_a_slow_refund_is_asked_about_until_it_is_done(world):
    started = world.paid(8000)
    slow, done = (world.bank.says_of_refund(status, 8000) for status in ("05", "00"))
    world.bank.refund_answers = [slow, slow, done]
    refund = world.refund(started.payment.id)

    for _ in range(3):
        world.send_refunds()
        assert world.send_refunds() == 0
        world.pass_time(minutes=30)

    assert world.refund_now(refund).state == RefundState.SETTLED
    assert len(world.bank.refunded) == 1


def test_after_a_silence_the_provider_is_asked_and_nothing_is_sent_twice(world):
    started = world.paid(8000)
    world.bank.refund_answers = [None]
    refund = world.refund(started.payment.id)
    world.send_refunds()
    assert world.refund_now(refund).state == RefundState.UNKNOWN

    world.bank.refund_answers = [None, world.bank.says_of_refund("06", 8000), world.bank.says_of_refund("00", 8000)]
    seen = []
    for _ in range(3):
        world.pass_time(hours=1)
        world.send_refunds()
        seen.append(world.refund_now(refund).state)

    assert seen == [RefundState.UNKNOWN, RefundState.SENT, RefundState.SETTLED]
    assert len(world.bank.refunded) == 1
    assert world.balances() == {}


def test_what_the_provider_twice_knows_nothing_of_is_sent_again_under_the_same_id(world):
    started = world.paid(8000)
    paid_only = world.bank.says_of_refund("00", 8000, number="14000101", kind="01")
    world.bank.refund_answers = [None, paid_only, paid_only, None, world.bank.says_of_refund("00", 8000)]
    refund = world.refund(started.payment.id)

    for _ in range(8):
        world.send_refunds()
        world.pass_time(hours=1)

    assert world.refund_now(refund).state == RefundState.SETTLED
    assert len(world.bank.refunded) == 2
    assert len({order.request_id for order in world.bank.refunded}) == 1


def test_an_answer_about_an_earlier_refund_or_another_amount_is_not_taken_for_this_one(world):
    started = world.paid(8000)
    world.bank.refund_answers = [world.bank.says_of_refund("00", 1000, number="24000001", kind="03")]
    world.refund(started.payment.id, ("fee-1", 1000))
    world.send_refunds()
    earlier = world.bank.says_of_refund("00", 1000, number="24000001", kind="03")
    other = world.bank.says_of_refund("00", 999, number="24000002", kind="03")
    world.bank.refund_answers = [None, earlier, other]
    second = world.refund(started.payment.id, ("fee-1", 1000))

    for _ in range(3):
        world.send_refunds()
        world.pass_time(hours=1)

    assert world.refund_now(second).state == RefundState.UNKNOWN
    assert world.balances() == {"clearing": 7000, "revenue": -6000, "refund_payable": -1000}


def test_a_process_that_dies_between_commit_and_call_neither_forgets_nor_sends_blindly(world, monkeypatch):
    started = world.paid(8000)
    refund = world.refund(started.payment.id)

    class Died(BaseException):
        pass

    def die(order, now):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(world.bank, "refund", die)
        with pytest.raises(Died):
            world.send_refunds()
    assert world.refund_now(refund).state == RefundState.SENT

    world.pass_time(minutes=2)
    world.bank.refund_answers = [world.bank.says_of_refund("00", 8000)]
    world.send_refunds()
    assert world.bank.refunded == []
    assert world.refund_now(refund).state == RefundState.SETTLED


def test_a_refund_without_an_end_is_on_the_list_and_in_the_figures(world):
    started = world.paid(8000)
    refund = world.refund(started.payment.id)
    world.bank.refund_answers = [None]
    for _ in range(10):
        world.send_refunds()
        world.pass_time(hours=1)

    watching.watch(world.storage)

    assert [row.id for row in world.money_work().refunds] == [refund.id]
    assert watching.STUCK_REFUNDS.collect()[0].samples[0].value == 1


# By hand


def test_cash_goes_back_at_the_desk_with_a_voucher_and_on_the_word_of_two(world):
    due = world.fee_due(8000)
    world.pay_at_desk(due, 8000)
    (payment,) = world.again(due).payments

    assert code_of(lambda: world.refund(payment.id)) == "refund.way-impossible"
    refund = world.refund(payment.id, way=RefundWay.CASH)
    assert refund.needs_second
    assert code_of(lambda: world.pay_out(refund)) == "refund.wrong-state"
    world.decide(refund)
    paid_out = world.pay_out(refund, voucher="PC-0042")

    assert (paid_out.state, paid_out.voucher) == (RefundState.SETTLED, "PC-0042")
    assert world.balances() == {}
    assert world.bank.refunded == []
    assert code_of(lambda: world.pay_out(refund)) == "refund.wrong-state"


def test_what_nobody_came_for_can_still_be_rejected_by_hand_but_not_at_the_provider(world):
    due = world.fee_due(8000)
    world.pay_at_desk(due, 8000)
    (payment,) = world.again(due).payments
    refund = world.refund(payment.id, way=RefundWay.TRANSFER)
    world.decide(refund)
    world.decide(refund, approve=False, note="Người nộp không đến nhận")
    assert world.balances() == {"cash": 8000, "revenue": -8000}

    started = world.paid(300_000)
    online = world.refund(started.payment.id)
    world.decide(online)
    assert code_of(lambda: world.decide(online, approve=False, note="Đổi ý")) == "refund.wrong-state"
