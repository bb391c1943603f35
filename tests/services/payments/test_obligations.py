"""What dossiers ask for becomes owed once, can be replaced while it is due, and stays paid when it was."""

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.payments import contract, tables
from services.payments.domain import telling
from services.payments.handlers import reading
from services.payments.handlers.obligations import UnsoundFee

PAYER = Caller(kind=CallerKind.CITIZEN, id="buoi")
STRANGER = Caller(kind=CallerKind.CITIZEN, id="cuc")


def test_a_fee_is_owed_booked_and_told(world):
    due = world.fee_due(5000, 3000)

    assert (due.state, due.total, due.state_vi) == ("due", 8000, "Chờ nộp")
    assert world.balances() == {"receivable": 8000, "revenue": -8000}
    (requested,) = world.events(contract.payment_requested)
    assert requested.obligation_id == due.id
    assert requested.payer_id == "buoi"
    assert [item.amount for item in requested.items] == [5000, 3000]


@pytest.mark.parametrize(
    ("end", "vi"),
    [
        (lambda world: world.stop("d"), "Hồ sơ đã dừng xử lý"),
        (lambda world: world.withdraw("d"), "Hồ sơ đã được rút"),
        (lambda world: world.refuse("d"), "Hồ sơ không được tiếp nhận"),
    ],
    ids=["stopped", "withdrawn", "refused"],
)
def test_what_is_not_due_any_more_says_what_became_of_the_dossier(world, end, vi):
    world.fee_due(8000, dossier="d", version=3)
    end(world)

    (former,) = world.obligations("d")

    assert (former.state, former.withdrawn_vi) == ("withdrawn", vi)
    assert former.withdrawn_at is not None


def test_an_older_request_that_is_replayed_changes_nothing(world):
    world.fee_due(9000, dossier="d", version=5)

    assert world.fee_due(8000, dossier="d", version=3).total == 9000
    assert len(world.rows(tables.obligations)) == 1


def test_what_was_paid_is_not_asked_for_again(world):
    due = world.fee_due(8000, dossier="d", version=3)
    world.hear(world.ipn(world.start(due)))

    assert world.fee_due(8000, dossier="d", version=7).id == due.id
    assert world.fee_due(2000, dossier="d", version=9).total == 2000
    assert world.again(due).state == "settled"


def test_what_is_due_is_replaced_by_nothing_that_does_not_name_it(world):
    due = world.fee_due(8000, dossier="d", version=3)

    with pytest.raises(UnsoundFee):
        world.fee_due(9000, dossier="d", version=5)
    with pytest.raises(UnsoundFee):
        world.fee_due(9000, dossier="d", version=5, replaces="another")

    assert (world.obligation_of("d").id, world.again(due).state) == (due.id, "due")


@pytest.mark.parametrize("changes", [{"total": 0}, {"total": 7000}], ids=["nothing", "wrong sum"])
def test_a_fee_that_cannot_be_right_is_refused(world, changes):
    with pytest.raises(UnsoundFee):
        world.fee_due(8000, **changes)


def test_a_dossier_that_ends_owes_nothing(world):
    due = world.fee_due(dossier="d")
    world.stop("d")

    assert world.again(due).state == "withdrawn"
    assert world.balances() == {}


@pytest.mark.parametrize(("final", "state"), [(True, "withdrawn"), (False, "due")])
def test_only_a_final_withdrawal_ends_what_is_owed(world, final, state):
    due = world.fee_due(dossier="d")
    world.tell(dossiers.dossier_withdrawn, "d", 4, final=final)

    assert world.again(due).state == state


def test_starting_twice_leads_to_the_same_page(world):
    due = world.fee_due()
    first = world.start(due)
    world.pass_time(minutes=5)

    assert world.start(due) == first
    assert len(world.rows(tables.payments)) == 1


def test_a_start_that_is_repeated_with_its_key_is_answered_the_same(world):
    due = world.fee_due()
    first = world.start(due, key="k")

    with pytest.raises(Exception) as again:
        world.start(due, key="k")
    assert again.value.reply == first


def test_the_pay_url_is_signed_and_good_for_fifteen_minutes(world):
    started = world.start(world.fee_due())

    assert started.redirect_url.startswith("https://bank.test/paymentv2/vpcpay.html?vnp_Amount=800000&")
    assert "vnp_ExpireDate=20260803091500" in started.redirect_url
    assert "vnp_IpAddr=203.0.113.7" in started.redirect_url
    assert (started.payment.expires_at - started.payment.created_at).total_seconds() == 900


def test_what_is_not_paid_online_is_paid_at_the_desk(world):
    due = world.fee_due(pay_online=False)
    with pytest.raises(Conflict) as refused:
        world.start(due)
    assert refused.value.code == "payment.not-payable-online"

    assert world.pay_at_desk(due, 8000).state == "settled"
    assert world.balances() == {"cash": 8000, "revenue": -8000}


