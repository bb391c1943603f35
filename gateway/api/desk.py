"""The officers' desk (bộ phận một cửa): the agency's dossiers and what officers do with them."""

from typing import Any

from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import ErrorType
from gateway import files
from gateway.api.dossiers import FILE_ERRORS, VERSION, upload
from gateway.routing import Area, Auth, Download, Upload, Words
from gateway.visits import Visit
from services.dossiers import contract as dossiers

area = Area("desk", Words("Bộ phận một cửa", "The officers' desk"))

ACT_ERRORS = (
    dossiers.DOSSIER_NOT_FOUND,
    dossiers.DOSSIER_STALE,
    dossiers.ACTION_NOT_ALLOWED,
    dossiers.ROLE_MISSING,
)

REASON_ERRORS = (dossiers.REASON_NEEDED, dossiers.REASON_UNKNOWN)

area.passes(
    "GET",
    "/api/v1/desk/dossiers",
    dossiers.list_agency_dossiers,
    auth=Auth.STAFF,
    summary=Words("Hồ sơ của cơ quan", "The agency's dossiers"),
)
area.passes(
    "POST",
    "/api/v1/desk/dossier-searches",
    dossiers.find_dossiers,
    auth=Auth.STAFF,
    summary=Words("Tìm hồ sơ theo mã hoặc tên người nộp", "Find dossiers by code or by the applicant's name"),
    errors=(dossiers.ROLE_MISSING, dossiers.SEARCH_BY_ONE),
    notes=Words(
        "Dùng POST để tên không nằm trong địa chỉ. Tên không cần dấu; mỗi lần tìm theo tên được ghi vào nhật ký.",
        "It is a POST so that names do not stand in an address. Names need no marks; a search by name is audited.",
    ),
)


area.passes(
    "POST",
    "/api/v1/desk/dossiers/{dossier_id}/reveals",
    dossiers.reveal_applicant,
    auth=Auth.STAFF,
    summary=Words("Xem thông tin đã che của người nộp", "Show masked data of the applicant"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.ROLE_MISSING),
    notes=Words(
        "Phải nêu mục đích; người nộp hồ sơ đọc được ai đã xem, xem gì và vì sao.",
        "A purpose must be stated; the applicant can read who looked, at what and why.",
    ),
)


