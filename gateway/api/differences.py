"""Differences with payment providers, for those who keep and watch the books of an agency."""

from gateway.routing import Area, Auth, Words
from services.payments import contract as payments

area = Area("differences", Words("Chênh lệch đối soát", "Differences with payment providers"))

area.passes(
    "GET",
    "/api/v1/desk/agencies/{agency_code}/differences",
    payments.list_differences,
    auth=Auth.STAFF,
    summary=Words("Danh sách chênh lệch đối soát", "Where the provider and our books do not agree"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
    notes=Words(
        "Chưa xử lý, cũ nhất trước; closed=true thì cả những chênh lệch đã xử lý. Cơ quan vận hành thấy thêm những "
        "khoản không ghi mã của ta.",
        "Those that wait, oldest first; with closed=true also those that are closed. The operating agency sees as well "
        "what names no order of ours.",
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/differences/{difference_id}",
    payments.get_difference,
    auth=Auth.STAFF,
    summary=Words("Một chênh lệch", "One difference"),
    errors=(payments.DIFFERENCE_NOT_FOUND, payments.ROLE_MISSING),
)
area.passes(
    "POST",
    "/api/v1/desk/differences/{difference_id}/repairs",
    payments.propose_repair,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị điều chỉnh sổ theo bên thu", "Propose to bring the books to the provider's file"),
    errors=(
        payments.DIFFERENCE_NOT_FOUND,
        payments.DIFFERENCE_CLOSED,
        payments.DIFFERENCE_TOO_EARLY,
        payments.ASKED_ALREADY,
        payments.ROLE_MISSING,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/differences/{difference_id}/repairs/{repair_id}/decision",
    payments.decide_repair,
    auth=Auth.STAFF,
    summary=Words("Đồng ý điều chỉnh hoặc không", "Confirm a repair or refuse it"),
    errors=(
        payments.DIFFERENCE_NOT_FOUND,
        payments.DIFFERENCE_CLOSED,
        payments.DIFFERENCE_CHANGED,
        payments.DECIDED_ALREADY,
        payments.SECOND_PERSON_NEEDED,
        payments.REJECTION_NEEDS_NOTE,
        payments.ROLE_MISSING,
    ),
)
