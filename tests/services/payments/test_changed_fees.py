"""An officer's request takes the place of a fee that is due, unless somebody could then pay it twice."""

import random
import threading

import pytest

from chassis.errors import Conflict
from services.payments import contract, tables
from services.payments.contract import WhyKept
from services.payments.handlers.settlement import GRACE

WHY = {"reason": "Nhầm mức", "legal_basis": "NQ 12/2026/NQ-HĐND"}


def change(world, due, amount, version=5):
    """Dossiers ask that what is due become another amount; 0 is nothing."""
    amounts = (amount,) if amount else ()
    items = {} if amount else {"items": (), "total": 0}
    world.fee_due(*amounts, dossier="d", version=version, replaces=due.id, **WHY, **items)
    return world.obligation_of("d")


def refusals(world):
    return [(told.why, told.obligation_id) for told in world.events(contract.fee_change_refused)]


def test_the_new_amount_takes_the_place_of_the_former_in_one_go(world):
    former = world.fee_due(8000, dossier="d")
    world.pass_time(minutes=5)
    newer = change(world, former, 5000)

    first = world.again(former)
    assert (first.state, first.withdrawn_vi) == ("withdrawn", "Đã được thay bằng một khoản phải nộp mới")
    assert first.withdrawn_at == newer.requested_at > former.requested_at
    assert (newer.state, newer.total) == ("due", 5000)
    assert world.balances() == {"receivable": 5000, "revenue": -5000}
    told = world.events(contract.payment_requested)[-1]
    assert (told.obligation_id, told.replaces, told.amount) == (newer.id, former.id, 5000)
    with pytest.raises(Conflict) as refused:
        world.start(former)
    assert refused.value.code == "payment.no-longer-due"
    assert refusals(world) == []


def test_a_fee_that_becomes_nothing_is_waived(world):
    former = world.fee_due(8000, dossier="d")

    last = change(world, former, 0)

    assert (last.id, last.state) == (former.id, "withdrawn")
    assert last.withdrawn_en == "The agency found anew that nothing is to be paid"
    assert world.balances() == {}
    [told] = world.events(contract.payment_waived)
    assert (told.obligation_id, told.amount) == (former.id, 8000)


def test_what_is_paid_is_not_changed(world):
    due = world.fee_due(8000, dossier="d")
    world.hear(world.ipn(world.start(due)))

    assert change(world, due, 5000).id == due.id

    assert world.again(due).state == "settled"
    assert refusals(world) == [(WhyKept.SETTLED, due.id)]
    assert len(world.rows(tables.obligations)) == 1


@pytest.mark.parametrize("amount", [5000, 0], ids=["lower", "nothing"])
def test_what_is_being_paid_is_not_changed_and_the_payment_counts_once(world, amount):
    due = world.fee_due(8000, dossier="d")
    started = world.start(due)

    assert change(world, due, amount).id == due.id

    [told] = world.events(contract.fee_change_refused)
    assert (told.why, told.try_after) == (WhyKept.BEING_PAID, started.payment.expires_at + GRACE)
    assert world.hear(world.ipn(started)) == "00"
    assert (world.again(due).state, world.state_of(started)) == ("settled", "paid")
    assert world.rows(tables.suspense) == []
    assert world.balances() == {"clearing": 8000, "revenue": -8000}


@pytest.mark.parametrize("code", ["24", "51"], ids=["cancelled", "no money"])
def test_what_somebody_tried_in_vain_to_pay_is_changed(world, code):
    due = world.fee_due(8000, dossier="d")
    world.hear(world.ipn(world.start(due), vnp_ResponseCode=code, vnp_TransactionStatus="02"))

    assert change(world, due, 5000).total == 5000
    assert refusals(world) == []


def test_a_time_to_try_again_is_told_only_while_it_is_to_come(world):
    due = world.fee_due(8000, dossier="d")
    world.start(due)
    world.pass_time(hours=3)

    change(world, due, 5000)

    [told] = world.events(contract.fee_change_refused)
    assert (told.why, told.try_after) == (WhyKept.BEING_PAID, None)


