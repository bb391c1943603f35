"""Asking the provider: what was paid without a callback is found, what nobody paid expires, silence is unknown."""

from services.payments import contract, tables
from services.payments.adapters.provider import Question

PAID = {
    "vnp_ResponseCode": "00",
    "vnp_TransactionStatus": "00",
    "vnp_Amount": "800000",
    "vnp_TransactionNo": "14000009",
}
OPENED = {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "01", "vnp_Amount": "800000"}
UNKNOWN = {"vnp_ResponseCode": "91"}


def test_an_attempt_is_not_asked_about_before_its_time(world):
    world.start(world.fee_due())

    world.pass_time(seconds=59)
    assert world.ask() == 0

    world.pass_time(seconds=2)
    assert world.ask() == 1
    assert world.ask() == 0


def test_what_was_paid_without_a_callback_is_settled(world):
    due = world.fee_due()
    started = world.start(due)
    world.bank.answers[started.payment.txn_ref] = PAID
    world.pass_time(minutes=2)

    world.ask()

    assert world.again(due).state == "settled"
    assert world.balances() == {"clearing": 8000, "revenue": -8000}
    (kept,) = world.rows(tables.provider_events)
    assert (kept.kind, kept.params["vnp_TransactionNo"]) == ("answer", "14000009")
    assert world.hear(world.ipn(started, vnp_TransactionNo="14000009")) == "02"
    world.pass_time(hours=1)
    assert world.ask() == 0


def test_an_attempt_that_nobody_paid_expires_and_can_be_followed_by_another(world):
    due = world.fee_due()
    first = world.start(due)
    world.bank.answers[first.payment.txn_ref] = UNKNOWN
    world.pass_time(minutes=14)
    world.ask()
    assert world.state_of(first) == "redirected"

    world.pass_time(minutes=15)
    world.ask()

    assert world.state_of(first) == "expired"
    (failed,) = world.events(contract.payment_failed)
    assert (failed.state, failed.reason_code) == ("expired", "11")
    assert world.start(due).payment.id != first.payment.id


def test_money_that_comes_after_the_expiry_goes_to_suspense(world):
    due = world.fee_due()
    started = world.start(due)
    world.bank.answers[started.payment.txn_ref] = UNKNOWN
    world.pass_time(minutes=20)
    world.ask()
    assert world.state_of(started) == "expired"

    assert world.hear(world.ipn(started)) == "00"
    assert world.hear(world.ipn(started)) == "02"

    assert world.state_of(started) == "expired"
    assert world.balances() == {"receivable": 8000, "revenue": -8000, "clearing": 8000, "suspense": -8000}


def test_a_silent_bank_makes_an_attempt_unknown_until_it_speaks(world):
    due = world.fee_due()
    started = world.start(due)
    world.pass_time(minutes=2)
    world.ask()
    assert world.state_of(started) == "redirected"

    world.pass_time(minutes=20)
    world.ask()
    assert world.state_of(started) == "unknown"

    world.pass_time(minutes=11)
    world.bank.answers[started.payment.txn_ref] = PAID
    world.ask()
    assert world.again(due).state == "settled"


def test_an_order_that_was_opened_and_left_is_asked_about_for_an_hour(world):
    started = world.start(world.fee_due())
    world.bank.answers[started.payment.txn_ref] = OPENED
    world.pass_time(minutes=20)
    world.ask()
    assert world.state_of(started) == "pending"

    world.pass_time(minutes=60)
    world.ask()

    assert world.state_of(started) == "expired"


def test_money_paid_on_an_attempt_that_was_given_up_is_found(world):
    due = world.fee_due()
    first = world.start(due)
    world.pass_time(minutes=14, seconds=30)
    second = world.start(due)
    world.hear(world.ipn(second, vnp_TransactionNo="2"))
    world.bank.answers[first.payment.txn_ref] = PAID
    world.pass_time(minutes=20)

    world.ask()

    assert world.state_of(first) == "cancelled"
    assert world.balances() == {"clearing": 16000, "revenue": -8000, "suspense": -8000}
    world.pass_time(hours=1)
    assert world.ask() == 0


def test_an_answer_with_another_amount_is_not_believed(world):
    due = world.fee_due()
    started = world.start(due)
    world.bank.answers[started.payment.txn_ref] = PAID | {"vnp_Amount": "100"}
    world.pass_time(minutes=2)

    world.ask()

    assert world.state_of(started) == "unknown"
    assert world.again(due).state == "due"


def test_money_of_another_amount_is_left_to_people_after_a_day(world):
    started = world.start(world.fee_due())
    world.bank.answers[started.payment.txn_ref] = PAID | {"vnp_Amount": "900000"}
    world.pass_time(minutes=2)
    assert world.ask() == 1
    assert [row.amount for row in world.rows(tables.suspense)] == [9000]
    world.pass_time(hours=2)
    assert world.ask() == 1
    assert world.ask() == 0

    world.pass_time(hours=25)
    world.ask()

    world.pass_time(days=30)
    assert world.ask() == 0
    assert world.state_of(started) == "unknown"


def test_questions_grow_rarer(world):
    started = world.start(world.fee_due())
    gaps = []
    for _ in range(6):
        before = world.now
        while not world.ask():
            world.pass_time(seconds=30)
        gaps.append((world.now - before).total_seconds())

    assert gaps == sorted(gaps)
    assert gaps[-1] <= 630
    assert world.bank.asked == [started.payment.txn_ref] * 6


def test_no_connection_is_held_while_the_bank_is_asked(world):
    world.start(world.fee_due())
    world.pass_time(minutes=2)
    held = []

    class Watching(type(world.bank)):
        def ask(self, question: Question, now):
            held.append(world.storage.engine.pool.checkedout())
            return super().ask(question, now)

    world.bank.__class__ = Watching
    world.ask()

    assert held == [0]
