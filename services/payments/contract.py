"""The public face of payments: obligations, attempts to pay them, callbacks of the provider, receipts.

An *obligation* is what one dossier owes (nghĩa vụ nộp phí, lệ phí); a *payment* is one attempt to meet it. At most one
payment settles an obligation. The provider's callback is the truth: it alone, or an answer to our own question,
changes a state; the page a browser returns to only reads. Amounts are whole đồng. Every event of this service has the
id of its obligation as aggregate id, so that a subscriber sees request, failures, settlement and receipt in order.
"""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable, error
from chassis.records import Dong, Ident, Rule, record
from services.dossiers.contract import FeeItem

SERVICE = "payments"


class ObligationState(enum.StrEnum):
    """Where an obligation stands (tình trạng khoản phải nộp)."""

    DUE = "due"  # chờ nộp
    SETTLED = "settled"  # đã nộp
    WITHDRAWN = "withdrawn"  # không phải nộp nữa: hồ sơ đã rút, dừng hoặc khoản thu được thay bằng khoản khác


class PaymentState(enum.StrEnum):
    """Where one attempt to pay stands (trạng thái giao dịch)."""

    CREATED = "created"  # vừa tạo
    REDIRECTED = "redirected"  # người nộp đã được chuyển sang trang của ngân hàng
    PENDING = "pending"  # ngân hàng đang xử lý
    PAID = "paid"  # đã thanh toán
    FAILED = "failed"  # không thành công
    CANCELLED = "cancelled"  # đã hủy
    EXPIRED = "expired"  # quá hạn thanh toán
    UNKNOWN = "unknown"  # chưa rõ kết quả, đang hỏi ngân hàng
    REFUNDING = "refunding"  # đang hoàn tiền
    REFUNDED = "refunded"  # đã hoàn tiền
    PARTIALLY_REFUNDED = "partially_refunded"  # đã hoàn một phần


class Provider(enum.StrEnum):
    """By whom the money reaches the agency (kênh thanh toán)."""

    VNPAY = "vnpay"  # cổng thanh toán VNPAY
    DESK = "desk"  # tiền mặt tại bộ phận một cửa


AgencyCode = Annotated[str, Rule(min=1, max=40, description="Mã định danh cơ quan")]
TxnRef = Annotated[str, Rule(max=100, description="Our reference of the attempt at the provider (vnp_TxnRef)")]
ProviderParams = dict[str, Annotated[str, Rule(max=4000)]]
"""The query of a callback as the provider sent it: decoded once, nothing removed."""
Url = Annotated[str, Rule(max=4000)]


# Requests


@record
class StartPayment:
    """Begin to pay an obligation online. A second start within the time of the first leads to the same page."""

    obligation_id: Ident
    language: Annotated[str, Rule(choices=("vi", "en"), description="Of the provider's page")] = "vi"


@record
class HandleCallback:
    """A message of the provider about an attempt (IPN). It is kept as it came before anything is believed."""

    provider: Provider
    params: ProviderParams
    network: Annotated[str, Rule(max=64, description="Address the message came from")] = ""


@record
class PayAtDesk:
    """Cash taken at the one-stop desk (thu tại bộ phận một cửa), by the officer who calls."""

    obligation_id: Ident
    amount: Dong
    note: Annotated[str, Rule(max=500)] = ""


@record
class ListDossierPayments:
    """Everything that is or was to be paid for a dossier."""

    dossier_id: Ident


@record
class GetObligation:
    """One obligation with its attempts."""

    obligation_id: Ident


@record
class GetPayment:
    """One attempt to pay."""

    payment_id: Ident


@record
class ReadReturn:
    """What to show the person whom the provider sent back. Reads only, and only what the provider signed."""

    provider: Provider
    params: ProviderParams


@record
class GetReceipt:
    """One receipt (biên lai)."""

    receipt_id: Ident


# Replies


