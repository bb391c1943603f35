"""Correction of what an account says of its person: by the register at once, or asked for and decided by an officer."""

from werkzeug.wrappers import Response

from chassis.personal_data import OWN_NAME_ONLY
from gateway import files
from gateway.api.dossiers import FILE_ERRORS, upload
from gateway.api.security import FRESH, NEEDS_PROOF
from gateway.routing import Area, Auth, Download, Upload, Words
from gateway.visits import Visit
from services.accounts import contract as accounts

area = Area("corrections", Words("Đính chính thông tin cá nhân", "Correction of personal details"))

FIELDS = (
    accounts.CORRECTION_NOTHING,
    accounts.ACCOUNT_EXISTS,
    OWN_NAME_ONLY,
)

area.passes(
    "PUT",
    "/api/v1/me/details",
    accounts.correct_account,
    auth=Auth.CITIZEN,
    limit="sign-in",
    summary=Words("Tự đính chính theo cơ sở dữ liệu dân cư", "Correct my details by the population register"),
    errors=(*FRESH, *FIELDS, accounts.CORRECTION_NEEDS_EVIDENCE, accounts.REGISTER_AWAY, accounts.CODE_TOO_MANY),
    notes=NEEDS_PROOF,
)
area.passes(
    "POST",
    "/api/v1/me/corrections",
    accounts.ask_correction,
    auth=Auth.CITIZEN,
    status=201,
    summary=Words("Đề nghị đính chính kèm giấy tờ", "Ask for a correction on evidence"),
    errors=(*FRESH, *FIELDS, accounts.CORRECTION_WAITS),
    notes=Words(
        f"Gửi giấy tờ chứng minh tới …/evidence. {NEEDS_PROOF.vi}",
        f"Send the paper that proves it to …/evidence. {NEEDS_PROOF.en}",
    ),
)
area.passes(
    "GET",
    "/api/v1/me/corrections",
    accounts.list_corrections,
    auth=Auth.CITIZEN,
    summary=Words("Các đính chính của tôi", "My corrections"),
)


@area.route(
    "PUT",
    "/api/v1/me/corrections/{correction_id}/evidence",
    accounts.attach_correction_evidence,
    auth=Auth.CITIZEN,
    supplied=("object_key", "media_type", "size", "sha256"),
    transfer=Upload(),
    limit="file",
    summary=Words("Gửi giấy tờ chứng minh", "Attach the paper that proves a correction"),
    errors=(accounts.CORRECTION_NOT_FOUND, *FILE_ERRORS),
)
def attach_evidence(visit: Visit) -> Response:
    """Stream the paper into the store and name it in the request."""
    return upload(visit)


area.passes(
    "GET",
    "/api/v1/desk/corrections",
    accounts.list_correction_requests,
    auth=Auth.STAFF,
    summary=Words("Đề nghị đính chính đang chờ", "Corrections that wait for a decision"),
)
area.passes(
    "POST",
    "/api/v1/desk/corrections/{correction_id}/reveals",
    accounts.open_correction,
    auth=Auth.STAFF,
    summary=Words("Xem đầy đủ một đề nghị, có nêu mục đích", "Read a request in full, for a stated purpose"),
    errors=(accounts.CORRECTION_NOT_FOUND,),
    notes=Words("Lượt xem được ghi lại; người dân đọc được.", "The look is kept; the person can read it."),
)


@area.route(
    "GET",
    "/api/v1/desk/corrections/{correction_id}/evidence",
    accounts.open_correction_evidence,
    auth=Auth.STAFF,
    transfer=Download(),
    limit="file",
    summary=Words("Tải giấy tờ chứng minh", "Download the paper that proves it"),
    errors=(accounts.CORRECTION_NOT_FOUND, accounts.CORRECTION_NO_EVIDENCE),
)
def read_evidence(visit: Visit) -> Response:
    """Stream the paper for which accounts gave leave."""
    return files.send_granted(visit, name="giay-to-chung-minh")


area.passes(
    "POST",
    "/api/v1/desk/corrections/{correction_id}/decision",
    accounts.decide_correction,
    auth=Auth.STAFF,
    status=204,
    summary=Words("Quyết định một đề nghị đính chính", "Decide a correction"),
    errors=(accounts.CORRECTION_NOT_FOUND, accounts.CORRECTION_NO_EVIDENCE, accounts.ACCOUNT_EXISTS),
)
