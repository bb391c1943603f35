"""Paying by bank transfer: the account, the words, the QR code; and the statements of banks that show what arrived."""

import io

import segno
from werkzeug.wrappers import Response

from gateway import files
from gateway.routing import Area, Auth, Download, Words
from gateway.visits import Visit
from services.payments import contract as payments

area = Area("transfers", Words("Chuyển khoản", "Bank transfers"))

NOT_PAYABLE = (
    payments.PAYMENT_NOT_FOUND,
    payments.ALREADY_SETTLED,
    payments.OBLIGATION_WITHDRAWN,
    payments.NO_TRANSFERS,
)
PNG, SVG = "image/png", "image/svg+xml"

area.passes(
    "GET",
    "/api/v1/obligations/{obligation_id}/transfer",
    payments.get_transfer,
    auth=Auth.SIGNED_IN,
    summary=Words("Thông tin chuyển khoản để nộp một khoản", "How to pay an obligation by bank transfer"),
    errors=NOT_PAYABLE,
    notes=Words(
        "Nội dung chuyển khoản phải có đúng purpose. Khoản nộp được ghi khi sao kê của ngân hàng có giao dịch.",
        "The words of the transfer must have purpose in them. It is booked when the bank's statement shows it.",
    ),
)


@area.route(
    "GET",
    "/api/v1/obligations/{obligation_id}/transfer.png",
    payments.get_transfer,
    operation="get_transfer_png",
    transfer=Download(PNG),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Mã VietQR để chuyển khoản (PNG)", "The VietQR code for a transfer (PNG)"),
    errors=NOT_PAYABLE,
)
def get_transfer_png(visit: Visit) -> Response:
    """The code as pixels, large enough for a telephone to read from a screen."""
    return _drawn(visit, "png", PNG)


@area.route(
    "GET",
    "/api/v1/obligations/{obligation_id}/transfer.svg",
    payments.get_transfer,
    operation="get_transfer_svg",
    transfer=Download(SVG),
    auth=Auth.SIGNED_IN,
    limit="file",
    summary=Words("Mã VietQR để chuyển khoản (SVG)", "The VietQR code for a transfer (SVG)"),
    errors=NOT_PAYABLE,
)
def get_transfer_svg(visit: Visit) -> Response:
    """The code as lines, to print at any size."""
    return _drawn(visit, "svg", SVG)


area.passes(
    "POST",
    "/api/v1/desk/bank-statements",
    payments.import_statement,
    auth=Auth.STAFF,
    summary=Words("Nhập sao kê tài khoản thu", "Import a bank statement"),
    errors=(
        payments.BOOKS_NOT_FOUND,
        payments.ROLE_MISSING,
        payments.STATEMENT_UNREADABLE,
        payments.STATEMENT_OF_OTHERS,
    ),
    notes=Words(
        "content là CSV (UTF-8): transaction_no, booked_at, account_number, amount, description. Nhập lại cùng một dòng"
        " không ghi hai lần; tiền không khớp vào tiền treo.",
        "content is CSV (UTF-8): transaction_no, booked_at, account_number, amount, description. A line that was"
        " imported before does nothing; money that fits nothing goes to suspense.",
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/bank-lines",
    payments.list_bank_lines,
    auth=Auth.STAFF,
    summary=Words("Các dòng sao kê và kết quả đối chiếu", "Lines of bank statements and what became of them"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)


def _drawn(visit: Visit, kind: str, media_type: str) -> Response:
    found = visit.call()
    drawn = io.BytesIO()
    segno.make_qr(found.qr, error="m").save(drawn, kind=kind, scale=8, border=4)
    return files.send_table(drawn.getvalue(), name=f"{found.purpose}.{kind}", media_type=media_type)
