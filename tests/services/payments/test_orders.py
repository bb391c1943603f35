"""Money at the same moment: nobody waits in a circle, and who comes second is told so."""

from typing import Any

import pytest

from chassis.errors import PortalError
from services.accounts import contract as accounts
from services.payments import contract, store
from services.payments.contract import RefundWay
from services.payments.handlers import receipting
from services.payments.store import cash as boxes
from services.payments.store import collecting, transfers
from services.payments.tables import payments, refunds, suspense
from tests.interleaving import interleaved
from tests.services.payments.test_erasing import erased
from tests.services.payments.test_receipts import propose, settle_proposal
from tests.services.payments.test_transfers import ACCOUNT, asked, stated
from tests.services.payments.world import BOTH

Patching = pytest.MonkeyPatch


@pytest.fixture
def collecting_world(world: Any) -> Any:
    settle_proposal(world, propose(world, **ACCOUNT))
    return world


def code_of(outcome: Any) -> str:
    return outcome.code if isinstance(outcome, PortalError) else repr(outcome)


def test_cash_that_is_taken_while_cash_is_paid_out_makes_nobody_wait_in_a_circle(
    world: Any, monkeypatch: Patching
) -> None:
    world.open_box(100_000)
    paid, due = world.fee_due(50_000), world.fee_due(8000)
    world.pay_at_desk(paid, 50_000)
    refund = world.decide(world.refund(world.rows(payments)[0].id, way=RefundWay.CASH))

    taken, out = interleaved(
        monkeypatch,
        world.storage,
        receipting,
        "issue",
        lambda: world.pay_at_desk(due, 8000),
        lambda: world.pay_out(refund),
    )

    assert (taken.state, out.state) == ("settled", "settled")


def test_a_fee_that_is_paid_at_the_desk_while_a_statement_names_it_makes_nobody_wait_in_a_circle(
    collecting_world: Any, monkeypatch: Patching
) -> None:
    world = collecting_world
    world.open_box()
    one, other = world.fee_due(8000), world.fee_due(9000)
    words = [asked(world, due).purpose for due in (one, other)]

    imported, taken = interleaved(
        monkeypatch,
        world.storage,
        receipting,
        "issue",
        lambda: stated(world, ("FT1", 8000, words[0]), ("FT2", 9000, words[1])),
        lambda: world.pay_at_desk(other, 9000),
    )

    assert imported.settled == 2
    assert code_of(taken) == contract.ALREADY_SETTLED.code


def test_a_statement_that_two_import_at_once_does_its_work_once(collecting_world: Any, monkeypatch: Patching) -> None:
    world = collecting_world
    line = ("FT1", 8000, asked(world, world.fee_due(8000)).purpose)

    first, second = interleaved(
        monkeypatch, world.storage, transfers, "is_known", lambda: stated(world, line), lambda: stated(world, line)
    )

    assert (first.settled, first.known) == (1, 0)
    assert (second.settled, second.known) == (0, 1)


def test_of_two_who_open_a_box_at_once_the_second_is_told_that_it_is_open(world: Any, monkeypatch: Patching) -> None:
    late, early = interleaved(
        monkeypatch,
        world.storage,
        boxes,
        "day_there",
        lambda: world.open_box(1000),
        lambda: world.open_box(2000, caller=BOTH),
    )

    assert early.float_amount == 2000
    assert code_of(late) == contract.CASH_DAY_STATE.code


def test_of_two_who_propose_how_an_agency_collects_at_once_the_second_is_told_to_wait(
    world: Any, monkeypatch: Patching
) -> None:
    late, early = interleaved(
        monkeypatch,
        world.storage,
        collecting,
        "is_open",
        lambda: propose(world, **ACCOUNT),
        lambda: propose(world, **ACCOUNT),
    )

    assert not isinstance(early, Exception)
    assert code_of(late) == contract.ASKED_ALREADY.code


def test_a_payment_that_comes_while_its_payer_is_erased_makes_nobody_wait_in_a_circle(
    world: Any, monkeypatch: Patching
) -> None:
    due = world.fee_due(8000)
    world.start(due)
    second = world.start(due)

    answered, kept = interleaved(
        monkeypatch,
        world.storage,
        store,
        "find_payment_by_ref",
        lambda: world.hear(world.ipn(second)),
        lambda: erased(world),
    )

    assert answered == "00"
    assert kept == (accounts.KeptData.PAYMENTS,)
    assert {row.redirect_url for row in world.rows(payments)} == {""}


def test_a_payment_that_is_judged_while_its_dossier_is_withdrawn_is_booked_and_goes_back(
    world: Any, monkeypatch: Patching
) -> None:
    due = world.fee_due(8000)
    started = world.start(due)

    answered, _ = interleaved(
        monkeypatch,
        world.storage,
        store,
        "lock_obligation_of",
        lambda: world.hear(world.ipn(started)),
        lambda: world.withdraw(due.dossier_id),
    )

    assert (answered, world.again(due).state) == ("00", "settled")
    assert [row.amount for row in world.rows(refunds)] == [8000]


def test_a_payment_that_comes_for_a_dossier_that_is_withdrawn_at_this_moment_is_kept_and_goes_back(
    world: Any, monkeypatch: Patching
) -> None:
    due = world.fee_due(8000)
    started = world.start(due)

    _, answered = interleaved(
        monkeypatch,
        world.storage,
        store,
        "obligations_of",
        lambda: world.withdraw(due.dossier_id),
        lambda: world.hear(world.ipn(started)),
    )

    assert (answered, world.again(due).state) == ("00", "withdrawn")
    assert [row.amount for row in world.rows(suspense)] == [8000]
    assert [row.amount for row in world.rows(refunds)] == [8000]


def test_who_begins_to_pay_for_a_dossier_that_is_withdrawn_at_this_moment_is_told_that_nothing_is_due(
    world: Any, monkeypatch: Patching
) -> None:
    due = world.fee_due(8000)

    _, begun = interleaved(
        monkeypatch,
        world.storage,
        store,
        "obligations_of",
        lambda: world.withdraw(due.dossier_id),
        lambda: world.start(due),
    )

    assert code_of(begun) == contract.OBLIGATION_WITHDRAWN.code
    assert world.rows(payments) == []
