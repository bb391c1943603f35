"""An agency's books, as data and as a table."""

from werkzeug.wrappers import Response

from gateway import files
from gateway.flows import booking
from gateway.routing import Area, Auth, Download, Words
from gateway.visits import Visit
from services.payments import contract as payments

area = Area("books", Words("Sổ kế toán của cơ quan thu", "An agency's books"))

NOT_YOURS = (payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING)

area.passes(
    "GET",
    "/api/v1/desk/books",
    payments.get_books,
    auth=Auth.STAFF,
    summary=Words("Số dư và phát sinh theo tài khoản, khoản thu", "Balances and movements by account and fee head"),
    errors=NOT_YOURS,
    notes=Words(
        "Nợ là số dương, có là số âm; cộng mọi số dư luôn bằng 0.",
        "Debits are positive, credits negative; all balances together are always nought.",
    ),
)


@area.route(
    "GET",
    "/api/v1/desk/books.csv",
    payments.get_books,
    operation="get_books_csv",
    transfer=Download("text/csv"),
    auth=Auth.STAFF,
    limit="file",
    summary=Words("Tải sổ kế toán (CSV)", "Download the books (CSV)"),
    errors=NOT_YOURS,
)
def get_books_csv(visit: Visit) -> Response:
    """The books for a spreadsheet program."""
    found = visit.call()
    return files.send_table(booking.table(found), name=f"so-ke-toan-{found.first}-{found.last}.csv")
