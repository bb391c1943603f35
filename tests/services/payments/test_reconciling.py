"""Reconciliation: every way in which a provider's day can differ from ours, and mending that books nothing twice."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.agreement import examine
from services.payments.domain.reconciling import Kind, Line, compare, read_day_file
from services.payments.handlers.reconciling import reconcile
from services.payments.sandbox_bank import day_files, merchants
from services.payments.tables import ledger_transfers, payments, reconciled_payments
from tests.services.payments.world import ACCOUNT

DAY = dt.date(2026, 8, 3)
HEAD = "txn_ref,transaction_no,type,amount,paid_at\n"


def paid(world, number, amount=8000, *, told=True):
    """An attempt that the bank took money for; ``told``: its callback came."""
    started = world.start(world.fee_due(amount))
    answer = world.ipn(started, vnp_TransactionNo=number)
    if told:
        world.hear(answer)
    else:
        world.bank.answers[started.payment.txn_ref] = {
            "vnp_ResponseCode": "00",
            "vnp_TransactionStatus": "00",
            "vnp_Amount": answer["vnp_Amount"],
            "vnp_TransactionNo": number,
        }
    return started


def file_of(*lines):
    return HEAD + "".join(f"{ref},{number},pay,{amount},2026-08-03T09:00:00+07:00\n" for ref, number, amount in lines)


def run(world, *lines, day=DAY, mend=True):
    done = reconcile(world.storage, world.bank, day, file_of(*lines), mend=mend)
    return {kind.value: done.count(kind) for kind in Kind if done.count(kind)}, done.mended


def ref(started):
    return started.payment.txn_ref


def agrees(world):
    with world.storage.read() as db:
        return list(examine(db)) == []


def test_a_day_on_which_both_sides_have_the_same_matches(world):
    one, two = paid(world, "1"), paid(world, "2", 9000)

    assert run(world, (ref(one), "1", 8000), (ref(two), "2", 9000)) == ({"matched": 2}, 0)


def test_what_was_paid_without_a_callback_is_asked_for_and_settles(world):
    silent = paid(world, "7", told=False)

    counts, mended = run(world, (ref(silent), "7", 8000))

    assert (counts, mended) == ({"matched": 1}, 1)
    assert world.state_of(silent) == "paid"
    assert world.differences(closed=True).items == ()
    assert agrees(world)


def test_the_same_day_reconciled_again_books_nothing_more(world):
    silent = paid(world, "7", told=False)
    run(world, (ref(silent), "7", 8000))
    booked = len(world.rows(ledger_transfers))

    assert run(world, (ref(silent), "7", 8000)) == ({"matched": 1}, 0)
    assert len(world.rows(ledger_transfers)) == booked


def test_money_for_an_order_that_we_do_not_know_goes_to_suspense(world):
    world.bank.answers["nobody"] = {
        "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00",
        "vnp_Amount": "500000",
        "vnp_TransactionNo": "9",
    }

    counts, mended = run(world, ("nobody", "9", 5000))

    assert (counts, mended) == ({"matched": 1}, 1)
    assert world.balances() == {"clearing": 5000, "suspense": -5000}
    assert agrees(world)


def test_a_file_alone_settles_nothing(world):
    silent = paid(world, "7", told=False)
    world.bank.answers.clear()

    assert run(world, (ref(silent), "7", 8000)) == ({"missing_here": 1}, 0)
    assert world.state_of(silent) == "redirected"
    (row,) = world.rows(reconciled_payments)
    assert row.note.startswith("not answered")


def test_what_we_booked_and_they_do_not_have_is_named(world):
    one = paid(world, "1")

    assert run(world) == ({"missing_there": 1}, 0)
    assert [row.txn_ref for row in world.rows(reconciled_payments)] == [ref(one)]
    assert [row.state for row in world.rows(payments)] == ["paid"]


def test_a_payment_near_midnight_is_no_difference_once_the_next_days_file_is_there(world):
    world.now = dt.datetime(2026, 8, 3, 16, 59, tzinfo=dt.UTC)
    late = paid(world, "1")

    assert run(world) == ({"missing_there": 1}, 0)
    assert run(world, (ref(late), "1", 8000), day=DAY + dt.timedelta(1)) == ({"matched": 1}, 0)
    assert run(world) == ({}, 0)


def test_amounts_that_differ_are_left_to_people(world):
    one = paid(world, "1")

    assert run(world, (ref(one), "1", 9000)) == ({"differs": 1}, 0)
    assert world.balances() == {"clearing": 8000, "revenue": -8000}


def test_a_payment_whose_number_was_not_told_meets_the_line_of_its_order(world):
    one = world.start(world.fee_due())
    assert world.hear(world.ipn(one, vnp_TransactionNo="")) == "00"

    assert run(world, (ref(one), "1", 8000)) == ({"matched": 1}, 0)


def test_an_order_that_was_paid_twice_is_in_the_files_of_two_days(world):
    one = paid(world, "1")
    world.pass_time(days=5)
    world.hear(world.ipn(one, vnp_TransactionNo="2"))
    later = DAY + dt.timedelta(5)

    assert run(world, (ref(one), "2", 8000), day=later) == ({"matched": 1}, 0)
    assert run(world, (ref(one), "1", 8000)) == ({"matched": 1}, 0)


def test_money_in_suspense_counts_as_money_that_we_have(world):
    late = world.start(world.fee_due(8000, dossier="late"))
    world.stop("late")
    world.hear(world.ipn(late, vnp_TransactionNo="5"))

    assert run(world, (ref(late), "5", 8000)) == ({"matched": 1}, 0)


def test_money_credited_out_of_suspense_counts_once(world):
    late = world.start(world.fee_due(8000, dossier="late"))
    world.stop("late")
    world.hear(world.ipn(late, vnp_TransactionNo="5"))
    (item,) = world.money_work().suspense
    world.decide(item.refunds[0], approve=False, note="Dùng cho hồ sơ khác")
    other = world.fee_due(8000, dossier="other")
    world.decide_credit(world.credit(item, other))
    assert world.again(other).state == "settled"

    assert run(world, (ref(late), "5", 8000)) == ({"matched": 1}, 0)


lines = st.lists(
    st.builds(Line, st.sampled_from("abcd"), st.sampled_from("12"), st.integers(1, 3)),
    unique_by=lambda line: (line.txn_ref, line.transaction_no),
)


@given(lines, lines)
def test_every_payment_of_either_side_comes_out_once(ours, theirs):
    found = compare(ours, theirs)

    assert len({(one.txn_ref, one.transaction_no) for one in found}) == len(found)
    assert sum(one.ours or 0 for one in found) == sum(line.amount for line in ours)
    assert sum(one.theirs or 0 for one in found) == sum(line.amount for line in theirs)
    assert all((one.ours == one.theirs) == (one.kind is Kind.MATCHED) for one in found)


def test_the_sandbox_bank_hands_its_day_to_the_merchant_alone(world):
    secret = merchants.secret_of(world.storage, ACCOUNT.tmn_code)
    day = DAY.isoformat()
    good = day_files.signature(ACCOUNT.tmn_code, day, secret)

    assert read_day_file(day_files.day_file(world.storage, ACCOUNT.tmn_code, day, good)) == ()
    with pytest.raises(day_files.NotTheMerchant):
        day_files.day_file(world.storage, ACCOUNT.tmn_code, day, good[:-1] + "x")
