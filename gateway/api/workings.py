"""Services at work, for operators: what waits, how the parts do, dead letters and their replay."""

from werkzeug.wrappers import Response

from chassis.workings import LETTER_NOT_FOUND, LETTER_UNREADABLE, ReplayLetter
from gateway.flows import workings
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from services.accounts import contract as accounts

area = Area("workings", Words("Dịch vụ đang chạy", "Services at work"))


@area.route(
    "GET",
    "/api/v1/operator/services",
    accounts.get_workings,
    auth=Auth.STAFF,
    operation="list_services_at_work",
    supplied=("letter",),
    reply=workings.AtWork,
    summary=Words("Hàng đợi, sự kiện chết, tình trạng của từng dịch vụ", "Queues, dead letters, health of services"),
    notes=Words(
        "Chỉ vai trò vận hành, đăng nhập với lớp xác thực thứ hai. Dịch vụ không trả lời thì workings là null.",
        "For operators with a second factor. Of a service that does not answer, workings is null.",
    ),
)
def list_services(visit: Visit) -> Response:
    return visit.answer(workings.at_work(visit))


@area.route(
    "POST",
    "/api/v1/operator/services/{service}/dead-letters/{letter}/replay",
    accounts.replay_letter,
    auth=Auth.STAFF,
    operation="replay_dead_letter",
    summary=Words("Xử lý lại một sự kiện chết", "Handle a dead letter again"),
    errors=(LETTER_NOT_FOUND, LETTER_UNREADABLE, workings.SERVICE_UNKNOWN),
    notes=Words(
        "Hộp thư đến của dịch vụ xử lý đúng một lần; lý do vào nhật ký kiểm toán.",
        "The service's inbox handles it exactly once; the reason goes into the audit trail.",
    ),
)
def replay(visit: Visit) -> Response:
    return visit.answer(workings.replayed(visit, visit.path["service"], ReplayLetter(**visit.parts)))
