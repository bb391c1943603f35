"""A person's own dossiers: draft, papers, submission, supplement, withdrawal; and the look-up without signing in."""

from werkzeug.wrappers import Response

from chassis.objects import Stored
from gateway import files
from gateway.flows import browsing, printing
from gateway.routing import Area, Auth, Download, Reuse, Upload, Words
from gateway.visits import Visit
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers

area = Area("dossiers", Words("Hồ sơ", "Dossiers"))

VERSION = "expected_version"
EDIT_ERRORS = (
    dossiers.DOSSIER_NOT_FOUND,
    dossiers.DOSSIER_STALE,
    dossiers.ACTION_NOT_ALLOWED,
    dossiers.NOT_EDITABLE,
)
FILE_ERRORS = (
    dossiers.PAPER_UNKNOWN,
    dossiers.FILE_NOT_STORED,
    dossiers.FILE_TYPE_REFUSED,
    dossiers.TOO_MANY_FILES,
)


@area.route(
    "POST",
    "/api/v1/dossiers",
    dossiers.create_draft,
    auth=Auth.SIGNED_IN,
    status=201,
    shows_version="version",
    summary=Words("Lập hồ sơ", "Begin a dossier"),
    errors=(
        dossiers.PROCEDURE_NOT_FOUND,
        dossiers.NOT_OFFERED,
        dossiers.NOT_OFFERED_ONLINE,
        dossiers.OFFER_ENDED,
        dossiers.CASE_UNKNOWN,
        dossiers.APPLICANT_UNKNOWN,
    ),
)
def create_dossier(visit: Visit) -> Response:
    """Begin a dossier and say where it is."""
    made = visit.call()
    return visit.answer(made, location=f"/api/v1/dossiers/{made.id}")


