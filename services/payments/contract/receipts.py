"""Receipts that anybody can check, their register, and their replacement by two people."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Dong, Ident, Rule, record
from services.dossiers.contract import FeeItem
from services.payments.contract.terms import SERVICE, AgencyCode, CounterKind

LookUpCode = Annotated[
    str, Rule(min=20, max=40, description="Mã tra cứu in trên biên lai", example="3F2A9-C0D17-4B6E8-A1250")
]
ReceiptNumber = Annotated[str, Rule(pattern=r"\d{8}", description="Số biên lai", example="00000001")]
Series = Annotated[str, Rule(max=20)]
Note = Annotated[str, Rule(max=500)]
CorrectionReason = Annotated[str, Rule(min=10, max=500, description="Lý do; kept for ever, and on the paper")]


@record
class CounterReceipt:
    """A receipt that takes another back, in part or whole, or replaces it."""

    id: Ident
    kind: CounterKind
    series: Series
    number: ReceiptNumber
    total: Dong
    reason: Note
    issued_at: dt.datetime


@record
class ReceiptProof:
    """What a receipt says to whoever has its code. It names neither payer nor dossier.

    ``stands_for`` is what it still proves, in đồng: its total less what was paid back since. ``signed`` is the same as
    a JWS of the portal (`GET /api/v1/signing-keys`), to be kept and checked without the portal; it tells how the
    receipt stood at ``as_of``.
    """

    form: Series
    series: Series
    number: ReceiptNumber
    name: Annotated[str, Rule(max=200)]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    collector_name: Annotated[str, Rule(max=200, description="Tên cơ quan thu; empty: the agency itself")] = ""
    tax_code: Annotated[str, Rule(max=20, description="Mã số thuế của cơ quan thu; empty: not told to the portal")] = ""
    items: tuple[FeeItem, ...]
    total: Dong
    total_in_words: Annotated[str, Rule(max=300)]
    issued_at: dt.datetime
    counter_kind: CounterKind | None = None
    counters_number: Annotated[str, Rule(max=40, description="Ký hiệu và số của biên lai bị hủy, điều chỉnh")] = ""
    reason: Note = ""
    stands_for: Dong
    stands_vi: Annotated[str, Rule(max=200)]
    stands_en: Annotated[str, Rule(max=200)]
    counter_receipts: tuple[CounterReceipt, ...] = ()
    as_of: dt.datetime
    signed: Annotated[str, Rule(max=20_000)]


@record
class CheckReceipt:
    """A receipt by the code that is printed on it."""

    look_up: LookUpCode


@record
class AskReceiptCorrection:
    """Ask to have a receipt replaced that was issued wrongly. The money stays as it is; a second person decides."""

    receipt_id: Ident
    reason: CorrectionReason


@record
class DecideReceiptCorrection:
    """Agree, whereby the replacement is issued at once, or not; never by who asked."""

    correction_id: Ident
    agree: bool
    note: Note = ""


@record
class ReceiptCorrection:
    """A request to have a receipt replaced, and what became of it."""

    id: Ident
    receipt_id: Ident
    series: Series
    number: ReceiptNumber
    reason: Note
    asked_by: Ident
    asked_at: dt.datetime
    decided_by: Annotated[str, Rule(max=64)] = ""
    decided_at: dt.datetime | None = None
    agreed: bool | None = None
    note: Note = ""
    replacement_id: Annotated[str, Rule(max=64)] = ""


@record
class ListReceiptCorrections:
    """The requests of an agency that nobody has decided."""

    agency_code: AgencyCode


@record
class ReceiptCorrections:
    """Requests, oldest first."""

    items: tuple[ReceiptCorrection, ...]


@record
class GetReceiptRegister:
    """The register of receipts (bảng kê biên lai) of an agency in a year, by number."""

    agency_code: AgencyCode
    year: Annotated[int, Rule(min=2020, max=2199)]
    cursor: Annotated[str, Rule(max=100)] = ""
    limit: Annotated[int, Rule(min=1, max=500)] = 100


@record
class RegisteredReceipt:
    """A line of the register. ``charges`` and ``fees`` are what was collected, nought for a counter-receipt;
    ``taken_back`` is the total of a cancellation or adjustment, else nought."""

    id: Ident
    form: Series
    series: Series
    number: ReceiptNumber
    issued_at: dt.datetime
    name: Annotated[str, Rule(max=200)]
    dossier_code: Annotated[str, Rule(max=80)]
    charges: Dong
    fees: Dong
    total: Dong
    taken_back: Dong
    provider: Annotated[str, Rule(max=20)]
    counters: Annotated[str, Rule(max=40, description="Ký hiệu và số của biên lai bị hủy, điều chỉnh, thay thế")] = ""
    reason: Note = ""


@record
class ReceiptRegister:
    """Lines by series and number. ``missing`` names numbers that were given and that no receipt has: always none."""

    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    year: int
    items: tuple[RegisteredReceipt, ...]
    missing: tuple[Annotated[str, Rule(max=40)], ...] = ()
    next_cursor: Annotated[str, Rule(max=100)] = ""


check_receipt = query(SERVICE, "check_receipt", CheckReceipt, ReceiptProof)
ask_receipt_correction = command(SERVICE, "ask_receipt_correction", AskReceiptCorrection, ReceiptCorrection)
decide_receipt_correction = command(SERVICE, "decide_receipt_correction", DecideReceiptCorrection, ReceiptCorrection)
list_receipt_corrections = query(SERVICE, "list_receipt_corrections", ListReceiptCorrections, ReceiptCorrections)
get_receipt_register = query(SERVICE, "get_receipt_register", GetReceiptRegister, ReceiptRegister)
