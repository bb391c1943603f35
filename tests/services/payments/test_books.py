"""An agency's books: balances of any day, added up from every line, for those who may read them."""

import datetime as dt

from chassis.callers import Caller, CallerKind
from chassis.testing import call_of
from services.payments import contract
from services.payments.handlers import books
from tests.services.payments.test_cash import refused
from tests.services.payments.world import AGENCY, RECEIVER


def read(world, first, last, caller=RECEIVER, **more):
    request = contract.GetBooks(agency_code=AGENCY, first=first, last=last, **more)
    return books.get_books(call_of(contract.get_books, request, caller=caller), world.storage)


def test_what_moved_lies_between_opening_and_closing_and_all_of_it_is_nought(world):
    first = world.now.date()
    world.pay_at_desk(world.fee_due(5000, 3000), 8000)
    world.pass_time(days=1)
    world.fee_due(4000)

    found = read(world, first + dt.timedelta(1), first + dt.timedelta(1))

    lines = {(line.account, line.head): line for line in found.lines}
    assert found.balance == 0
    revenue = lines["revenue", "fee-1"]
    assert (revenue.opening, revenue.credit, revenue.closing) == (-5000, 4000, -9000)
    assert (revenue.head_name, lines["cash", "desk"].head_name) == ("Lệ phí cấp bản sao", "")
    assert (lines["cash", "desk"].opening, lines["cash", "desk"].closing) == (8000, 8000)
    assert all(line.opening + line.debit - line.credit == line.closing for line in found.lines)


def test_a_day_ends_at_midnight_in_vietnam(world):
    world.now = dt.datetime(2026, 8, 3, 16, 59, tzinfo=dt.UTC)
    world.fee_due(1000)
    world.now = dt.datetime(2026, 8, 3, 17, 0, tzinfo=dt.UTC)
    world.fee_due(2000)

    days = read(world, dt.date(2026, 8, 3), dt.date(2026, 8, 4), by_day=True)

    assert [(line.day.day, line.debit) for line in days.lines if line.account == "receivable"] == [(3, 1000), (4, 2000)]


def test_books_are_read_by_those_who_keep_and_watch_them(world):
    processor = Caller(kind=CallerKind.STAFF, id="staff-9", agency=AGENCY, roles=("processor",))
    day = world.now.date()

    refused("payment.role-missing", read, world, day, day, caller=processor)
    refused("request.invalid", read, world, day, day - dt.timedelta(1))
    refused("request.invalid", read, world, day, day + dt.timedelta(400))
