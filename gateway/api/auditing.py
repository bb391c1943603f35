"""The audit trails (nhật ký kiểm toán), for auditors."""

from werkzeug.wrappers import Response

from gateway.flows.auditing import AuditPage, AuditQuestion, page
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from services.accounts import contract as accounts
from services.catalog.contract import CURSOR_WRONG

area = Area("audit", Words("Nhật ký kiểm toán", "Audit trails"))


@area.route(
    "POST",
    "/api/v1/audit/readings",
    accounts.list_audit,
    auth=Auth.STAFF,
    operation="read_audit",
    body=AuditQuestion,
    reply=AuditPage,
    summary=Words("Đọc nhật ký kiểm toán", "Read the audit trails"),
    errors=(CURSOR_WRONG,),
    notes=Words(
        "Chỉ vai trò kiểm toán, trong phạm vi cơ quan được giao. Phải nêu mục đích; mỗi lần đọc cũng được ghi lại.",
        "For auditors, within their agencies. A purpose must be stated; each reading is itself a row of the trails.",
    ),
)
def read_audit(visit: Visit) -> Response:
    return visit.answer(page(visit, AuditQuestion(**visit.parts)))
