"""What officers do while a dossier is handled: pauses, appointments, opinions, who holds it, approval, a new date."""

import functools

from gateway.api import desk
from gateway.api.desk import REASON_ERRORS
from gateway.routing import Area, Auth, Words
from services.dossiers import contract as dossiers

area = Area("handling", Words("Xử lý hồ sơ", "Handling dossiers"))
act = functools.partial(desk.act, to=area)

area.passes(
    "GET",
    "/api/v1/desk/reasons",
    dossiers.list_reasons,
    auth=Auth.STAFF,
    summary=Words("Mã lý do đang áp dụng", "Reason codes in force"),
)
act(
    "supplement-allowance",
    dossiers.allow_supplement,
    Words("Cho phép yêu cầu bổ sung thêm một lần", "Allow one more request for a supplement"),
    dossiers.SUPPLEMENT_NOT_USED,
    dossiers.SUPPLEMENT_STILL_ALLOWED,
)

# The clock

act(
    "suspension",
    dossiers.suspend_processing,
    Words("Tạm dừng, không tính thời gian", "Suspend: the time is not counted"),
    dossiers.CLOCK_STANDS_STILL,
    dossiers.TIME_PASSED,
    dossiers.TIME_TOO_FAR,
    *REASON_ERRORS,
)
act(
    "resumption",
    dossiers.resume_processing,
    Words("Tính tiếp thời hạn", "Resume"),
    dossiers.NOT_SUSPENDED,
)
act(
    "duty",
    dossiers.require_duty,
    Words("Yêu cầu nghĩa vụ tài chính", "Ask for a financial duty"),
    dossiers.DUTY_ASKED,
    dossiers.CLOCK_STANDS_STILL,
)
act(
    "extension",
    dossiers.extend_deadline,
    Words("Xin lỗi và hẹn lại ngày trả", "Apologise and give a new date"),
    dossiers.EXTENDED_ALREADY,
    dossiers.CLOCK_NOT_RUNNING,
    dossiers.OUTSIDE_OFFICE_HOURS,
    dossiers.TIME_PASSED,
    dossiers.TIME_TOO_FAR,
    dossiers.REASON_UNKNOWN,
)

# Appointments

act(
    "appointments",
    dossiers.arrange_appointment,
    Words("Hẹn xác minh thực địa hoặc có mặt", "Arrange a verification on site or an appearance"),
    dossiers.APPOINTMENT_OPEN,
    dossiers.OUTSIDE_OFFICE_HOURS,
    dossiers.TIME_PASSED,
    dossiers.TIME_TOO_FAR,
)
act(
    "appointments/{appointment_id}/move",
    dossiers.move_appointment,
    Words("Dời lịch hẹn", "Move an appointment"),
    dossiers.APPOINTMENT_NOT_FOUND,
    dossiers.OUTSIDE_OFFICE_HOURS,
    dossiers.TIME_PASSED,
    dossiers.TIME_TOO_FAR,
)
act(
    "appointments/{appointment_id}/outcome",
    dossiers.end_appointment,
    Words("Ghi kết quả lịch hẹn", "Write down what became of an appointment"),
    dossiers.APPOINTMENT_NOT_FOUND,
    dossiers.APPOINTMENT_TO_COME,
)

# Opinions of other agencies

act(
    "consultations",
    dossiers.consult_agency,
    Words("Lấy ý kiến cơ quan khác", "Consult another agency"),
    dossiers.AGENCY_UNKNOWN,
    dossiers.LEGAL_BASIS_NEEDED,
    dossiers.CLOCK_STANDS_STILL,
    dossiers.TIME_PASSED,
    dossiers.TIME_TOO_FAR,
)
area.passes(
    "GET",
    "/api/v1/desk/consultations",
    dossiers.list_consultations,
    auth=Auth.STAFF,
    summary=Words("Câu hỏi của cơ quan khác gửi đến", "Questions from other agencies"),
    errors=(dossiers.ROLE_MISSING,),
)
area.passes(
    "POST",
    "/api/v1/desk/dossiers/{dossier_id}/consultations/{consultation_id}/answer",
    dossiers.answer_consultation,
    auth=Auth.STAFF,
    summary=Words("Trả lời câu hỏi của cơ quan khác", "Answer another agency's question"),
    errors=(dossiers.CONSULTATION_NOT_FOUND, dossiers.ROLE_MISSING),
)

area.passes(
    "POST",
    "/api/v1/desk/dossiers/{dossier_id}/consultations/{consultation_id}/withdrawal",
    dossiers.take_back_consultation,
    auth=Auth.STAFF,
    version_field="expected_version",
    shows_version="version",
    summary=Words("Rút câu hỏi đã gửi cơ quan khác", "Take a question to another agency back"),
    errors=(
        dossiers.CONSULTATION_NOT_FOUND,
        dossiers.DOSSIER_NOT_FOUND,
        dossiers.DOSSIER_STALE,
        dossiers.ACTION_NOT_ALLOWED,
        dossiers.ROLE_MISSING,
    ),
)

# Who holds it, and approval

act("assignment", dossiers.assign_dossier, Words("Phân công xử lý", "Assign"), dossiers.ASSIGNEE_UNKNOWN)
area.passes(
    "GET",
    "/api/v1/desk/processors",
    dossiers.list_processors,
    auth=Auth.STAFF,
    summary=Words("Cán bộ có thể được giao hồ sơ", "Who can be given a dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.ROLE_MISSING),
)
area.passes(
    "POST",
    "/api/v1/desk/assignments",
    dossiers.assign_dossiers,
    auth=Auth.STAFF,
    summary=Words("Phân công nhiều hồ sơ một lần", "Assign many dossiers at once"),
    errors=(dossiers.ROLE_MISSING, dossiers.DOSSIERS_TWICE),
    notes=Words(
        "Tối đa 100 hồ sơ. Hồ sơ nào không giao được thì giữ nguyên, kèm lý do; các hồ sơ khác vẫn được giao.",
        "At most 100. A dossier that cannot be given stays as it is, with the reason; the others are given.",
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/board",
    dossiers.get_board,
    auth=Auth.STAFF,
    summary=Words("Bảng theo dõi: trễ, sắp đến hạn, chưa phân công", "The board: late, soon late, held by nobody"),
    errors=(dossiers.ROLE_MISSING,),
    notes=Words(
        "Số đếm có giới hạn: khi more là true thì số thật lớn hơn.",
        "Counts are bounded: where more is true, there are more than that.",
    ),
)
act("claim", dossiers.claim_dossier, Words("Nhận xử lý", "Claim"), dossiers.HELD_BY_ANOTHER)
act("release", dossiers.release_dossier, Words("Trả lại để người khác nhận", "Release"), dossiers.NOT_HELD)
act(
    "transfer",
    dossiers.transfer_dossier,
    Words("Chuyển người xử lý", "Transfer to another processor"),
    dossiers.NOT_HELD,
    dossiers.ASSIGNEE_UNKNOWN,
)
act(
    "proposal",
    dossiers.propose_decision,
    Words("Trình phê duyệt", "Propose a decision"),
    dossiers.CLOCK_STANDS_STILL,
)
act("return-to-processor", dossiers.send_back, Words("Trả lại để làm lại", "Send back"), dossiers.NOT_PROPOSED)
