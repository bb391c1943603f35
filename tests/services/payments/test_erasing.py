"""Debts and open payments stand in the way of an erasure; what is in the books stays there."""

from chassis.callers import system
from chassis.testing import event_of
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.dossiers.contract import FeeItem, FeeKind
from services.payments import contract
from services.payments.handlers import erasing

ANOTHERS_FEE = {
    "items": (FeeItem(head="fee-1", kind=FeeKind.LE_PHI, label="Lệ phí cấp bản sao", amount=8000),),
    "total": 8000,
    "payer_id": "cuc",
    "pay_online": True,
    "before_processing": True,
}


def asked(world):
    payload = accounts.ErasureAsked(
        erasure_id="e-1", account_id="buoi", asked_at=world.now, answer_by=world.now, carried_out_from=world.now
    )
    with world.storage.work(system("payments")) as work:
        erasing.on_erasure_asked(event_of(accounts.erasure_asked, "buoi", payload), work)
    return [obstacle.value for obstacle in world.events(contract.erasure_answered)[-1].obstacles]


def erased(world):
    payload = accounts.AccountErased(erasure_id="e-1", account_id="buoi", at=world.now)
    with world.storage.work(system("payments")) as work:
        erasing.on_account_erased(event_of(accounts.account_erased, "buoi", payload), work)
    return world.events(contract.data_erased)[-1].kept


def test_who_owes_nothing_may_go_and_nothing_is_kept(world):
    assert asked(world) == []
    assert erased(world) == ()


def test_a_debt_stands_in_the_way_until_it_is_paid_and_stays_in_the_books(world):
    due = world.fee_due(8000)
    assert asked(world) == ["debt"]

    world.pay_at_desk(due, 8000)

    assert asked(world) == []
    assert erased(world) == (accounts.KeptData.PAYMENTS,)
    assert world.again(due).state == "settled"


def test_a_payment_that_may_still_succeed_stands_in_the_way(world):
    started = world.start(world.fee_due(8000))

    assert asked(world) == ["debt", "payment-under-way"]
    erased(world)
    assert started.redirect_url
    with world.storage.read() as db:
        assert db.exec_driver_sql("SELECT redirect_url FROM payments").scalar() == ""


def test_only_the_one_who_asked_is_looked_at(world):
    world.tell(dossiers.fee_due, "of-another", 3, **ANOTHERS_FEE)

    assert asked(world) == []
