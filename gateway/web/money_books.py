"""An agency's books on pages: bank statements, receipts and their register, accounts, how it collects."""

import datetime as dt
from typing import Any

from werkzeug.wrappers import Response

from chassis.errors import Invalid, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway import files
from gateway.flows import booking, printing, receipting
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import HANOI
from gateway.routing import Area, Auth, Upload, Words
from gateway.visits import Visit
from gateway.web.days import Period, period_of
from gateway.web.deeds import Attempt, attempt_of
from gateway.web.desk_money import agency_of, money_deed, money_page
from gateway.web.money_deeds import ASK_CORRECTION, DECIDE_COLLECTOR, DECIDE_CORRECTION, PROPOSE_COLLECTOR
from services.payments import contract as payments

area = Area("money-books", Words("Sổ sách về tiền", "Books of money"))

STATEMENTS = Words("Sao kê ngân hàng", "Bank statements")
RECEIPTS = Words("Biên lai", "Receipts")
BOOKS = Words("Sổ kế toán", "Accounts")
COLLECTOR = Words("Cách thu của cơ quan", "How the agency collects")
RECEIPTS_AT = "/can-bo/bien-lai"
MOST_OF_A_STATEMENT = 250_000
"""Bytes of a statement that are read."""
FIRST_DAY, A_MONTH = dt.date.min, dt.timedelta(days=30)


@area.page("GET", "/can-bo/sao-ke", summary=STATEMENTS, auth=Auth.STAFF)
def statements(visit: Visit) -> Response:
    """The lines of a time, and the form that takes a statement."""
    return _statements(visit)


@area.page("POST", "/can-bo/sao-ke", summary=STATEMENTS, auth=Auth.STAFF, limit="file", transfer=Upload())
def take_statement(visit: Visit) -> Response:
    """Read a statement: lines that are known do nothing, money that fits nothing goes to suspense."""
    part = visit.given_file
    try:
        content = part.read(MOST_OF_A_STATEMENT + 1)
        wanted = {"agency_code": agency_of(visit), "name": part.name, "content": _text(content)}
        asked = load(payments.ImportStatement, wanted)
        imported = visit.send(payments.import_statement, asked, key=visit.key or new_id())
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        return _statements(visit, attempt_of(visit, refused, "sao-ke"))
    return _statements(visit, imported=imported)


@area.page("GET", "/can-bo/bien-lai", summary=RECEIPTS, auth=Auth.STAFF)
def receipts(visit: Visit) -> Response:
    """The register of a year, and the corrections that wait."""
    return _receipts(visit)


@area.page(
    "POST", "/can-bo/bien-lai/{receipt_id}/thay-the", summary=ASK_CORRECTION.words, auth=Auth.STAFF, limit="change"
)
def ask_correction(visit: Visit) -> Response:
    """Ask to have a receipt replaced that was issued wrongly."""
    thing = visit.path["receipt_id"]
    known = {"receipt_id": thing}
    return money_deed(visit, ASK_CORRECTION, known, lambda attempt: _receipts(visit, attempt), RECEIPTS_AT, thing)


@area.page(
    "POST",
    "/can-bo/thay-the-bien-lai/{correction_id}",
    summary=DECIDE_CORRECTION.words,
    auth=Auth.STAFF,
    limit="change",
)
def decide_correction(visit: Visit) -> Response:
    """Agree, whereby the replacement is issued, or not."""
    thing = visit.path["correction_id"]
    known = {"correction_id": thing}
    return money_deed(visit, DECIDE_CORRECTION, known, lambda attempt: _receipts(visit, attempt), RECEIPTS_AT, thing)


@area.page("GET", "/can-bo/bang-ke-bien-lai.pdf", summary=RECEIPTS, auth=Auth.STAFF, limit="file")
def register_pdf(visit: Visit) -> Response:
    """The register to print and sign."""
    made = receipting.register_printed(lambda cursor: _register(visit, cursor, 500))
    return files.send_made(made.body, name=made.name, media_type=printing.PDF, tag=made.tag)


@area.page("GET", "/can-bo/bang-ke-bien-lai.csv", summary=RECEIPTS, auth=Auth.STAFF, limit="file")
def register_csv(visit: Visit) -> Response:
    """The register for a spreadsheet program."""
    table = receipting.register_table(lambda cursor: _register(visit, cursor, 500))
    return files.send_table(table, name="bang-ke-bien-lai.csv")


@area.page("GET", "/can-bo/so-ke-toan", summary=BOOKS, auth=Auth.STAFF)
def books(visit: Visit) -> Response:
    """Balances and movements by account and fee head, of a time."""
    agency, (period, first, last) = agency_of(visit), _period(visit)
    found = visit.send(payments.get_books, payments.GetBooks(agency_code=agency, first=first, last=last))
    days: dict[str, Any] = {"period": period, "first": first, "last": last}
    return money_page(visit, "books.html", "/can-bo/so-ke-toan", agency, found=found, **days)


