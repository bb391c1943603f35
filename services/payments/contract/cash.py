"""The cash box of a one-stop desk (sổ quỹ tiền mặt trong ngày): opened, filled, counted, closed by two people."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Dong, Ident, Rule, record
from services.payments.contract.terms import SERVICE, AgencyCode

Desk = Annotated[str, Rule(min=1, max=20, pattern=r"[\w-]+", description="Tên quầy thu", example="1")]
CashNote = Annotated[str, Rule(max=500)]


class CashDayState(enum.StrEnum):
    """Where the box of a day stands (tình trạng sổ quỹ)."""

    OPEN = "open"  # đang thu
    COUNTED = "counted"  # đã kiểm quỹ, chờ người thứ hai xác nhận
    CLOSED = "closed"  # đã khóa sổ


@record
class NoteCount:
    """How many notes of one value lie in the box (mệnh giá, số tờ)."""

    value: Annotated[int, Rule(min=1, description="Mệnh giá, đồng", example=50000)]
    count: Annotated[int, Rule(min=0, max=100_000)]


@record
class OpenCashDay:
    """Begin to take cash today, with change of ``float_amount`` đồng in the box. A desk has one open box."""

    agency_code: AgencyCode
    desk: Desk = "1"
    float_amount: Annotated[int, Rule(min=0, max=10**9, description="Tiền lẻ đầu ngày, đồng")] = 0


@record
class CountCashDay:
    """End the day: the notes that lie in the box. ``reason`` is needed where they are not worth what the books say."""

    cash_day_id: Ident
    notes: Annotated[tuple[NoteCount, ...], Rule(max=30)]
    reason: CashNote = ""


@record
class ConfirmCashDay:
    """Agree to the count of somebody else, whereby the day is closed for ever; or send it back to be counted anew."""

    cash_day_id: Ident
    agree: bool
    note: CashNote = ""


@record
class GetCashDay:
    """One day of a box."""

    cash_day_id: Ident


@record
class ListCashDays:
    """The days of an agency's boxes between two days, both included, newest first."""

    agency_code: AgencyCode
    first: dt.date
    last: dt.date


@record
class CashMovement:
    """Cash that was taken (thu) or paid out (chi)."""

    id: Ident
    incoming: bool
    amount: Dong
    payment_id: Annotated[str, Rule(max=64)] = ""
    refund_id: Annotated[str, Rule(max=64)] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""
    officer_id: Ident
    at: dt.datetime


@record
class CashDay:
    """The box of a desk on a day. ``expected`` is float + taken − paid out; ``difference`` is the count less that, so
    negative where money is missing. ``movements`` are told of one day alone, not in lists."""

    id: Ident
    agency_code: AgencyCode
    desk: Desk
    day: dt.date
    state: CashDayState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    float_amount: Dong
    taken: Dong
    paid_out: Dong
    expected: Annotated[int, Rule(description="Đồng")]
    counted: Dong | None = None
    difference: Annotated[int, Rule(description="Đồng")] | None = None
    notes: tuple[NoteCount, ...] = ()
    reason: CashNote = ""
    opened_by: Ident
    opened_at: dt.datetime
    counted_by: Annotated[str, Rule(max=64)] = ""
    counted_at: dt.datetime | None = None
    confirmed_by: Annotated[str, Rule(max=64)] = ""
    confirmed_at: dt.datetime | None = None
    movements: tuple[CashMovement, ...] = ()


@record
class CashDays:
    """Days of an agency's boxes."""

    items: tuple[CashDay, ...]


open_cash_day = command(SERVICE, "open_cash_day", OpenCashDay, CashDay)
count_cash_day = command(SERVICE, "count_cash_day", CountCashDay, CashDay)
confirm_cash_day = command(SERVICE, "confirm_cash_day", ConfirmCashDay, CashDay)
get_cash_day = query(SERVICE, "get_cash_day", GetCashDay, CashDay)
list_cash_days = query(SERVICE, "list_cash_days", ListCashDays, CashDays)
