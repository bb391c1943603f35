"""What payments answers: obligations, attempts to meet them, the provider's answer, receipts."""

import datetime as dt
from typing import Annotated

from chassis.records import Dong, Ident, Rule, record
from services.dossiers.contract import FeeItem
from services.payments.contract.refunds import RefundView
from services.payments.contract.terms import (
    AgencyCode,
    CounterKind,
    ObligationState,
    PaymentState,
    Provider,
    TxnRef,
    Url,
)


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
    refunded: Annotated[int, Rule(min=0, description="Đã hoàn, đồng (VND)")] = 0
    refunds: tuple[RefundView, ...] = ()
    held: Annotated[int, Rule(min=0, description="Tiền treo: đã đến nhưng không khớp, chờ cơ quan xử lý, đồng")] = 0


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
    """What a dossier owes, and every attempt to pay it, newest first.

    One that is not due any more stays in sight; `withdrawn_vi` and `withdrawn_en` say why.
    """

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
    withdrawn_at: dt.datetime | None = None
    withdrawn_vi: Annotated[str, Rule(max=200)] = ""
    withdrawn_en: Annotated[str, Rule(max=200)] = ""
    takes_transfers: Annotated[bool, Rule(description="Due, and the agency has an account to transfer it to")] = False


@record
class DossierPayments:
    """The obligations of one dossier, newest first."""

    dossier_id: Ident
    obligations: tuple[ObligationView, ...]


@record
class ReturnView:
    """What the return page shows. ``genuine`` False: the query was not signed by the provider; the rest is empty.

    ``state`` is what we know from the callback; while it is not final the page says that the result is awaited.
    The message says what is known here: money that does not fit what is due (``held``) is never called a success.
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
    held: Annotated[int, Rule(min=0, description="Tiền treo của lần thanh toán này, đồng (VND)")] = 0


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
    look_up: Annotated[str, Rule(max=40, description="Mã tra cứu, for anybody to check the receipt by")] = ""
    counters: Annotated[str, Rule(max=64, description="The receipt that this one cancels, reduces or replaces")] = ""
    counter_kind: CounterKind | None = None
    reason: Annotated[str, Rule(max=500)] = ""
