"""What goes back by the rules of a dossier's outcome, and what the database refuses whoever writes it."""

import threading

import pytest
import sqlalchemy as sa

from chassis.errors import PortalError
from services.payments import tables
from services.payments.contract import RefundState, RefundWay
from tests.services.payments.world import PAYER, RECEIVER, SECOND

# By the rules


def test_a_dossier_withdrawn_before_reception_is_refunded_by_itself(world):
    started = world.paid(8000, dossier="d")
    world.withdraw("d")
    world.withdraw("d")
    world.send_refunds()

    (obligation,) = world.obligations("d")
    (refund,) = obligation.payments[0].refunds
    assert (refund.reason_code, refund.state) == ("withdrawn-before-reception", RefundState.SETTLED)
    assert world.state_of(started) == "refunded"


@pytest.mark.parametrize(("procedure", "refunds"), [("2.000635", 1), ("2.000720", 0), ("1.005280", 0)])
def test_a_refused_reception_is_refunded_but_where_the_record_says_not(world, procedure, refunds):
    world.paid(8000, dossier="d", procedure_code=procedure)
    world.refuse("d", procedure_code=procedure)

    assert len(world.rows(tables.refunds)) == refunds


def test_after_reception_nothing_goes_back_by_itself(world):
    world.paid(8000, dossier="d")
    world.withdraw("d", final=False)
    world.stop("d")

    assert world.rows(tables.refunds) == []


def test_a_rule_asks_but_above_the_limit_a_person_decides(world):
    world.paid(500_000, dossier="d")
    world.withdraw("d")

    (waiting,) = world.money_work(SECOND).refunds
    assert waiting.state == RefundState.REQUESTED
    world.decide(waiting, caller=SECOND)
    assert world.send_refunds() == 1


def test_cash_of_a_withdrawn_dossier_waits_at_the_desk(world):
    due = world.fee_due(8000, dossier="d")
    world.pay_at_desk(due, 8000)
    world.withdraw("d")

    (waiting,) = world.money_work().refunds
    assert (waiting.way, waiting.state) == (RefundWay.CASH, RefundState.REQUESTED)


# What the database itself refuses


def broken(world, statement):
    with pytest.raises((sa.exc.IntegrityError, sa.exc.InternalError)) as failure, world.storage.work(PAYER) as work:
        work.db.execute(statement)
    return failure.value.orig.diag.constraint_name


def test_the_database_refuses_more_than_was_paid_and_one_person_alone(world):
    started = world.paid(300_000)
    refund = world.refund(started.payment.id, ("fee-1", 200_001))
    refunds, mine = tables.refunds, tables.refunds.c.id == refund.id

    assert broken(world, refunds.update().where(mine).values(amount=300_001)) == "refunds_fit"
    assert broken(world, refunds.update().where(mine).values(decided_by=RECEIVER.id)) == "refunds_two_people"
    assert broken(world, refunds.update().where(mine).values(state="approved")) == "refunds_second_person"
    assert broken(world, refunds.update().where(mine).values(state="settled")) == "refunds_states"
    second = dict(world.rows(refunds)[0]._mapping) | {"id": "x", "request_id": "x"}
    assert broken(world, refunds.insert().values(**second | {"amount": 1})) == "refunds_one_open"
    world.decide(refund)
    world.send_refunds()
    rest = second | {"amount": 100_000, "decided_by": ""}
    assert broken(world, refunds.insert().values(**rest)) == "refunds_fit"
    assert broken(world, tables.refund_steps.delete()) == "rows_are_final"


def test_a_refund_of_an_attempt_that_brought_nothing_does_not_fit(world):
    started = world.paid(8000)
    world.refund(started.payment.id)
    other = world.start(world.fee_due(8000))
    made_up = dict(world.rows(tables.refunds)[0]._mapping)
    made_up |= {"id": "x", "request_id": "x", "payment_id": other.payment.id, "state": "requested"}

    assert broken(world, tables.refunds.insert().values(**made_up)) == "refunds_fit"


def test_two_officers_who_ask_at_the_same_moment_get_one_refund(world):
    started = world.paid(8000)
    outcomes, together = [], threading.Barrier(2)

    def ask():
        together.wait()
        try:
            outcomes.append(world.refund(started.payment.id).state.value)
        except PortalError as refused:
            outcomes.append(refused.code)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()

    assert sorted(outcomes) == ["approved", "refund.under-way"]
    assert len(world.rows(tables.refunds)) == 1
