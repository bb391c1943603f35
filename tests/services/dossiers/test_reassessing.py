"""A fee that was asked for changes by an officer's request and payments' answer, never by one of them alone."""

from typing import Any

import pytest

from chassis.errors import PortalError
from services.catalog import contract as catalog
from services.dossiers import contract
from services.dossiers.contract import AssessedFee, DossierView, FeeState
from services.payments import contract as payments
from services.payments.contract import WhyKept
from tests.services.dossiers.world import CAR, EXTRACT, PERSON, RECEIVER, World, a_procedure

WHY = {"reason": "Chỉ cần một bản sao", "legal_basis": "Nghị quyết 12/2026/NQ-HĐND điều 2"}


def owing(world: World, procedure: str = EXTRACT, copies: int = 2) -> DossierView:
    """A dossier whose fee of 8.000 đồng a copy can be paid."""
    found = (AssessedFee(head="copy", quantity=copies),)
    dossier = world.call(contract.receive_dossier, RECEIVER, dossier_id=world.submitted(procedure).id, fees=found)
    world.request_payment(dossier)
    return world.seen(dossier.id)


def reassess(world: World, dossier: DossierView, *fees: AssessedFee, **changes: Any) -> DossierView:
    return world.call(contract.reassess_fees, RECEIVER, dossier_id=dossier.id, fees=fees, **WHY | changes)


def refused(attempt: Any) -> str:
    with pytest.raises(PortalError) as found:
        attempt()
    return found.value.code


def fee_of(dossier: DossierView) -> contract.FeeView:
    assert dossier.fee is not None
    return dossier.fee


def test_the_former_amount_is_due_until_payments_have_put_the_new_one_in_its_place(world: World) -> None:
    dossier = owing(world)

    asked = reassess(world, dossier, AssessedFee(head="copy"))

    assert (fee_of(asked).total, fee_of(asked).obligation_id) == (16_000, fee_of(dossier).obligation_id)
    assert fee_of(asked).changing is not None
    assert fee_of(asked).changing.after == 8000  # type: ignore[union-attr]
    request = world.events(contract.fee_due)[-1]
    assert (request.replaces, request.total, request.reason) == (fee_of(dossier).obligation_id, 8000, WHY["reason"])
    assert not world.events(contract.fee_changed)

    newer = world.request_payment(dossier, 8000, fee_of(dossier).obligation_id)
    after = fee_of(world.seen(dossier.id))

    assert (after.state, after.total, after.obligation_id, after.changing) == (FeeState.DUE, 8000, newer, None)
    [change] = after.changes
    assert (change.before, change.after, change.reason, change.legal_basis) == (16_000, 8000, *WHY.values())
    [told] = world.events(contract.fee_changed)
    assert (told.total_before, told.total, told.reason) == (16_000, 8000, WHY["reason"])


def test_a_fee_is_found_once_and_within_what_can_be_paid(world: World) -> None:
    dossier = owing(world)

    twice = (AssessedFee(head="copy", quantity=1), AssessedFee(head="copy", quantity=4))
    assert refused(lambda: reassess(world, dossier, *twice)) == "request.invalid"
    much = AssessedFee(head="copy", amount=contract.MOST_AT_ONCE + 1)
    assert refused(lambda: reassess(world, dossier, much)) == "request.invalid"
    with pytest.raises(PortalError) as found:
        reassess(world, dossier, AssessedFee(head="khong-co"))
    [problem] = found.value.problems
    assert problem.params == {"choices": "copy"}, "what may be named, not what was"
    assert fee_of(world.seen(dossier.id)).total == 16_000


def test_for_how_many_units_a_fee_is_due_stays_known(world: World) -> None:
    dossier = owing(world)
    assert [item.quantity for item in fee_of(dossier).items] == [2]
    reassess(world, dossier, AssessedFee(head="copy", quantity=3))
    world.request_payment(dossier, 24_000, fee_of(dossier).obligation_id)

    assert [item.quantity for item in fee_of(world.seen(dossier.id)).items] == [3]


def test_the_history_shows_both_amounts_with_the_reason(world: World) -> None:
    dossier = owing(world)
    reassess(world, dossier, AssessedFee(head="copy"))
    world.request_payment(dossier, 8000, fee_of(dossier).obligation_id)

    asked, changed = world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items[-2:]

    assert (asked.action, changed.action) == ("reassess", "change_fee")
    assert {asked.note, changed.note} == {"16.000 đồng → 8.000 đồng"}
    assert (changed.reason, changed.legal_basis) == tuple(WHY.values())
    assert asked.actor_name == RECEIVER.name