@area.page("GET", "/can-bo/so-ke-toan.csv", summary=BOOKS, auth=Auth.STAFF, limit="file")
def books_csv(visit: Visit) -> Response:
    """The books for a spreadsheet program."""
    agency, (_, first, last) = agency_of(visit), _period(visit)
    found = visit.send(payments.get_books, payments.GetBooks(agency_code=agency, first=first, last=last))
    return files.send_table(booking.table(found), name=f"so-ke-toan-{first}-{last}.csv")


@area.page("GET", "/can-bo/cach-thu", summary=COLLECTOR, auth=Auth.STAFF)
def collector(visit: Visit) -> Response:
    """Tax code and account, and every proposal to change them."""
    return _collector(visit)


@area.page("POST", "/can-bo/cach-thu", summary=COLLECTOR, auth=Auth.STAFF, limit="change")
def propose_collector(visit: Visit) -> Response:
    """Propose how the agency is to collect; a second person decides, as money follows it."""
    known = {"agency_code": agency_of(visit)}
    return money_deed(visit, PROPOSE_COLLECTOR, known, lambda attempt: _collector(visit, attempt), "/can-bo/cach-thu")


@area.page("POST", "/can-bo/cach-thu/{proposal_id}", summary=COLLECTOR, auth=Auth.STAFF, limit="change")
def decide_collector(visit: Visit) -> Response:
    """Agree to a proposal, or not."""
    thing = visit.path["proposal_id"]
    known = {"proposal_id": thing}
    return money_deed(
        visit, DECIDE_COLLECTOR, known, lambda attempt: _collector(visit, attempt), "/can-bo/cach-thu", thing
    )


def _text(content: bytes) -> str:
    if len(content) > MOST_OF_A_STATEMENT:
        raise payments.STATEMENT_TOO_LARGE(most=MOST_OF_A_STATEMENT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise payments.STATEMENT_NO_TEXT() from None


def _period(visit: Visit) -> tuple[Period, dt.date, dt.date]:
    """The days asked for, and those that are shown: a month up to today where none can be read."""
    asked, today = period_of(visit.request.args, visit.language), dt.datetime.now(HANOI).date()
    last = asked.last or max(today, asked.first or FIRST_DAY)
    return asked, asked.first or max(last, FIRST_DAY + A_MONTH) - A_MONTH, last


def _year(visit: Visit) -> int:
    said = visit.request.args.get("nam", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) == 4 else dt.datetime.now(HANOI).year


def _register(visit: Visit, cursor: str, limit: int) -> payments.ReceiptRegister:
    wanted = {"agency_code": agency_of(visit), "year": _year(visit), "cursor": cursor, "limit": limit}
    try:
        return visit.send(payments.get_receipt_register, load(payments.GetReceiptRegister, wanted))
    except Invalid:
        raise ADDRESS_UNKNOWN() from None


def _statements(
    visit: Visit, attempt: Attempt | None = None, imported: payments.StatementImported | None = None
) -> Response:
    agency, (period, first, last) = agency_of(visit), _period(visit)
    found = visit.send(payments.list_bank_lines, payments.ListBankLines(agency_code=agency, first=first, last=last))
    return money_page(
        visit,
        "statements.html",
        "/can-bo/sao-ke",
        agency,
        attempt,
        found=found.items,
        period=period,
        first=first,
        last=last,
        imported=imported,
    )


def _receipts(visit: Visit, attempt: Attempt | None = None) -> Response:
    agency = agency_of(visit)
    waiting = visit.send(payments.list_receipt_corrections, payments.ListReceiptCorrections(agency_code=agency))
    facts: dict[str, Any] = {"register": _register(visit, visit.request.args.get("cursor", ""), 100)}
    return money_page(
        visit,
        "receipt_book.html",
        "/can-bo/bien-lai",
        agency,
        attempt,
        waiting=waiting.items,
        year=_year(visit),
        ask=ASK_CORRECTION,
        decide=DECIDE_CORRECTION,
        **facts,
    )


def _collector(visit: Visit, attempt: Attempt | None = None) -> Response:
    agency = agency_of(visit)
    found = visit.send(payments.get_collector, payments.GetCollector(agency_code=agency))
    presets = {}
    if found.collector is not None:
        names = ("name", "tax_code", "bank_bin", "account_number", "account_name")
        presets = {name: getattr(found.collector, name) for name in names}
    return money_page(
        visit,
        "collector.html",
        "/can-bo/cach-thu",
        agency,
        attempt,
        found=found,
        presets=presets,
        propose=PROPOSE_COLLECTOR,
        decide=DECIDE_COLLECTOR,
    )