def test_cash_ends_the_attempt_that_is_open_online(world):
    due = world.fee_due()
    started = world.start(due)
    with pytest.raises(Invalid):
        world.pay_at_desk(due, 7000)
    world.pay_at_desk(due, 8000)

    assert world.state_of(started) == "cancelled"
    with pytest.raises(Conflict):
        world.pay_at_desk(due, 8000)


def test_an_amount_the_gateway_does_not_take_is_refused(world):
    with pytest.raises(Conflict) as refused:
        world.start(world.fee_due(10_000_000_000))
    assert refused.value.code == "payment.amount-out-of-range"


def test_others_find_nothing(world):
    due = world.fee_due(dossier="d")
    staff = Caller(kind=CallerKind.STAFF, id="s", agency="H27.12.34", roles=("processor",))
    with pytest.raises(NotFound):
        world.start(due, caller=STRANGER)
    with pytest.raises(Unauthenticated):
        world.start(due, caller=ANONYMOUS)
    with pytest.raises(Forbidden):
        world.pay_at_desk(due, 8000, caller=staff)
    request = contract.ListDossierPayments(dossier_id="d")
    for caller, seen in ((PAYER, 1), (staff, 1), (STRANGER, 0)):
        found = reading.list_dossier_payments(
            call_of(contract.list_dossier_payments, request, caller=caller), world.storage
        )
        assert len(found.obligations) == seen


def test_the_return_page_reads_and_never_believes(world):
    due = world.fee_due()
    started = world.start(due)
    params = world.ipn(started)

    def come_back(params):
        request = contract.ReadReturn(provider=contract.Provider.VNPAY, params=params)
        return reading.read_return(call_of(contract.read_return, request), world.storage, world.bank)

    awaited = come_back(params)
    assert (awaited.genuine, awaited.final, awaited.state) == (True, False, "redirected")
    assert world.again(due).state == "due"
    assert not world.rows(tables.provider_events)
    world.hear(params)
    shown = come_back(params)
    assert (shown.final, shown.state, shown.message_vi) == (True, "paid", telling.SETTLED[0])
    assert shown.receipt_id == world.again(due).receipt_id
    forged = come_back(params | {"vnp_Amount": "1"})
    assert not forged.genuine
    assert forged.dossier_id == ""


def test_money_of_another_amount_is_never_called_a_success(world):
    due = world.fee_due()
    started = world.start(due)
    params = world.ipn(started, vnp_Amount="900000")
    world.hear(params)

    request = contract.ReadReturn(provider=contract.Provider.VNPAY, params=params)
    shown = reading.read_return(call_of(contract.read_return, request), world.storage, world.bank)
    [attempt] = world.again(due).payments

    assert (shown.state, shown.final, shown.held, shown.message_vi) == ("unknown", True, 9000, telling.HELD[0])
    assert (attempt.held, attempt.outcome_vi, attempt.outcome_en) == (9000, *telling.HELD)


def test_money_that_came_a_second_time_is_said_to_lie_apart(world):
    due = world.fee_due()
    started = world.start(due)
    world.hear(world.ipn(started))
    again = world.ipn(started, vnp_TransactionNo="77")
    world.hear(again)

    request = contract.ReadReturn(provider=contract.Provider.VNPAY, params=again)
    shown = reading.read_return(call_of(contract.read_return, request), world.storage, world.bank)

    assert (shown.state, shown.held, shown.message_vi) == ("paid", 8000, telling.TWICE[0])


def test_a_receipt_says_what_the_law_asks(world):
    due = world.fee_due(18_000, 3_000)
    world.hear(world.ipn(world.start(due)))
    request = contract.GetReceipt(receipt_id=world.again(due).receipt_id)

    receipt = reading.get_receipt(call_of(contract.get_receipt, request, caller=PAYER), world.storage)

    assert (receipt.series, receipt.number, receipt.total) == ("AA-26E", "00000001", 21_000)
    assert receipt.total_in_words == "Hai mươi mốt nghìn đồng"
    assert receipt.agency_name == "Ủy ban nhân dân xã Tân Mỹ Hà"
    assert [item.kind for item in receipt.items] == ["le_phi", "le_phi"]
    with pytest.raises(NotFound):
        reading.get_receipt(call_of(contract.get_receipt, request, caller=STRANGER), world.storage)


def test_who_came_to_a_desk_owes_it_under_the_account_they_opened_since(world):
    owed = world.fee_due(8000, dossier="d")

    world.tell(dossiers.applicant_changed, "d", 3, former_id="somebody-else", applicant_id="nobody")
    world.tell(dossiers.applicant_changed, "d", 3, former_id=PAYER.id, applicant_id=STRANGER.id)

    assert world.start(owed, STRANGER).payment.amount == 8000
    with pytest.raises(NotFound):
        world.start(owed, PAYER)
