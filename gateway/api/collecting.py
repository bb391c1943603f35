"""How agencies collect: tax code and bank account, set by two people."""

from gateway.routing import Area, Auth, Words
from services.payments import contract as payments

area = Area("collecting", Words("Cơ quan thu", "Collecting agencies"))

area.passes(
    "GET",
    "/api/v1/desk/collectors/{agency_code}",
    payments.get_collector,
    auth=Auth.STAFF,
    summary=Words("Mã số thuế và tài khoản thu của cơ quan", "How an agency collects"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)
area.passes(
    "POST",
    "/api/v1/desk/collectors/{agency_code}/proposals",
    payments.propose_collector,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị thay đổi cách thu", "Propose how an agency collects"),
    errors=(
        payments.BOOKS_NOT_FOUND,
        payments.ROLE_MISSING,
        payments.ASKED_ALREADY,
        payments.COLLECTOR_INCOMPLETE,
        payments.BANK_UNKNOWN,
    ),
    notes=Words(
        "Chỉ có hiệu lực khi người thứ hai đồng ý, vì tiền chuyển khoản sẽ vào tài khoản này.",
        "It takes effect when a second person agrees, as transfers will go into this account.",
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/collector-proposals/{proposal_id}/decision",
    payments.decide_collector,
    auth=Auth.STAFF,
    summary=Words("Quyết định đề nghị thay đổi cách thu", "Decide a proposal of how an agency collects"),
    errors=(
        payments.BOOKS_NOT_FOUND,
        payments.ROLE_MISSING,
        payments.SECOND_PERSON_NEEDED,
        payments.DECIDED_ALREADY,
    ),
)