area.passes(
    "GET",
    "/api/v1/dossiers",
    dossiers.list_my_dossiers,
    auth=Auth.CITIZEN,
    summary=Words("Hồ sơ của tôi", "My dossiers"),
)
area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}",
    dossiers.get_dossier,
    auth=Auth.SIGNED_IN,
    shows_version="version",
    summary=Words("Chi tiết hồ sơ", "One dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)


@area.route(
    "GET",
    "/api/v1/dossiers/{dossier_id}/forms/{form}.pdf",
    dossiers.get_dossier,
    operation="get_filled_form",
    transfer=Download(printing.PDF),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Tải bản khai đã điền", "Download the form as it is filled in"),
    errors=(dossiers.DOSSIER_NOT_FOUND, catalog.FORM_NOT_FOUND, catalog.VERSION_NOT_FOUND),
    notes=Words(
        "PDF khổ A4 với những mục đã khai đúng. Mã QR ghi SHA-256 của nội dung khai.",
        "An A4 PDF of what is filled in and right. Its QR code holds the SHA-256 of the answers.",
    ),
)
def get_filled_form(visit: Visit) -> Response:
    """For whoever may read the dossier: its form with its answers."""
    view = visit.call()
    question = catalog.GetProcedure(code=view.procedure_code, version=view.procedure_version)
    made = printing.filled(browsing.procedure(visit.means, question), visit.path["form"], view)
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


area.passes(
    "PATCH",
    "/api/v1/dossiers/{dossier_id}",
    dossiers.save_draft,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Lưu nội dung hồ sơ", "Save what was filled in"),
    errors=(*EDIT_ERRORS, dossiers.CASE_UNKNOWN, dossiers.RETURN_WAY_NOT_OFFERED),
)
area.passes(
    "DELETE",
    "/api/v1/dossiers/{dossier_id}",
    dossiers.discard_draft,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    version_optional=True,
    summary=Words("Bỏ bản nháp", "Discard a draft"),
    errors=(
        dossiers.DOSSIER_NOT_FOUND,
        dossiers.DOSSIER_STALE,
        dossiers.ACTION_NOT_ALLOWED,
        dossiers.DRAFT_OF_A_COLLEAGUE,
    ),
    notes=Words(
        "Xóa hẳn bản nháp cùng các tệp. Bản nháp lập tại quầy: cán bộ đã lập hoặc người giám sát bộ phận.",
        "Deletes it with its files. One of the desk: the officer who began it, or who watches over the desk.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/dossiers/{dossier_id}/fee-claims",
    dossiers.claim_reliefs,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Đề nghị miễn, giảm phí, lệ phí", "Claim to pay less of a fee, or nothing"),
    errors=(*EDIT_ERRORS, dossiers.CLAIM_UNKNOWN, dossiers.CLAIMS_DECIDED),
    notes=Words(
        "Chọn trong các chế độ mà GET /api/v1/procedures/{code}/fee-quote nêu. Cơ quan quyết định khi tiếp nhận.",
        "Choose from the reliefs that GET /api/v1/procedures/{code}/fee-quote names. The agency decides at reception.",
    ),
)
area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/procedure-version",
    dossiers.get_draft_move,
    auth=Auth.CITIZEN,
    summary=Words("Bản nháp khác gì phiên bản mới của thủ tục", "What a new version changes for the draft"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
    notes=Words(
        "Mọi điểm khác giữa hai phiên bản: GET /api/v1/procedures/{code}/differences.",
        "All that the two versions say otherwise: GET /api/v1/procedures/{code}/differences.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/dossiers/{dossier_id}/procedure-version",
    dossiers.move_draft,
    auth=Auth.CITIZEN,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Chuyển bản nháp sang phiên bản mới của thủ tục", "Move the draft to the procedure's new version"),
    errors=(*EDIT_ERRORS, dossiers.MOVE_OUTDATED, dossiers.PROCEDURE_NOT_FOUND),
)


@area.route(
    "PUT",
    "/api/v1/dossiers/{dossier_id}/papers/{paper_key}",
    dossiers.attach_paper,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    version_optional=True,
    shows_version="version",
    supplied=("object_key", "media_type", "size", "sha256"),
    transfer=Upload(),
    limit="file",
    summary=Words("Đính kèm giấy tờ", "Attach a file to a paper"),
    errors=(*EDIT_ERRORS, *FILE_ERRORS),
)
def attach_paper(visit: Visit) -> Response:
    """Stream one file into the store and add it to the dossier."""
    return upload(visit)


@area.route(
    "DELETE",
    "/api/v1/dossiers/{dossier_id}/papers/{file_id}",
    dossiers.remove_paper,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    version_optional=True,
    shows_version="version",
    summary=Words("Bỏ một tệp đã đính kèm", "Take back an attached file"),
    errors=(*EDIT_ERRORS, dossiers.FILE_NOT_FOUND, dossiers.PAPER_WOULD_BE_MISSING),
)
def remove_paper(visit: Visit) -> Response:
    """Take a file off the dossier; its object stays, since the history may name it."""
    return visit.answer(visit.call())


area.passes(
    "POST",
    "/api/v1/dossiers/{dossier_id}/submission",
    dossiers.submit_dossier,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    version_optional=True,
    shows_version="version",
    summary=Words("Nộp hồ sơ", "Submit the dossier"),
    errors=(
        *EDIT_ERRORS,
        dossiers.CONTENT_CHANGED,
        dossiers.FORM_WRONG,
        dossiers.PAPERS_MISSING,
        dossiers.NOT_OFFERED_ONLINE,
        dossiers.OFFER_ENDED,
        dossiers.PROCEDURE_CHANGED,
        dossiers.PROCEDURE_ENDED,
        dossiers.RETURN_WAY_NOT_OFFERED,
    ),
)
area.passes(
    "POST",
    "/api/v1/dossiers/{dossier_id}/supplement",
    dossiers.supplement_dossier,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Gửi bổ sung hồ sơ", "Send in the supplement"),
    errors=(*EDIT_ERRORS, dossiers.SUPPLEMENT_INCOMPLETE, dossiers.FORM_WRONG),
)
area.passes(
    "POST",
    "/api/v1/dossiers/{dossier_id}/withdrawal",
    dossiers.withdraw_dossier,
    auth=Auth.SIGNED_IN,
    version_field=VERSION,
    shows_version="version",
    summary=Words("Rút hồ sơ", "Withdraw the dossier"),
    errors=EDIT_ERRORS,
)
area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/timeline",
    dossiers.get_timeline,
    auth=Auth.SIGNED_IN,
    summary=Words("Quá trình xử lý hồ sơ", "What happened to the dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/deadline",
    dossiers.get_deadline,
    auth=Auth.SIGNED_IN,
    summary=Words("Ngày hẹn trả và vì sao", "The due date and why"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)


@area.route(
    "GET",
    "/api/v1/dossiers/{dossier_id}/files/{file_id}",
    dossiers.get_file,
    auth=Auth.SIGNED_IN,
    transfer=Download(),
    limit="file",
    summary=Words("Tải một tệp của hồ sơ", "Download a file of the dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.FILE_NOT_FOUND),
)
def read_file(visit: Visit) -> Response:
    """Stream a file for which the dossiers service gave leave."""
    return files.send_granted(visit)


area.passes(
    "POST",
    "/api/v1/dossier-completions",
    dossiers.get_completion,
    auth=Auth.PUBLIC,
    limit="look-up",
    summary=Words("Mức độ hoàn thành của hồ sơ, chỉ bằng mã", "How far a dossier is, by its code alone"),
    errors=(dossiers.LOOKUP_TOO_OFTEN,),
    notes=Words(
        "Mã không tồn tại được trả lời như hồ sơ chưa được tiếp nhận.",
        "A code that nobody has is answered as that of a dossier which is not received yet.",
    ),
)
area.passes(
    "POST",
    "/api/v1/dossier-lookups",
    dossiers.look_up_dossier,
    auth=Auth.PUBLIC,
    limit="look-up",
    summary=Words("Tra cứu hồ sơ", "Look up a dossier"),
    errors=(dossiers.LOOKUP_NO_MATCH, dossiers.LOOKUP_TOO_OFTEN),
    notes=Words(
        "Dùng POST để mã và 4 số cuối không nằm trong địa chỉ.",
        "It is a POST so that code and digits do not stand in an address.",
    ),
)


def upload(visit: Visit) -> Response:
    def accept(stored: Stored, media_type: str) -> object:
        return visit.call(object_key=stored.key, media_type=media_type, size=stored.size, sha256=stored.sha256)

    return visit.answer(files.receive(visit.request, visit.means.objects, visit.means.settings.paper_limit, accept))


area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/history",
    dossiers.get_history,
    auth=Auth.SIGNED_IN,
    summary=Words("Lịch sử có chuỗi băm của hồ sơ", "The hash-chained history of the dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
    notes=Words(
        "Mỗi mục chứa SHA-256 của mục trước. Giữ lại trường signed để sau này đối chiếu.",
        "Each entry holds the SHA-256 of the one before. Keep the field signed to compare with later.",
    ),
)
area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/history/anchor-proof",
    dossiers.get_anchor_proof,
    auth=Auth.SIGNED_IN,
    summary=Words("Chứng minh lịch sử hồ sơ nằm trong một mốc", "Proof that an anchor is over the dossier's history"),
    errors=(dossiers.DOSSIER_NOT_FOUND, dossiers.NOT_ANCHORED),
    notes=Words(
        "Đường dẫn Merkle (RFC 6962) từ lịch sử của hồ sơ đến gốc của mốc đã công bố.",
        "A Merkle path (RFC 6962) from the history of the dossier to the root of a published anchor.",
    ),
)
area.passes(
    "GET",
    "/api/v1/dossiers/{dossier_id}/receipts",
    dossiers.get_receipts,
    auth=Auth.SIGNED_IN,
    summary=Words("Giấy tiếp nhận đã ký số của hồ sơ", "The signed receipts of the dossier"),
    errors=(dossiers.DOSSIER_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/open-data/history-anchors",
    dossiers.list_anchors,
    auth=Auth.PUBLIC,
    summary=Words("Dữ liệu mở: mốc của mọi lịch sử hồ sơ", "Open data: anchors of all histories of dossiers"),
    notes=Words(
        "Mỗi ngày một mốc đã ký, nối tiếp nhau. Giữ lại một mốc là có thể chứng minh lịch sử nào bị viết lại.",
        "One signed anchor a day, each linked to the one before. Whoever keeps one can prove a history written anew.",
    ),
)
area.passes(
    "GET",
    "/api/v1/signing-keys",
    dossiers.get_signing_keys,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Khóa công khai để kiểm tra giấy tiếp nhận", "Public keys to check receipts with"),
)
