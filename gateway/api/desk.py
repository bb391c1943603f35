"""The officers' desk (bộ phận một cửa): the agency's dossiers and what officers do with them."""

from typing import Any

from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import ErrorType
from gateway.api.dossiers import FILE_ERRORS, VERSION, upload
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from services.dossiers import contract as dossiers

area = Area("desk", Words("Bộ phận một cửa", "The officers' desk"))

ACT_ERRORS = (
    dossiers.DOSSIER_NOT_FOUND,
    dossiers.DOSSIER_STALE,
    dossiers.ACTION_NOT_ALLOWED,
    dossiers.ROLE_MISSING,
)

area.passes(
    "GET",
    "/api/v1/desk/dossiers",
    dossiers.list_agency_dossiers,
    auth=Auth.STAFF,
    summary=Words("Hồ sơ của cơ quan", "The agency's dossiers"),
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


def _act(step: str, method: Method[Any, dossiers.DossierView], summary: Words, *errors: ErrorType) -> None:
    area.passes(
        "POST",
        "/api/v1/desk/dossiers/{dossier_id}/" + step,
        method,
        auth=Auth.STAFF,
        version_field=VERSION,
        shows_version="version",
        summary=summary,
        errors=(*ACT_ERRORS, *errors),
    )


_act(
    "reception",
    dossiers.receive_dossier,
    Words("Tiếp nhận hồ sơ", "Receive the dossier"),
    dossiers.FEE_NOT_ASSESSED,
)
_act("refusal", dossiers.refuse_dossier, Words("Từ chối tiếp nhận", "Refuse to receive"), dossiers.REASON_NEEDED)
_act(
    "supplement-request",
    dossiers.request_supplement,
    Words("Yêu cầu bổ sung", "Ask for a supplement"),
    dossiers.SUPPLEMENT_ALREADY_ASKED,
    dossiers.PAPER_UNKNOWN,
)
_act("processing", dossiers.start_processing, Words("Chuyển xử lý", "Start processing"), dossiers.FEES_UNPAID)
_act(
    "decision",
    dossiers.decide_dossier,
    Words("Phê duyệt hoặc từ chối giải quyết", "Decide"),
    dossiers.SECOND_PERSON_NEEDED,
    dossiers.REASON_NEEDED,
)
_act(
    "result-return",
    dossiers.return_result,
    Words("Trả kết quả", "Return the result"),
    dossiers.FEES_UNPAID,
    dossiers.RESULT_MISSING,
)
_act("stop", dossiers.stop_dossier, Words("Dừng xử lý", "Stop the handling"), dossiers.REASON_NEEDED)


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