@record
class PaymentView:
    """One attempt to pay. ``outcome_*`` say in words what the provider answered; empty until it has."""

    id: Ident
    obligation_id: Ident
    state: PaymentState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    provider: Provider
    txn_ref: TxnRef
    amount: Dong
    created_at: dt.datetime
    expires_at: dt.datetime | None = None
    settled_at: dt.datetime | None = None
    outcome_code: Annotated[str, Rule(max=20)] = ""
    outcome_vi: Annotated[str, Rule(max=500)] = ""
    outcome_en: Annotated[str, Rule(max=500)] = ""


@record
class PaymentStarted:
    """Where to send the browser; good until ``payment.expires_at``."""

    payment: PaymentView
    redirect_url: Url


@record
class CallbackAnswer:
    """What to answer the provider, in its own words (VNPAY: RspCode and Message)."""

    code: Annotated[str, Rule(max=4)]
    message: Annotated[str, Rule(max=200)]


@record
class ObligationView:
    """What a dossier owes, and every attempt to pay it, newest first."""

    id: Ident
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    procedure_code: Annotated[str, Rule(max=40)]
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    state: ObligationState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    items: tuple[FeeItem, ...]
    total: Dong
    pay_online: bool
    requested_at: dt.datetime
    settled_at: dt.datetime | None = None
    receipt_id: Annotated[str, Rule(max=64, description="Empty until a receipt was issued")] = ""
    payments: tuple[PaymentView, ...] = ()


@record
class DossierPayments:
    """The obligations of one dossier, newest first."""

    dossier_id: Ident
    obligations: tuple[ObligationView, ...]


@record
class ReturnView:
    """What the return page shows. ``genuine`` False: the query was not signed by the provider; the rest is empty.

    ``state`` is what we know from the callback; while it is not final the page says that the result is awaited.
    """

    genuine: bool
    payment_id: Annotated[str, Rule(max=64)] = ""
    obligation_id: Annotated[str, Rule(max=64)] = ""
    dossier_id: Annotated[str, Rule(max=64)] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""
    amount: Dong = 0
    state: PaymentState = PaymentState.UNKNOWN
    final: bool = False
    message_vi: Annotated[str, Rule(max=500)] = ""
    message_en: Annotated[str, Rule(max=500)] = ""
    receipt_id: Annotated[str, Rule(max=64)] = ""


@record
class ReceiptView:
    """An electronic receipt of fees and charges (biên lai điện tử thu phí, lệ phí), NĐ 254/2026/NĐ-CP điều 23."""

    id: Ident
    form: Annotated[str, Rule(max=20, description="Ký hiệu mẫu biên lai")]
    series: Annotated[str, Rule(max=20, description="Ký hiệu biên lai")]
    number: Annotated[str, Rule(pattern=r"\d{8}", description="Số biên lai", example="00000001")]
    name: Annotated[str, Rule(max=200, description="Tên biên lai")]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    procedure_name: Annotated[str, Rule(max=2000)]
    obligation_id: Ident
    payment_id: Ident
    items: tuple[FeeItem, ...]
    total: Dong
    total_in_words: Annotated[str, Rule(max=300, description="Số tiền bằng chữ")]
    provider: Provider
    issued_at: dt.datetime


# Events


@record
class PaymentFacts:
    """What every event of an obligation carries; ``amount`` is its total."""

    obligation_id: Ident
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    procedure_code: Annotated[str, Rule(max=40)]
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_code: AgencyCode
    payer_id: Ident
    amount: Dong
    at: dt.datetime


@record
class PaymentRequested(PaymentFacts):
    """A fee is to be paid and can be from now on."""

    items: tuple[FeeItem, ...]
    pay_online: bool


@record
class PaymentSettled(PaymentFacts):
    """The obligation is met: the money is certain."""

    payment_id: Ident
    provider: Provider
    receipt_id: Ident


@record
class PaymentFailed(PaymentFacts):
    """One attempt came to nothing (refused, cancelled or expired); the obligation is still due."""

    payment_id: Ident
    provider: Provider
    state: PaymentState
    reason_code: Annotated[str, Rule(max=20)]
    reason_vi: Annotated[str, Rule(max=500)]
    reason_en: Annotated[str, Rule(max=500)]


@record
class ReceiptIssued(PaymentFacts):
    """A receipt with its number exists."""

    receipt_id: Ident
    payment_id: Ident
    form: Annotated[str, Rule(max=20)]
    series: Annotated[str, Rule(max=20)]
    number: Annotated[str, Rule(pattern=r"\d{8}")]