def test_money_that_comes_for_the_former_amount_waits_for_people_and_the_new_one_stays_due(world):
    due = world.fee_due(8000, dossier="d")
    started = world.start(due)
    world.hear(world.ipn(started, vnp_ResponseCode="24", vnp_TransactionStatus="02", vnp_TransactionNo="0"))
    newer = change(world, due, 5000)

    assert world.hear(world.ipn(started)) == "00"
    assert world.hear(world.ipn(started)) == "02"

    assert (world.again(due).state, world.again(newer).state) == ("withdrawn", "due")
    [item] = world.rows(tables.suspense)
    assert (item.amount, item.obligation_id) == (8000, due.id)
    [refund] = world.money_work().refunds
    assert (refund.amount, refund.reason_code, refund.state) == (8000, "not-ours", "requested")
    assert world.events(contract.payment_settled) == []


def test_a_dossier_that_ended_has_nothing_to_change(world):
    due = world.fee_due(8000, dossier="d")
    world.stop("d")

    change(world, due, 5000, version=10)

    assert refusals(world) == [(WhyKept.NOT_DUE, due.id)]
    assert world.balances() == {}


def test_a_request_that_is_heard_twice_changes_once(world):
    due = world.fee_due(8000, dossier="d")
    newer = change(world, due, 5000)

    assert change(world, due, 5000).id == newer.id
    assert refusals(world) == []
    assert len(world.rows(tables.obligations)) == 2


@pytest.mark.parametrize("seed", range(4))
def test_whatever_payers_and_officers_do_each_dossier_is_charged_once(world, seed):
    chance = random.Random(seed)
    due, paid, version, number = world.fee_due(8000, dossier="d"), {}, 5, 14000001
    attempts = []
    for _ in range(25):
        world.pass_time(minutes=chance.randrange(1, 12))
        act = chance.choice(("start", "change", "change", "pay", "fail"))
        if act == "start" and due.state == "due":
            started = world.start(due)
            if all(one.payment.id != started.payment.id for one in attempts):
                attempts.append(started)
        elif act == "change":
            version += 2
            change(world, due, chance.choice((3000, 5000, 9000)), version)
        elif act in ("pay", "fail") and attempts:
            number += 1
            result = {} if act == "pay" else {"vnp_ResponseCode": "51", "vnp_TransactionStatus": "02"}
            one = chance.choice(attempts)
            before = paid.get(one.payment.id)
            params = world.ipn(one, vnp_TransactionNo=before or str(number), **result)
            if act == "pay":
                paid[one.payment.id] = params["vnp_TransactionNo"]
            world.hear(params)
        due = world.obligation_of("d")

    settled = world.events(contract.payment_settled)
    assert len(settled) <= 1
    kept = sum(item.amount for item in world.rows(tables.suspense))
    charged = sum(one.amount for one in settled)
    assert kept + charged == sum(one.payment.amount for one in attempts if one.payment.id in paid)
    assert sum(row.state == "due" for row in world.rows(tables.obligations)) <= 1


def test_who_begins_to_pay_and_who_changes_the_fee_at_one_moment_follow_each_other(world):
    for number in range(6):
        due, dossier = world.fee_due(8000, dossier=f"d{number}"), f"d{number}"
        at_once, refused = threading.Barrier(2), []

        def pay(due=due, at_once=at_once, refused=refused):
            at_once.wait(10)
            try:
                world.start(due)
            except Conflict as found:
                refused.append(found.code)

        def reassess(due=due, dossier=dossier, at_once=at_once):
            at_once.wait(10)
            world.fee_due(5000, dossier=dossier, version=5, replaces=due.id, **WHY)

        both = [threading.Thread(target=pay), threading.Thread(target=reassess)]
        for one in both:
            one.start()
        for one in both:
            one.join(30)

        kept = [told for told in world.events(contract.fee_change_refused) if told.dossier_id == dossier]
        if world.again(due).state == "due":
            assert ([told.why for told in kept], refused) == ([WhyKept.BEING_PAID], [])
        else:
            assert (kept, refused) == ([], ["payment.no-longer-due"])
            assert world.obligation_of(dossier).total == 5000