def test_only_the_new_amount_settles_the_fee_and_once(world: World) -> None:
    dossier = owing(world, CAR)
    reassess(world, dossier, AssessedFee(head="copy"))
    world.request_payment(dossier, 8000, fee_of(dossier).obligation_id)

    with pytest.raises(LookupError):
        world.pay(dossier)  # Payments never say so; if they did, people are to look, and nothing counts.
    assert world.seen(dossier.id).state == 6
    changed = world.seen(dossier.id)
    world.pay(changed)
    world.pay(changed)

    paid = world.seen(dossier.id)
    assert (paid.state, fee_of(paid).state, fee_of(paid).total) == (2, FeeState.SETTLED, 8000)
    assert len(world.events(contract.dossier_received)) == 1


def test_a_dossier_that_waited_for_a_fee_goes_on_when_nothing_is_to_be_paid_any_more(world: World) -> None:
    dossier = owing(world, CAR)
    reassess(world, dossier, AssessedFee(head="copy", amount=0))
    assert (world.seen(dossier.id).state, world.seen(dossier.id).due_at) == (6, None)

    world.pass_time(minutes=5)
    world.waive(dossier)
    world.waive(dossier)

    after = world.seen(dossier.id)
    assert after.state == 2
    assert after.due_at is not None
    assert (fee_of(after).state, fee_of(after).total) == (FeeState.WITHDRAWN, 0)
    [received] = world.events(contract.dossier_received)
    assert received.due_at == after.due_at
    assert world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items[-1].action == "waive_fee"
    assert refused(lambda: reassess(world, dossier, AssessedFee(head="copy"))) == contract.FEE_NOT_DUE.code


def test_a_result_whose_fee_was_waived_can_be_returned(world: World) -> None:
    dossier = world.decided()
    world.request_payment(dossier)
    dossier = world.seen(dossier.id)
    way = {"dossier_id": dossier.id, "way": contract.ReturnWay.DESK}
    assert refused(lambda: world.call(contract.return_result, RECEIVER, **way)) == contract.FEES_UNPAID.code
    reassess(world, dossier, AssessedFee(head="copy", amount=0))
    world.waive(dossier)

    assert world.call(contract.return_result, RECEIVER, **way).state == 10


@pytest.mark.parametrize("why", list(WhyKept))
def test_a_change_that_payments_refuse_leaves_everything_as_it_was_and_says_why(world: World, why: WhyKept) -> None:
    dossier = owing(world)
    reassess(world, dossier, AssessedFee(head="copy"))

    world.keep_fee(dossier, why)
    world.keep_fee(dossier, why)

    after = fee_of(world.seen(dossier.id))
    assert (after.state, after.total, after.changing, after.changes) == (FeeState.DUE, 16_000, None, ())
    last = world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items[-1]
    assert last.action == "keep_fee"
    assert last.note
    assert [event.why for event in world.events(contract.fee_kept)] == [why.value]
    assert fee_of(reassess(world, dossier, AssessedFee(head="copy"))).changing is not None


def test_what_was_paid_meanwhile_is_paid_and_is_not_changed(world: World) -> None:
    dossier = owing(world, CAR)
    reassess(world, dossier, AssessedFee(head="copy"))

    world.pay(dossier)
    world.keep_fee(dossier, WhyKept.SETTLED)

    after = world.seen(dossier.id)
    assert (after.state, fee_of(after).state, fee_of(after).total) == (2, FeeState.SETTLED, 16_000)
    assert refused(lambda: reassess(world, dossier, AssessedFee(head="copy"))) == contract.FEE_PAID.code


def test_a_fee_is_changed_only_when_payments_know_it_and_one_change_after_the_other(world: World) -> None:
    fresh = world.received()
    one = AssessedFee(head="copy", quantity=3)
    assert refused(lambda: reassess(world, fresh, one)) == contract.FEE_ON_ITS_WAY.code
    assert "reassess_fees" not in world.seen(fresh.id, RECEIVER).actions
    dossier = owing(world)
    assert "reassess_fees" in world.seen(dossier.id, RECEIVER).actions
    assert (
        refused(lambda: reassess(world, dossier, AssessedFee(head="copy", quantity=2))) == contract.FEE_UNCHANGED.code
    )
    assert refused(lambda: reassess(world, dossier, one, reason="")) == contract.REASON_NEEDED.code

    reassess(world, dossier, one)

    assert refused(lambda: reassess(world, dossier, AssessedFee(head="copy"))) == contract.FEE_CHANGING.code
    assert "reassess_fees" not in world.seen(dossier.id, RECEIVER).actions


