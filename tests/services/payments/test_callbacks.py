"""The callback is the truth: checked in the documented order, kept as it came, counted once."""

import threading

import pytest

from chassis.callers import system
from chassis.errors import Conflict
from services.payments import contract, tables
from services.payments.domain import vnpay
from services.payments.handlers import callbacks, settlement


def test_a_success_settles_books_and_issues_the_receipt(world):
    due = world.fee_due(5000, 3000)
    started = world.start(due)

    assert world.hear(world.ipn(started)) == "00"

    after = world.again(due)
    assert after.state == "settled"
    assert after.payments[0].state == "paid"
    assert world.balances() == {"clearing": 8000, "revenue": -8000}
    (settled,) = world.events(contract.payment_settled)
    (issued,) = world.events(contract.receipt_issued)
    assert settled.obligation_id == issued.obligation_id == due.id
    assert settled.amount == 8000
    assert settled.receipt_id == issued.receipt_id == after.receipt_id
    assert issued.number == "00000001"


def test_a_callback_that_comes_ten_times_counts_once(world):
    started = world.start(world.fee_due())
    params = world.ipn(started)

    assert [world.hear(params) for _ in range(10)] == ["00"] + ["02"] * 9

    assert world.balances() == {"clearing": 8000, "revenue": -8000}
    assert len(world.events(contract.payment_settled)) == 1
    assert len(world.rows(tables.receipts)) == 1
    assert len(world.rows(tables.provider_events)) == 10


@pytest.mark.parametrize(
    "change",
    [{vnpay.HASH: "0" * 128}, {vnpay.HASH: ""}, {"vnp_Amount": "100"}, {"vnp_TxnRef": "another"}],
    ids=["wrong", "missing", "amount", "order"],
)
def test_a_forged_callback_is_kept_and_changes_nothing(world, change):
    started = world.start(world.fee_due())

    assert world.hear(world.ipn(started) | change) == "97"

    assert world.state_of(started) == "redirected"
    assert world.balances() == {"receivable": 8000, "revenue": -8000}
    (kept,) = world.rows(tables.provider_events)
    assert kept.answer == "97"
    assert kept.network == "198.51.100.9"


def test_a_callback_for_another_merchant_is_not_ours(world):
    started = world.start(world.fee_due())

    assert world.hear(world.ipn(started, vnp_TmnCode="OTHER001")) == "97"


def test_the_signature_is_checked_before_the_order_is_looked_up(world):
    started = world.start(world.fee_due())

    assert world.hear(world.ipn(started, vnp_TxnRef="unknown") | {vnpay.HASH: "0"}) == "97"
    assert world.hear(world.ipn(started, vnp_TxnRef="unknown")) == "01"


def test_the_amount_is_checked_before_what_is_confirmed_already(world):
    started = world.start(world.fee_due())
    assert world.hear(world.ipn(started)) == "00"

    assert world.hear(world.ipn(started, vnp_Amount="100")) == "04"
    assert world.hear(world.ipn(started)) == "02"


def test_another_amount_of_a_payment_that_is_booked_books_nothing(world):
    started = world.start(world.fee_due(8000))
    world.hear(world.ipn(started, vnp_TransactionNo="1"))

    assert world.hear(world.ipn(started, vnp_TransactionNo="1", vnp_Amount="900000")) == "04"

    assert world.balances() == {"clearing": 8000, "revenue": -8000}


def test_a_wrong_amount_that_is_corrected_later_is_not_booked_twice(world):
    started = world.start(world.fee_due(8000))
    assert world.hear(world.ipn(started, vnp_TransactionNo="1", vnp_Amount="900000")) == "04"

    assert world.hear(world.ipn(started, vnp_TransactionNo="1")) == "02"

    assert world.balances() == {"receivable": 8000, "revenue": -8000, "clearing": 9000, "suspense": -9000}


def test_money_of_a_wrong_amount_goes_to_suspense_once(world):
    due = world.fee_due()
    started = world.start(due)
    params = world.ipn(started, vnp_Amount="900000")

    assert [world.hear(params), world.hear(params)] == ["04", "04"]

    assert world.state_of(started) == "unknown"
    assert world.again(due).state == "due"
    assert world.balances() == {"receivable": 8000, "revenue": -8000, "clearing": 9000, "suspense": -9000}


def test_money_for_an_order_that_is_not_ours_goes_to_suspense(world):
    started = world.start(world.fee_due())

    assert world.hear(world.ipn(started, vnp_TxnRef="unknown", vnp_TransactionNo="77")) == "01"

    assert world.balances()["suspense"] == -8000


@pytest.mark.parametrize(
    ("code", "state"), [("51", "failed"), ("24", "cancelled"), ("07", "pending"), ("xx", "unknown")]
)
def test_what_is_no_success_leaves_the_fee_due(world, code, state):
    due = world.fee_due()
    started = world.start(due)

    assert (
        world.hear(world.ipn(started, vnp_ResponseCode=code, vnp_TransactionStatus="02", vnp_TransactionNo="0")) == "00"
    )

    assert world.state_of(started) == state
    assert world.again(due).state == "due"
    failures = world.events(contract.payment_failed)
    assert [failure.reason_code for failure in failures] == ([code] if state in ("failed", "cancelled") else [])


def test_a_success_and_a_status_that_contradicts_it_are_not_believed(world):
    started = world.start(world.fee_due())

    assert world.hear(world.ipn(started, vnp_TransactionStatus="02")) == "00"

    assert world.state_of(started) == "unknown"