area.passes(
    "POST",
    "/api/v1/desk/drafts",
    dossiers.begin_at_desk,
    auth=Auth.STAFF,
    status=201,
    shows_version="version",
    summary=Words("Lập hồ sơ cho người đến quầy hoặc gửi bưu chính", "Begin a dossier for who came or wrote"),
    errors=(
        dossiers.PROCEDURE_NOT_FOUND,
        dossiers.NOT_OFFERED,
        dossiers.CASE_UNKNOWN,
        dossiers.PERSON_DIFFERS,
        dossiers.NAME_NOTED_OTHERWISE,
        dossiers.ROLE_MISSING,
    ),
    notes=Words(
        "Sau đó cán bộ khai, đính kèm và nộp ở các địa chỉ của hồ sơ; lịch sử ghi tên cán bộ. Người có tài khoản được "
        "báo như họ đã chọn; người chưa có được nhắn tin tới số để lại cho hồ sơ, theo điều họ nói khi được hỏi.",
        "The officer then fills in, attaches and submits as any applicant does; the history names the officer. Who has "
        "an account is told as they chose; who has none by text message to the telephone left for the dossier, as they "
        "said when asked.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/desk/dossiers/{dossier_id}/contact",
    dossiers.correct_contact,
    auth=Auth.STAFF,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Sửa số điện thoại để lại tại quầy", "Correct the telephone that was left at the desk"),
    errors=(
        dossiers.DOSSIER_NOT_FOUND,
        dossiers.DOSSIER_STALE,
        dossiers.ROLE_MISSING,
        dossiers.CONTACT_OF_ACCOUNT,
    ),
    notes=Words(
        "Chỉ của người chưa có tài khoản. Tin tiếp theo tới số mới; số đã xóa không nhận tin và không tra cứu được.",
        "Only of people without an account. The next message goes to the new number; one that is removed gets none.",
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/drafts",
    dossiers.list_desk_drafts,
    auth=Auth.STAFF,
    summary=Words("Hồ sơ đang lập dở tại quầy", "Drafts of the desk that are not filed yet"),
    errors=(dossiers.ROLE_MISSING,),
    notes=Words(
        "Của mọi cơ quan nơi người gọi tiếp nhận hoặc giám sát; hồ sơ lập sau đứng trước, nộp rồi thì không còn ở đây.",
        "Of every agency in which the caller receives or supervises; begun last comes first, what is filed is gone.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/desk/dossiers/{dossier_id}/handed-in",
    dossiers.hand_in_papers,
    auth=Auth.STAFF,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Ghi nhận giấy tờ nộp bằng giấy", "Note what was handed in on paper"),
    errors=(*ACT_ERRORS, dossiers.PAPER_UNKNOWN, dossiers.NOT_EDITABLE, dossiers.PAPER_WOULD_BE_MISSING),
)


def act(
    step: str, method: Method[Any, dossiers.DossierView], summary: Words, *errors: ErrorType, to: Area = area
) -> None:
    """Declare a step that staff take with a dossier, under the version that they saw (If-Match)."""
    to.passes(
        "POST",
        "/api/v1/desk/dossiers/{dossier_id}/" + step,
        method,
        auth=Auth.STAFF,
        version_field=VERSION,
        shows_version="version",
        summary=summary,
        errors=(*ACT_ERRORS, *errors),
    )


act(
    "reception",
    dossiers.receive_dossier,
    Words("Tiếp nhận hồ sơ", "Receive the dossier"),
    dossiers.RECEPTION_PAPERS_MISSING,
    dossiers.FEE_NOT_ASSESSED,
    dossiers.FEE_REASON_NEEDED,
    dossiers.FEE_WAIVER_REASON_NEEDED,
    dossiers.CLAIM_UNDECIDED,
    dossiers.CLAIM_UNKNOWN,
)
act(
    "fee-reassessment",
    dossiers.reassess_fees,
    Words("Xác định lại phí, lệ phí chưa nộp", "Change fees that are not paid yet"),
    dossiers.FEE_NOT_DUE,
    dossiers.FEE_PAID,
    dossiers.FEE_ON_ITS_WAY,
    dossiers.FEE_CHANGING,
    dossiers.FEE_UNCHANGED,
    dossiers.FEE_NOT_ASSESSED,
    dossiers.FEE_REASON_NEEDED,
    dossiers.FEE_WAIVER_REASON_NEEDED,
)
act("refusal", dossiers.refuse_dossier, Words("Từ chối tiếp nhận", "Refuse to receive"), *REASON_ERRORS)
act(
    "supplement-request",
    dossiers.request_supplement,
    Words("Yêu cầu bổ sung", "Ask for a supplement"),
    dossiers.SUPPLEMENT_ALREADY_ASKED,
    dossiers.EXAMINATION_OVER,
    dossiers.TIME_TOO_FAR,
    dossiers.PAPER_UNKNOWN,
)
act("processing", dossiers.start_processing, Words("Chuyển xử lý", "Start processing"), dossiers.FEES_UNPAID)
act(
    "decision",
    dossiers.decide_dossier,
    Words("Phê duyệt hoặc từ chối giải quyết", "Decide"),
    dossiers.SECOND_PERSON_NEEDED,
    dossiers.NOT_PROPOSED,
    dossiers.CLOCK_STANDS_STILL,
    *REASON_ERRORS,
)
act(
    "result-return",
    dossiers.return_result,
    Words("Trả kết quả", "Return the result"),
    dossiers.FEES_UNPAID,
    dossiers.RESULT_MISSING,
    dossiers.TRACKING_NEEDED,
)
act(
    "delivery",
    dossiers.confirm_delivery,
    Words("Xác nhận bưu chính đã phát kết quả", "Confirm that the post delivered the result"),
    dossiers.NOT_DISPATCHED,
)
act("stop", dossiers.stop_dossier, Words("Dừng xử lý", "Stop the handling"), *REASON_ERRORS)


@area.route(
    "PUT",
    "/api/v1/desk/dossiers/{dossier_id}/result",
    dossiers.attach_result,
    auth=Auth.STAFF,
    version_field=VERSION,
    version_optional=True,
    shows_version="version",
    supplied=("object_key", "media_type", "size", "sha256"),
    transfer=Upload(),
    limit="file",
    summary=Words("Đính kèm kết quả", "Attach the result"),
    errors=(*ACT_ERRORS, *FILE_ERRORS),
)
def attach_result(visit: Visit) -> Response:
    """Stream the result into the store and add it to the dossier."""
    return upload(visit)


@area.route(
    "GET",
    "/api/v1/desk/dossiers/{dossier_id}/mandate",
    dossiers.get_mandate,
    auth=Auth.STAFF,
    transfer=Download(),
    limit="file",
    summary=Words("Tải văn bản ủy quyền của hồ sơ", "Download the paper of the delegation it was filed by"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.MANDATE_NOT_FOUND),
)
def read_mandate(visit: Visit) -> Response:
    """Stream the paper; the person reads who opened it."""
    return files.send_granted(visit)
