"""Sổ quỹ tiền mặt: the box of a desk is opened, counted in the evening, and closed by a second person."""

import datetime as dt
from typing import Any, Final

from werkzeug.wrappers import Response

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.deeds import Attempt
from gateway.web.desk_money import agency_of, money_deed, money_page
from gateway.web.money_deeds import CONFIRM_BOX, COUNT_BOX, OPEN_BOX
from services.payments import contract as payments

area = Area("cash-pages", Words("Sổ quỹ tiền mặt", "Cash boxes"))

TITLE = Words("Sổ quỹ tiền mặt", "Cash boxes")
ADDRESS = "/can-bo/quy"
NOTES: Final = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
"""The notes that the count asks for; payments knows which there are."""
SHOWN = dt.timedelta(days=30)
"""How far back the list goes."""


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def days(visit: Visit) -> Response:
    """The boxes of the last days, and the form that opens one."""
    return _days(visit)


@area.page("POST", ADDRESS, summary=TITLE, auth=Auth.STAFF, limit="change")
def open_day(visit: Visit) -> Response:
    """Begin to take cash today."""
    known = {"agency_code": agency_of(visit)}
    return money_deed(visit, OPEN_BOX, known, lambda attempt: _days(visit, attempt), ADDRESS)


@area.page("GET", ADDRESS + "/{cash_day_id}", summary=TITLE, auth=Auth.STAFF)
def day(visit: Visit) -> Response:
    """One day of a box with all that went in and out."""
    return _day(visit)


@area.page("POST", ADDRESS + "/{cash_day_id}/dem", summary=COUNT_BOX.words, auth=Auth.STAFF, limit="change")
def count(visit: Visit) -> Response:
    """Tell the notes that lie in the box."""
    notes: list[dict[str, Any]] = []
    for value in NOTES:
        said = visit.form.get(f"note:{value}", "").strip()
        if said:
            notes.append({"value": value, "count": int(said) if said.isascii() and said.isdigit() else said})
    known = {"cash_day_id": visit.path["cash_day_id"], "notes": notes}
    return money_deed(visit, COUNT_BOX, known, lambda attempt: _day(visit, attempt), _address(visit))


@area.page("POST", ADDRESS + "/{cash_day_id}/xac-nhan", summary=CONFIRM_BOX.words, auth=Auth.STAFF, limit="change")
def confirm(visit: Visit) -> Response:
    """Agree to somebody else's count, whereby the day is closed; or have it counted anew."""
    known = {"cash_day_id": visit.path["cash_day_id"]}
    return money_deed(visit, CONFIRM_BOX, known, lambda attempt: _day(visit, attempt), _address(visit))


def _address(visit: Visit) -> str:
    return f"{ADDRESS}/{visit.path['cash_day_id']}"


def _days(visit: Visit, attempt: Attempt | None = None) -> Response:
    agency, today = agency_of(visit), dt.datetime.now(HANOI).date()
    asked = payments.ListCashDays(agency_code=agency, first=today - SHOWN, last=today)
    found = visit.send(payments.list_cash_days, asked).items
    return money_page(visit, "cash_days.html", ADDRESS, agency, attempt, found=found, deed=OPEN_BOX)


def _day(visit: Visit, attempt: Attempt | None = None) -> Response:
    try:
        asked = load(payments.GetCashDay, {"cash_day_id": visit.path["cash_day_id"]})
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    found = visit.send(payments.get_cash_day, asked)
    return money_page(
        visit,
        "cash_day.html",
        _address(visit),
        found.agency_code,
        attempt,
        day_of_box=found,
        notes=NOTES,
        count_deed=COUNT_BOX,
        confirm_deed=CONFIRM_BOX,
    )
