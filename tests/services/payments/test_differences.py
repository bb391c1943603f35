"""Differences with the provider: two people bring the books to its file by bookings of their own, to the đồng."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.callers import Caller, CallerKind
from services.payments.domain.reconciling import Kind, Side, bounds
from services.payments.handlers.reconciling import reconcile
from services.payments.reconcile_console import tell
from services.payments.store import ledger
from services.payments.tables import differences, ledger_entries, reconciled_payments, repairs
from tests.services.payments.test_cash import refused
from tests.services.payments.test_reconciling import DAY, HEAD, file_of, paid, ref, run
from tests.services.payments.world import AGENCY, BOTH, OPERATING, OPERATOR, RECEIVER, SECOND, STRANGER

NEXT = DAY + dt.timedelta(1)


def only(world, **more):
    (item,) = world.differences(**more).items
    return item


def repair(world, item):
    return world.decide_repair(world.propose(item))


def refund_line(ref, number, amount):
    return f"{ref},{number},refund,{amount},2026-08-03T10:00:00+07:00\n"


def paid_back(world, number="24000001"):
    """A payment of 8,000 that the provider paid back whole."""
    started = paid(world, "1")
    world.bank.refund_answers = [world.bank.says_of_refund("00", 8000, number=number)]
    refund = world.refund(started.payment.id)
    if refund.state == "requested":
        world.decide(refund)
    world.send_refunds()
    assert world.balances() == {}
    return started


def test_more_than_we_have_goes_to_suspense_on_the_word_of_two_people(world):
    one = paid(world, "1")
    run(world, (ref(one), "1", 9000))
    item = only(world)
    assert (item.kind, item.ours, item.theirs, item.more, item.state) == ("differs", 8000, 9000, 1000, "open")
    assert item.dossier_code
    booked = world.rows(ledger_entries)

    proposed = world.propose(item)
    assert proposed.state == "proposed"
    assert world.rows(ledger_entries) == booked
    refused("payment.role-missing", world.decide_repair, world.difference(item.id), caller=RECEIVER)
    refused("payment.asked-already", world.propose, item)
    done = world.decide_repair(proposed)

    assert (done.state, done.repairs[0].state, done.repairs[0].amount) == ("repaired", "confirmed", 1000)
    assert world.balances() == {"clearing": 9000, "revenue": -8000, "suspense": -1000}
    assert world.rows(ledger_entries)[: len(booked)] == booked
    assert run(world, (ref(one), "1", 9000)) == ({"matched": 1}, 0)
    assert world.differences().items == ()
    assert only(world, closed=True).id == item.id


def test_what_a_repair_put_in_suspense_goes_back_to_the_payer_as_any_other(world):
    one = paid(world, "1")
    run(world, (ref(one), "1", 9000))
    repair(world, only(world))
    (money,) = world.money_work().suspense

    world.decide(world.give_back(money))
    world.send_refunds()

    (order,) = world.bank.refunded
    assert (order.txn_ref, order.amount, order.full) == (ref(one), 1000, False)
    assert world.balances() == {"clearing": 8000, "revenue": -8000}


def test_less_than_we_have_is_claimed_from_the_provider(world):
    one = paid(world, "1")
    run(world, (ref(one), "1", 5000))

    repair(world, only(world))

    assert world.balances() == {"clearing": 5000, "claimed": 3000, "revenue": -8000}
    assert world.state_of(one) == "paid"


def test_what_is_missing_there_waits_for_the_next_day_and_is_claimed_then(world):
    one = paid(world, "1")
    run(world)
    item = only(world)
    refused("difference.too-early", world.propose, item)
    run(world, day=NEXT)

    repair(world, item)

    assert world.balances() == {"claimed": 8000, "revenue": -8000}
    assert run(world) == ({}, 0)
    # The file of a later day has it after all: nothing is claimed any more, and nothing is in suspense.
    assert run(world, (ref(one), "1", 8000), day=NEXT) == ({"missing_here": 1}, 0)
    repair(world, only(world))
    assert world.balances() == {"clearing": 8000, "revenue": -8000}


def test_a_payment_near_midnight_is_no_difference_any_more_once_the_next_file_is_there(world):
    world.now = dt.datetime(2026, 8, 3, 16, 59, tzinfo=dt.UTC)
    late = paid(world, "1")
    run(world)
    world.pass_time(days=2)
    run(world, day=NEXT + dt.timedelta(1))
    proposed = world.propose(only(world))

    run(world, (ref(late), "1", 8000), day=NEXT)

    gone = world.difference(proposed.id)
    assert (gone.state, gone.repairs[0].state) == ("gone", "lapsed")
    refused("difference.closed", world.decide_repair, proposed)


def test_what_the_provider_does_not_confirm_is_kept_once_however_it_is_told_of_later(world):
    silent = paid(world, "7", told=False)
    world.bank.answers.clear()
    assert run(world, (ref(silent), "7", 8000)) == ({"missing_here": 1}, 0)
    assert only(world).asked.startswith("not answered")

    repair(world, only(world))

    assert world.balances() == {"receivable": 8000, "revenue": -8000, "clearing": 8000, "suspense": -8000}
    assert world.hear(world.ipn(silent, vnp_TransactionNo="7")) == "02"
    assert world.balances()["clearing"] == 8000
    (money,) = world.money_work().suspense
    due = world.obligations(world.rows(differences.metadata.tables["obligations"])[0].dossier_id)[0]
    world.decide_credit(world.credit(money, due))
    assert world.balances() == {"clearing": 8000, "revenue": -8000}
    assert run(world, (ref(silent), "7", 8000)) == ({"matched": 1}, 0)


def test_a_callback_after_the_proposal_leaves_nothing_to_confirm(world):
    silent = paid(world, "7", told=False)
    world.bank.answers.clear()
    run(world, (ref(silent), "7", 8000))
    proposed = world.propose(only(world))

    assert world.hear(world.ipn(silent, vnp_TransactionNo="7")) == "00"

    refused("difference.changed", world.decide_repair, proposed)
    refused("refund.rejection-needs-note", world.decide_repair, proposed, agree=False)
    assert world.decide_repair(proposed, agree=False, note="Đã nhận được báo có").state == "open"
    run(world, (ref(silent), "7", 8000))
    assert world.difference(proposed.id).state == "gone"


def test_a_newer_file_that_says_something_else_lets_the_proposal_lapse(world):
    one = paid(world, "1")
    run(world, (ref(one), "1", 9000))
    proposed = world.propose(only(world))

    run(world, (ref(one), "1", 8500))

    item = world.difference(proposed.id)
    assert (item.state, item.more, item.repairs[0].state) == ("open", 500, "lapsed")
    refused("payment.decided-already", world.decide_repair, item)
    world.decide_repair(world.propose(item))
    assert world.balances()["clearing"] == 8500


def test_refunds_meet_the_lines_of_the_file(world):
    started = paid_back(world)

    done = reconcile(
        world.storage, world.bank, DAY, file_of((ref(started), "1", 8000)) + refund_line(ref(started), "24000001", 8000)
    )

    assert [(match.kind, match.side) for match in done.matches] == [
        (Kind.MATCHED, Side.PAY),
        (Kind.MATCHED, Side.REFUND),
    ]


@pytest.mark.parametrize(("told", "left"), [(8000, {}), (5000, {"clearing": 3000, "claimed": -3000})])
def test_a_refund_that_the_file_has_otherwise_is_between_us_and_the_provider(world, told, left):
    started = paid_back(world)
    lines = file_of((ref(started), "1", 8000)) + refund_line(ref(started), "24000001", told)
    reconcile(world.storage, world.bank, DAY, lines)

    for item in world.differences().items:
        assert (item.side, item.refund_id != "") == ("refund", True)
        repair(world, item)

    assert world.balances() == left


def test_a_refund_that_differs_is_no_matter_of_the_day_of_its_payment(world):
    """The same order stands in two files: what is open or repaired of its refund says nothing about its payment."""
    started = paid(world, "1")
    world.pass_time(days=6)
    later = DAY + dt.timedelta(6)
    world.bank.refund_answers = [world.bank.says_of_refund("00", 8000, number="24000001")]
    world.refund(started.payment.id)
    world.send_refunds()
    back = HEAD + refund_line(ref(started), "24000001", 5000)
    reconcile(world.storage, world.bank, later, back)

    assert run(world, (ref(started), "1", 8000)) == ({"matched": 1}, 0)
    item = only(world)
    assert (item.state, item.side, item.day) == ("open", "refund", later)

    repair(world, item)
    assert run(world, (ref(started), "1", 8000)) == ({"matched": 1}, 0)
    assert reconcile(world.storage, world.bank, later, back).count(Kind.MATCHED) == 1
    assert world.differences().items == ()


def test_a_refund_that_was_done_and_not_answered_is_asked_for(world):
    started = paid(world, "1")
    world.bank.refund_answers = [None, world.bank.says_of_refund("00", 8000, number="24000009")]
    refund = world.refund(started.payment.id)
    if refund.state == "requested":
        world.decide(refund)
    world.send_refunds()
    lines = file_of((ref(started), "1", 8000)) + refund_line(ref(started), "24000009", 8000)

    done = reconcile(world.storage, world.bank, DAY, lines)

    assert (done.count(Kind.MATCHED), done.mended) == (2, 1)
    assert world.refund_now(refund).state == "settled"


def test_money_that_names_no_order_of_ours_is_for_the_operating_agency(world):
    run(world, ("nobody", "9", 5000))

    assert world.differences().items == ()
    item = only(world, caller=OPERATOR, agency=OPERATING)
    refused("difference.not-found", world.propose, item)
    refused("difference.not-found", world.difference, item.id, caller=STRANGER)
    proposed = world.propose(item, caller=OPERATOR)
    second = Caller(kind=CallerKind.STAFF, id="staff-5", agency=OPERATING, roles=("supervisor",))
    world.decide_repair(proposed, caller=second)

    assert world.balances() == {"clearing": 5000, "suspense": -5000}


def test_the_console_names_the_case_until_it_is_repaired(world, capsys):
    text = file_of((ref(paid(world, "1")), "1", 9000))

    assert tell(world.storage, "vnpay", reconcile(world.storage, world.bank, DAY, text)) == 1
    assert f"case {only(world).id} of {AGENCY}: open" in capsys.readouterr().err

    repair(world, only(world))
    assert tell(world.storage, "vnpay", reconcile(world.storage, world.bank, DAY, text)) == 0
    assert capsys.readouterr().err == ""


def test_one_person_with_both_roles_is_one_person(world):
    run(world, (ref(paid(world, "1")), "1", 9000))
    proposed = world.propose(only(world), caller=BOTH)

    refused("payment.second-person-needed", world.decide_repair, proposed, caller=BOTH)
    refused("payment.role-missing", world.propose, proposed, caller=SECOND)


def test_pages_go_on_where_the_one_before_ended(world):
    run(world, *((ref(paid(world, str(n))), str(n), 9000) for n in range(1, 6)))

    seen, cursor = [], ""
    while page := world.differences(day=DAY, limit=2, cursor=cursor):
        seen += [item.transaction_no for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    assert sorted(seen) == ["1", "2", "3", "4", "5"]
    assert world.differences(day=NEXT).items == ()


said = st.lists(
    st.tuples(st.sampled_from(["silent", "paid", "late", "back", "nobody"]), st.sampled_from([0, 5000, 8000, 9000])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said, st.data())
def test_whatever_the_file_says_the_books_say_it_too_after_the_repairs(world, lines, data):
    """Payments that were told of or not, money in suspense, refunds and strangers; a file that has any amount of each,
    or nothing."""
    world.pass_time(days=7)
    day = world.now.date()
    world.bank.answers.clear()
    text, truth = HEAD, 0
    for what, amount in lines:
        number = str(14_000_000 + next(world._numbers))
        txn_ref = f"nobody{number}"
        if what != "nobody":
            started = paid(world, number, told=what != "silent") if what != "late" else late(world, number)
            world.bank.answers.clear()
            txn_ref = ref(started)
        if what == "back":
            back = str(24_000_000 + next(world._numbers))
            world.bank.refund_answers = [world.bank.says_of_refund("00", 8000, number=back)]
            world.refund(started.payment.id)
            world.send_refunds()
            returned = data.draw(st.sampled_from([0, 3000, 8000]))
            truth -= returned
            text += refund_line(txn_ref, back, returned) if returned else ""
        truth += amount
        text += f"{txn_ref},{number},pay,{amount},2026-08-03T09:00:00+07:00\n" if amount else ""
    reconcile(world.storage, world.bank, day, text)
    reconcile(world.storage, world.bank, day + dt.timedelta(1), HEAD)

    second = Caller(kind=CallerKind.STAFF, id="staff-5", agency=OPERATING, roles=("supervisor",))
    for asks, decides, agency in ((RECEIVER, SECOND, AGENCY), (OPERATOR, second, OPERATING)):
        for item in world.differences(caller=asks, agency=agency, limit=200).items:
            world.decide_repair(world.propose(item, caller=asks), caller=decides)

    assert booked_at_provider(world, day) == truth
    assert {row.kind for row in world.rows(reconciled_payments)} <= {"matched"}
    again = reconcile(world.storage, world.bank, day, text)
    assert {match.kind for match in again.matches} <= {Kind.MATCHED}
    assert {row.state for row in world.rows(repairs)} <= {"confirmed"}


def late(world, number):
    """Money that came when nothing was due any more."""
    dossier = f"late-{number}"
    started = world.start(world.fee_due(8000, dossier=dossier))
    world.stop(dossier)
    world.hear(world.ipn(started, vnp_TransactionNo=number))
    return started


def booked_at_provider(world, day):
    first, _ = bounds(day)
    with world.storage.read() as db:
        return sum(
            int(row.debit - row.credit)
            for agency in (AGENCY, "")
            for row in ledger.moved(db, agency, first, first + dt.timedelta(6))
            if row.account == "clearing"
        )
