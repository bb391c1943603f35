"""Paying by bank transfer with a QR code, and the statements of banks by which transfers are found."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Dong, Ident, Rule, record
from services.payments.contract.terms import SERVICE, AgencyCode


class BankLineOutcome(enum.StrEnum):
    """What became of a movement on an agency's account (kết quả đối chiếu sao kê)."""

    SETTLED = "settled"  # khớp, đã ghi thu
    SUSPENDED = "suspended"  # không khớp, đưa vào tiền treo
    OUTGOING = "outgoing"  # tiền chi ra, không phải khoản thu


@record
class GetTransfer:
    """How to pay an obligation by bank transfer."""

    obligation_id: Ident


@record
class TransferView:
    """Where to transfer what. ``purpose`` must stand in the words of the transfer: by it the payment is found.

    ``qr`` is the content of a VietQR code that has all of it. The money is booked when the bank's statement shows it,
    usually on the next working day.
    """

    obligation_id: Ident
    bank_bin: Annotated[str, Rule(max=6)]
    bank_name: Annotated[str, Rule(max=100)]
    account_number: Annotated[str, Rule(max=19)]
    account_name: Annotated[str, Rule(max=100)]
    amount: Dong
    purpose: Annotated[str, Rule(max=25, description="Nội dung chuyển khoản")]
    qr: Annotated[str, Rule(max=512, description="Nội dung mã VietQR")]


@record
class ImportStatement:
    """An agency's bank statement as CSV, as `docs/integrating.md` describes it. Lines that are known do nothing."""

    agency_code: AgencyCode
    name: Annotated[str, Rule(min=1, max=200, description="Tên tệp sao kê")]
    content: Annotated[str, Rule(min=1, max=250_000)]


@record
class BankLine:
    """One movement on an agency's account, and what became of it."""

    id: Ident
    account_number: Annotated[str, Rule(max=19)]
    transaction_no: Annotated[str, Rule(max=40)]
    booked_on: dt.date
    amount: Annotated[int, Rule(description="Đồng; negative: money out")]
    description: Annotated[str, Rule(max=500)]
    outcome: BankLineOutcome
    why: Annotated[str, Rule(max=200, description="Why it is in suspense")] = ""
    obligation_id: Annotated[str, Rule(max=64)] = ""
    payment_id: Annotated[str, Rule(max=64)] = ""


@record
class StatementImported:
    """What an import came to. ``known`` lines had been imported before."""

    name: Annotated[str, Rule(max=200)]
    lines: int
    settled: int
    suspended: int
    outgoing: int
    known: int
    items: tuple[BankLine, ...]


@record
class ListBankLines:
    """The movements on an agency's accounts between two days, both included, newest first."""

    agency_code: AgencyCode
    first: dt.date
    last: dt.date
    outcome: BankLineOutcome | None = None


@record
class BankLines:
    """Movements on an agency's accounts, at most a thousand."""

    items: tuple[BankLine, ...]


get_transfer = query(SERVICE, "get_transfer", GetTransfer, TransferView)
import_statement = command(SERVICE, "import_statement", ImportStatement, StatementImported, timeout=20.0)
list_bank_lines = query(SERVICE, "list_bank_lines", ListBankLines, BankLines)
