"""The cash boxes of one-stop desks: opened, counted, closed by two people."""

from gateway.routing import Area, Auth, Words
from services.payments import contract as payments

area = Area("cash", Words("Sổ quỹ tiền mặt", "Cash boxes"))

NOT_YOURS = (payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING)

area.passes(
    "GET",
    "/api/v1/desk/cash-days",
    payments.list_cash_days,
    auth=Auth.STAFF,
    summary=Words("Các sổ quỹ của cơ quan", "The cash days of an agency"),
    errors=NOT_YOURS,
)
area.passes(
    "POST",
    "/api/v1/desk/cash-days",
    payments.open_cash_day,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Mở sổ quỹ hôm nay", "Open the cash box of today"),
    errors=(*NOT_YOURS, payments.CASH_DAY_LEFT_OPEN, payments.CASH_DAY_STATE),
    notes=Words(
        "Mỗi quầy mỗi ngày một sổ; sổ của ngày trước phải khóa rồi. Không mở sổ thì không thu, chi tiền mặt được.",
        "One for each desk and day; the one before must be closed. Without it no cash is taken or paid out.",
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/cash-days/{cash_day_id}",
    payments.get_cash_day,
    auth=Auth.STAFF,
    summary=Words("Một sổ quỹ với từng lần thu, chi", "One cash day with all that went in and out"),
    errors=NOT_YOURS,
)
area.passes(
    "POST",
    "/api/v1/desk/cash-days/{cash_day_id}/count",
    payments.count_cash_day,
    auth=Auth.STAFF,
    summary=Words("Kiểm quỹ cuối ngày", "Count the cash box"),
    errors=(
        *NOT_YOURS,
        payments.CASH_DAY_STATE,
        payments.NOTE_UNKNOWN,
        payments.DIFFERENCE_NEEDS_REASON,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/cash-days/{cash_day_id}/confirmation",
    payments.confirm_cash_day,
    auth=Auth.STAFF,
    summary=Words(
        "Xác nhận kiểm quỹ và khóa sổ, hoặc trả lại để đếm lại", "Confirm the count and close the day, or send it back"
    ),
    errors=(*NOT_YOURS, payments.CASH_DAY_STATE, payments.SECOND_PERSON_NEEDED),
)