def test_an_amount_other_than_the_records_has_the_requests_reason_unless_it_has_its_own(world: World) -> None:
    dossier = owing(world)
    own = AssessedFee(head="copy", quantity=2, amount=4000, reason="Hộ nghèo", legal_basis="NQ 7")

    asked = fee_of(reassess(world, dossier, own))
    world.request_payment(dossier, 4000, asked.obligation_id)
    [item] = fee_of(world.seen(dossier.id)).items
    assert (item.listed, item.amount, item.reason, item.legal_basis) == (16_000, 4000, "Hộ nghèo", "NQ 7")

    again = world.seen(dossier.id)
    reassess(world, again, AssessedFee(head="copy", quantity=2, amount=5000))
    world.request_payment(again, 5000, fee_of(again).obligation_id)
    [item] = fee_of(world.seen(dossier.id)).items
    assert (item.amount, item.reason, item.legal_basis) == (5000, *WHY.values())
    assert [(one.before, one.after) for one in fee_of(world.seen(dossier.id)).changes] == [
        (16_000, 4000),
        (4000, 5000),
    ]


def test_an_amount_that_was_not_asked_for_changes_nothing(world: World) -> None:
    dossier = owing(world)
    reassess(world, dossier, AssessedFee(head="copy"))

    with pytest.raises(ValueError, match="9000 đồng were asked for instead of 8000"):
        world.request_payment(dossier, 9000, fee_of(dossier).obligation_id)
    with pytest.raises(ValueError, match="nothing is asked for"):
        world.waive(dossier)

    assert fee_of(world.seen(dossier.id)).total == 16_000


def test_a_dossier_that_ended_meanwhile_takes_the_answer_without_a_step(world: World) -> None:
    dossier = owing(world, CAR)
    reassess(world, dossier, AssessedFee(head="copy"))
    stopped = world.call(contract.stop_dossier, RECEIVER, dossier_id=dossier.id, reason_code="wrong-papers", **WHY)

    world.request_payment(dossier, 8000, fee_of(dossier).obligation_id)

    after = world.seen(dossier.id)
    assert (after.version, fee_of(after).total) == (stopped.version, 8000)
    assert not world.events(contract.fee_changed)


def test_a_fee_of_several_heads_is_found_anew_as_a_whole(world: World) -> None:
    fees = tuple(
        catalog.Fee(head=head, kind=catalog.FeeKind.LE_PHI, label=head, rule=catalog.FeeRule.FIXED, amount=amount)
        for head, amount in (("plate", 100_000), ("card", 50_000))
    )
    world.told(catalog.procedure_published, CAR, a_procedure(CAR, version=2, fees=fees), version=2)
    dossier = world.call(contract.receive_dossier, RECEIVER, dossier_id=world.submitted(CAR).id)
    world.request_payment(dossier)
    dossier = world.seen(dossier.id)

    reassess(world, dossier, AssessedFee(head="plate", amount=0))
    world.request_payment(dossier, 50_000, fee_of(dossier).obligation_id)

    after = fee_of(world.seen(dossier.id))
    assert [(item.head, item.amount, item.listed) for item in after.items] == [
        ("plate", 0, 100_000),
        ("card", 50_000, None),
    ]


def test_money_for_an_obligation_that_nobody_knows_is_for_people_to_look_at(world: World) -> None:
    dossier = owing(world)
    facts = world.payment_facts(dossier, "another", 16_000)
    settled = payments.PaymentSettled(**facts, payment_id="p", provider=payments.Provider.VNPAY, receipt_id="r")

    with pytest.raises(LookupError):
        world.told(payments.payment_settled, "another", settled)

    assert fee_of(world.seen(dossier.id)).state is FeeState.DUE


def test_a_dossier_that_was_ended_with_its_fee_unpaid_asks_for_nothing_any_more(world: World) -> None:
    dossier = world.received(CAR)
    assert fee_of(dossier).state is FeeState.DUE

    stopped = world.call(contract.stop_dossier, RECEIVER, dossier_id=dossier.id, reason_code="payment-late", **WHY)

    assert fee_of(stopped).state is FeeState.WITHDRAWN
    assert fee_of(stopped).items == fee_of(dossier).items
