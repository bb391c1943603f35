"""The cash box of a desk: what goes in and out on its day, counted and closed by two people, final then."""

import pytest
import sqlalchemy as sa

from chassis.callers import system
from chassis.errors import PortalError
from chassis.testing import call_of
from services.payments import contract
from services.payments.contract import NoteCount
from services.payments.handlers import cash
from services.payments.tables import cash_days, cash_movements, payments
from tests.services.payments.test_receipts import BOTH, WATCHER, code_of
from tests.services.payments.world import AGENCY, RECEIVER

WHY = "Thối nhầm tiền lẻ cho người nộp"


def count(world, day, *notes, reason="", caller=RECEIVER):
    pairs = tuple(NoteCount(value=value, count=number) for value, number in notes)
    request = contract.CountCashDay(cash_day_id=day.id, notes=pairs, reason=reason)
    return cash.count_cash_day(call_of(contract.count_cash_day, request, caller=caller), world.storage)


def confirm(world, day, caller=WATCHER, *, agree=True):
    request = contract.ConfirmCashDay(cash_day_id=day.id, agree=agree)
    return cash.confirm_cash_day(call_of(contract.confirm_cash_day, request, caller=caller), world.storage)


def told(world, day):
    request = contract.GetCashDay(cash_day_id=day.id)
    return cash.get_cash_day(call_of(contract.get_cash_day, request, caller=RECEIVER), world.storage)


def refused(code, act, *arguments, **named):
    with pytest.raises(PortalError) as failure:
        act(*arguments, **named)
    assert code_of(failure) == code


def refund(world, amount, refund_id="refund-1", desk="1"):
    """Cash leaves the box, of which the books are told elsewhere."""
    world.tampered = True
    with world.storage.work(RECEIVER) as work:
        cash.pay_out(work, AGENCY, desk, refund_id, amount)


def test_a_day_goes_from_its_float_to_its_close(world):
    day = world.open_box(100_000)
    world.pay_at_desk(world.fee_due(8000), 8000)
    world.pay_at_desk(world.fee_due(50_000), 50_000)
    refund(world, 8000)

    counted = count(world, day, (100_000, 1), (50_000, 1))
    closed = confirm(world, counted)

    assert (counted.expected, counted.counted, counted.difference) == (150_000, 150_000, 0)
    assert (closed.state, closed.taken, closed.paid_out) == ("closed", 58_000, 8000)
    assert [(one.incoming, one.amount) for one in told(world, day).movements] == [
        (True, 8000),
        (True, 50_000),
        (False, 8000),
    ]


def test_no_cash_is_taken_where_no_box_is_open(world):
    due = world.fee_due()
    day = world.open_box()

    refused("cash.day-not-open", refund, world, 1, desk="2")
    count(world, day)

    refused("cash.day-not-open", world.pay_at_desk, due, 8000)
    assert world.again(due).state == "due"
    assert world.rows(payments) == []


def test_what_is_missing_is_booked_with_its_reason_when_the_second_person_agrees(world):
    day = world.open_box()
    world.pay_at_desk(world.fee_due(58_000), 58_000)

    refused("cash.difference-needs-reason", count, world, day, (50_000, 1), (5000, 1))
    counted = count(world, day, (50_000, 1), (5000, 1), reason=WHY)
    assert world.balances()["cash"] == 58_000
    confirm(world, counted)

    assert counted.difference == -3000
    assert (world.balances()["cash"], world.balances()["over_short"]) == (55_000, 3000)


def test_nobody_confirms_their_own_count(world):
    counted = count(world, world.open_box(caller=BOTH), caller=BOTH)

    refused("payment.second-person-needed", confirm, world, counted, caller=BOTH)


def test_a_count_that_is_sent_back_opens_the_box_again(world):
    day = world.open_box()
    counted = count(world, day, (1000, 1), reason=WHY)

    again = confirm(world, counted, agree=False)

    assert (again.state, again.counted, again.notes) == ("open", None, ())
    world.pay_at_desk(world.fee_due(8000), 8000)
    assert confirm(world, count(world, day, (5000, 1), (1000, 3))).state == "closed"


def test_a_note_that_does_not_exist_is_not_counted(world):
    refused("cash.note-unknown", count, world, world.open_box(), (30_000, 1))


def test_yesterdays_box_is_closed_before_todays_is_opened(world):
    day = world.open_box()
    world.pass_time(days=1)

    refused("cash.day-left-open", world.open_box)
    refused("cash.day-left-open", world.pay_at_desk, world.fee_due(), 8000)
    confirm(world, count(world, day))

    assert world.open_box().day.day == day.day.day + 1


def test_a_closed_day_is_not_opened_again(world):
    confirm(world, count(world, world.open_box()))

    refused("cash.day-state", world.open_box)


def test_no_more_is_paid_out_than_lies_in_the_box(world):
    world.open_box(5000)

    refused("cash.too-little", refund, world, 5001)
    refund(world, 5000)


def test_one_refund_leaves_the_box_once(world):
    world.open_box(50_000)
    refund(world, 5000)

    with pytest.raises(sa.exc.IntegrityError):
        refund(world, 5000)
    assert len(world.rows(cash_movements)) == 1


SMUGGLED = """
INSERT INTO cash_movements (id, cash_day_id, incoming, amount, refund_id, officer_id, at)
SELECT 'x', id, false, 5, 'r', 'o', now() FROM cash_days
"""


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE cash_days SET float_amount = 1", "rows_are_final"),
        ("DELETE FROM cash_days", "rows_are_final"),
        ("TRUNCATE cash_days CASCADE", "rows_are_final"),
        ("UPDATE cash_movements SET amount = 1", "rows_are_final"),
        (SMUGGLED, "cash_moves_in_an_open_day"),
    ],
)
def test_the_database_itself_lets_nothing_into_a_closed_day(world, statement, constraint):
    day = world.open_box()
    world.pay_at_desk(world.fee_due(5000), 5000)
    confirm(world, count(world, day, (5000, 1)))

    with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(system("payments")) as work:
        work.db.execute(sa.text(statement))

    assert failure.value.orig.diag.constraint_name == constraint
    assert [row.state for row in world.rows(cash_days)] == ["closed"]