# Methods

start_payment = command(SERVICE, "start_payment", StartPayment, PaymentStarted)
handle_callback = command(
    SERVICE,
    "handle_callback",
    HandleCallback,
    CallbackAnswer,
    natural="a callback is known by provider, reference and transaction number; a second one finds the first's effect",
)
pay_at_desk = command(SERVICE, "pay_at_desk", PayAtDesk, ObligationView)

list_dossier_payments = query(SERVICE, "list_dossier_payments", ListDossierPayments, DossierPayments)
get_obligation = query(SERVICE, "get_obligation", GetObligation, ObligationView)
get_payment = query(SERVICE, "get_payment", GetPayment, PaymentView)
read_return = query(SERVICE, "read_return", ReadReturn, ReturnView)
get_receipt = query(SERVICE, "get_receipt", GetReceipt, ReceiptView)

payment_requested = event(SERVICE, "payment_requested", PaymentRequested, aggregate="payment")
payment_settled = event(SERVICE, "payment_settled", PaymentSettled, aggregate="payment")
payment_failed = event(SERVICE, "payment_failed", PaymentFailed, aggregate="payment")
receipt_issued = event(SERVICE, "receipt_issued", ReceiptIssued, aggregate="payment")


# Errors

PAYMENT_NOT_FOUND = error(
    "payment.not-found",
    NotFound,
    vi="Không tìm thấy khoản thanh toán. Xin mở lại từ trang hồ sơ của bạn.",
    en="There is no such payment. Please open it again from your dossier's page.",
)
RECEIPT_NOT_FOUND = error(
    "receipt.not-found",
    NotFound,
    vi="Không tìm thấy biên lai. Xin mở lại từ trang hồ sơ của bạn.",
    en="There is no such receipt. Please open it again from your dossier's page.",
)
ALREADY_SETTLED = error(
    "payment.already-settled",
    Conflict,
    vi="Khoản này đã nộp đủ, không cần nộp nữa. Xin xem biên lai trong hồ sơ.",
    en="This has been paid in full; nothing more is due. Please see the receipt in the dossier.",
)
OBLIGATION_WITHDRAWN = error(
    "payment.no-longer-due",
    Conflict,
    vi="Khoản này không phải nộp nữa vì hồ sơ đã kết thúc hoặc khoản thu đã thay đổi. Xin tải lại trang hồ sơ.",
    en="This is no longer due, as the dossier ended or the fee changed. Please reload the dossier's page.",
)
NOT_PAYABLE_ONLINE = error(
    "payment.not-payable-online",
    Conflict,
    vi="Cơ quan chưa thu khoản này qua mạng. Xin nộp tại bộ phận một cửa.",
    en="The agency does not take this payment online yet. Please pay at its one-stop desk.",
)
AMOUNT_OUT_OF_RANGE = error(
    "payment.amount-out-of-range",
    Conflict,
    vi="Cổng thanh toán chỉ nhận từ {min} đến {max} đồng mỗi lần. Xin nộp tại bộ phận một cửa.",
    en="The payment gateway takes {min} to {max} đồng at a time. Please pay at the one-stop desk.",
)
AMOUNT_DIFFERS = error(
    "payment.amount-differs",
    Invalid,
    vi="Số tiền phải đúng {total} đồng. Xin kiểm tra lại.",
    en="The amount must be exactly {total} đồng. Please check it.",
)
ROLE_MISSING = error(
    "payment.role-missing",
    Forbidden,
    vi="Việc này cần vai trò {roles} trong cơ quan. Xin liên hệ người quản trị cơ quan.",
    en="This needs the role {roles} in the agency. Please ask your agency's administrator.",
)
PROVIDER_AWAY = error(
    "payment.provider-unavailable",
    Unavailable,
    vi="Cổng thanh toán đang tạm ngừng. Hồ sơ vẫn được giữ; xin thử lại sau ít phút hoặc nộp tại bộ phận một cửa.",
    en="The payment gateway is away. Your dossier is kept; please try again in a few minutes or pay at the desk.",
)