def test_a_failure_that_arrives_after_the_success_changes_nothing(world):
    due = world.fee_due()
    started = world.start(due)
    world.hear(world.ipn(started))

    assert world.hear(world.ipn(started, vnp_ResponseCode="51", vnp_TransactionStatus="02")) == "02"

    assert world.again(due).state == "settled"


def test_a_success_after_a_failure_is_late_money(world):
    due = world.fee_due()
    started = world.start(due)
    world.hear(world.ipn(started, vnp_ResponseCode="51", vnp_TransactionStatus="02"))

    assert world.hear(world.ipn(started)) == "00"
    assert world.hear(world.ipn(started)) == "02"

    assert world.state_of(started) == "failed"
    assert world.again(due).state == "due"
    assert world.balances()["suspense"] == -8000


def test_a_second_charge_for_a_paid_order_goes_to_suspense(world):
    started = world.start(world.fee_due())
    world.hear(world.ipn(started))

    assert world.hear(world.ipn(started, vnp_TransactionNo="14000002")) == "00"
    assert world.hear(world.ipn(started, vnp_TransactionNo="14000002")) == "02"

    assert world.balances() == {"clearing": 16000, "revenue": -8000, "suspense": -8000}


def test_one_bank_transaction_cannot_pay_two_orders(world):
    first, second = world.fee_due(), world.fee_due()
    world.hear(world.ipn(world.start(first)))
    claimed = world.start(second)

    assert world.hear(world.ipn(claimed)) == "99"

    assert world.state_of(claimed) == "unknown"
    assert world.again(second).state == "due"
    assert world.balances()["clearing"] == 8000


def test_money_of_a_second_attempt_goes_to_suspense(world):
    due = world.fee_due()
    first = world.start(due)
    world.pass_time(minutes=16)
    second = world.start(due)
    assert world.hear(world.ipn(second, vnp_TransactionNo="2")) == "00"
    assert world.state_of(first) == "cancelled"

    assert world.hear(world.ipn(first, vnp_TransactionNo="1")) == "00"

    assert world.state_of(first) == "cancelled"
    assert world.balances() == {"clearing": 16000, "revenue": -8000, "suspense": -8000}
    assert len(world.rows(tables.receipts)) == 1


def test_money_for_a_dossier_that_was_stopped_goes_to_suspense(world):
    due = world.fee_due(dossier="d")
    started = world.start(due)
    world.stop("d")

    assert world.hear(world.ipn(started)) == "00"

    assert world.again(due).state == "withdrawn"
    assert world.balances() == {"clearing": 8000, "suspense": -8000}


def test_two_successes_at_the_same_moment_settle_once(world):
    due = world.fee_due()
    first = world.start(due)
    world.pass_time(minutes=16)
    second = world.start(due)
    answers = []
    threads = [
        threading.Thread(
            target=lambda s=started, n=number: answers.append(world.hear(world.ipn(s, vnp_TransactionNo=n)))
        )
        for started, number in ((first, "1"), (second, "2"), (first, "1"), (second, "2"))
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(answers) == ["00", "00", "02", "02"]
    assert sorted([world.state_of(first), world.state_of(second)]) == ["cancelled", "paid"]
    assert world.balances() == {"clearing": 16000, "revenue": -8000, "suspense": -8000}


def test_a_callback_whose_judging_was_cut_short_is_judged_later(world, monkeypatch):
    due = world.fee_due()
    started = world.start(due)
    with monkeypatch.context() as broken:
        broken.setattr(settlement, "hear", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.hear(world.ipn(started))
    assert world.again(due).state == "due"
    assert callbacks.judge_leftovers(world.storage, world.bank) == 0

    world.pass_time(seconds=31)

    assert callbacks.judge_leftovers(world.storage, world.bank) == 1
    assert callbacks.judge_leftovers(world.storage, world.bank) == 0
    assert world.again(due).state == "settled"


def test_a_callback_that_cannot_be_judged_keeps_no_other_back(world, monkeypatch):
    first, second = world.fee_due(), world.fee_due()
    started = [world.start(first), world.start(second)]
    judge = settlement.hear
    with monkeypatch.context() as broken:
        broken.setattr(settlement, "hear", lambda *_: 1 / 0)
        for number, attempt in enumerate(started):
            with pytest.raises(ZeroDivisionError):
                world.hear(world.ipn(attempt, vnp_TransactionNo=f"1400000{number}"))
    world.pass_time(minutes=1)

    def fails_for_the_first(work, provider, report):
        assert report.txn_ref != started[0].payment.txn_ref
        return judge(work, provider, report)

    monkeypatch.setattr(settlement, "hear", fails_for_the_first)

    assert callbacks.judge_leftovers(world.storage, world.bank) == 1
    assert world.again(second).state == "settled"
    assert world.again(first).state == "due"


def test_what_the_provider_did_is_done_in_its_name(world):
    started = world.start(world.fee_due())
    world.hear(world.ipn(started))

    steps = world.rows(tables.payment_steps)
    assert [(step.action, step.actor) for step in steps] == [("redirect", "buoi"), ("settle", system("vnpay").id)]


def test_a_paid_fee_is_not_paid_again(world):
    due = world.fee_due()
    world.hear(world.ipn(world.start(due)))

    with pytest.raises(Conflict) as refused:
        world.start(due)
    assert refused.value.code == "payment.already-settled"
