"""Receipts of money: on paper, checked by anybody, replaced by two people, registered."""

from werkzeug.wrappers import Response

from gateway import files
from gateway.flows import printing, receipting
from gateway.routing import Area, Auth, Download, Words
from gateway.visits import Visit
from services.payments import contract as payments

area = Area("receipts", Words("Biên lai", "Receipts"))


@area.route(
    "GET",
    "/api/v1/receipts/{receipt_id}.pdf",
    payments.get_receipt,
    operation="get_receipt_pdf",
    transfer=Download(printing.PDF),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Tải bản thể hiện của biên lai", "Download a receipt"),
    errors=(payments.RECEIPT_NOT_FOUND,),
    notes=Words(
        "PDF khổ A4; mã QR dẫn tới trang tra cứu biên lai. Biên lai đã bị hủy hoặc điều chỉnh thì bản này nói rõ.",
        "An A4 PDF; its QR code leads to the check of receipts. It says so if the receipt was cancelled or reduced.",
    ),
)
def get_receipt_pdf(visit: Visit) -> Response:
    """For the payer and the agency: the receipt as it stands now."""
    made = receipting.printed(visit, visit.call())
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


area.passes(
    "GET",
    "/api/v1/receipt-proofs/{look_up}",
    payments.check_receipt,
    auth=Auth.PUBLIC,
    limit="look-up",
    summary=Words("Tra cứu biên lai theo mã in trên biên lai", "Check a receipt by the code printed on it"),
    errors=(payments.RECEIPT_NOT_FOUND,),
    notes=Words(
        "Không nêu tên người nộp và hồ sơ. signed là JWS kiểm tra được ngoại tuyến bằng docs/receipts/verify.py.",
        "Names neither payer nor dossier. signed is a JWS that docs/receipts/verify.py checks without the portal.",
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/receipts/{receipt_id}/corrections",
    payments.ask_receipt_correction,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị thay thế biên lai ghi sai", "Ask to have a receipt replaced"),
    errors=(
        payments.RECEIPT_NOT_FOUND,
        payments.ROLE_MISSING,
        payments.ASKED_ALREADY,
        payments.RECEIPT_IS_OVER,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/receipt-corrections/{correction_id}/decision",
    payments.decide_receipt_correction,
    auth=Auth.STAFF,
    summary=Words("Quyết định đề nghị thay thế biên lai", "Decide whether a receipt is replaced"),
    errors=(
        payments.RECEIPT_NOT_FOUND,
        payments.ROLE_MISSING,
        payments.SECOND_PERSON_NEEDED,
        payments.DECIDED_ALREADY,
        payments.RECEIPT_IS_OVER,
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/receipt-corrections",
    payments.list_receipt_corrections,
    auth=Auth.STAFF,
    summary=Words("Các đề nghị thay thế biên lai đang chờ", "Requests to replace receipts that wait"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)
area.passes(
    "GET",
    "/api/v1/desk/receipt-register",
    payments.get_receipt_register,
    auth=Auth.STAFF,
    summary=Words("Bảng kê biên lai của một năm", "The register of receipts of a year"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)


@area.route(
    "GET",
    "/api/v1/desk/receipt-register.pdf",
    payments.get_receipt_register,
    operation="get_receipt_register_pdf",
    supplied=("cursor", "limit"),
    transfer=Download(printing.PDF),
    auth=Auth.STAFF,
    limit="file",
    summary=Words("Tải bảng kê biên lai (PDF)", "Download the register of receipts (PDF)"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING, payments.RECEIPT_REGISTER_TOO_LONG),
)
def get_receipt_register_pdf(visit: Visit) -> Response:
    """The register to print and to sign."""
    made = receipting.register_printed(lambda cursor: visit.call(cursor=cursor, limit=500))
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


@area.route(
    "GET",
    "/api/v1/desk/receipt-register.csv",
    payments.get_receipt_register,
    operation="get_receipt_register_csv",
    supplied=("cursor", "limit"),
    transfer=Download("text/csv"),
    auth=Auth.STAFF,
    limit="file",
    summary=Words("Tải bảng kê biên lai (CSV)", "Download the register of receipts (CSV)"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)
def get_receipt_register_csv(visit: Visit) -> Response:
    """The register for a spreadsheet program."""
    return files.send_table(
        receipting.register_table(lambda cursor: visit.call(cursor=cursor, limit=500)), name="bang-ke-bien-lai.csv"
    )
