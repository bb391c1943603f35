"""Paying back, and money in suspense: what officers ask, what everybody concerned sees."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Dong, Ident, Rule, record
from services.payments.contract.terms import SERVICE, AgencyCode, PaymentState, TxnRef

ReasonText = Annotated[str, Rule(min=5, max=500, description="In the officer's words; the payer reads it")]
RefundReason = Annotated[str, Rule(min=1, max=60, description="Code of refund-rules.json", example="charged-wrongly")]
Voucher = Annotated[str, Rule(min=1, max=60, description="Number of the payment voucher (số phiếu chi, ủy nhiệm chi)")]


class RefundState(enum.StrEnum):
    """Where one refund stands (tình trạng hoàn tiền)."""

    REQUESTED = "requested"  # chờ duyệt
    APPROVED = "approved"  # đã duyệt
    SENT = "sent"  # ngân hàng đang hoàn
    UNKNOWN = "unknown"  # chưa rõ, đang hỏi ngân hàng
    SETTLED = "settled"  # đã hoàn
    REFUSED = "refused"  # ngân hàng không hoàn được
    REJECTED = "rejected"  # không duyệt


class RefundWay(enum.StrEnum):
    """By which way money goes back (hình thức hoàn tiền)."""

    PROVIDER = "provider"  # qua cổng thanh toán, về nơi đã trả
    CASH = "cash"  # tiền mặt tại bộ phận một cửa, có phiếu chi
    TRANSFER = "transfer"  # cơ quan chuyển khoản, có ủy nhiệm chi


class SuspenseState(enum.StrEnum):
    """Where money in suspense stands (tình trạng tiền treo)."""

    OPEN = "open"  # chưa xử lý hết
    UNDER_WAY = "under_way"  # đã đề nghị, chờ người thứ hai hoặc ngân hàng
    CLEARED = "cleared"  # đã xử lý xong


@record
class RefundShare:
    """What of a refund is for which fee head, đồng."""

    head: Annotated[str, Rule(min=1, max=80)]
    amount: Annotated[int, Rule(min=1, description="Số tiền, đồng (VND)")]


@record
class RefundPart:
    """What of a refund is for which fee head, with the name that it had when the refund was asked for."""

    head: Annotated[str, Rule(min=1, max=80)]
    amount: Annotated[int, Rule(min=1, description="Số tiền, đồng (VND)")]
    label: Annotated[str, Rule(max=1000, description="Empty for money that was for no fee head")] = ""


@record
class RequestRefund:
    """Ask that a payment be paid back (đề nghị hoàn phí, lệ phí). Without ``shares`` all that is left of it."""

    payment_id: Ident
    way: RefundWay
    reason_code: RefundReason
    reason: ReasonText
    shares: Annotated[tuple[RefundShare, ...], Rule(max=50)] = ()
    legal_basis: Annotated[str, Rule(max=500)] = ""


@record
class DecideRefund:
    """Approve a refund, or reject it, as another person than who asked (duyệt hoàn tiền)."""

    refund_id: Ident
    approve: bool
    note: Annotated[str, Rule(max=500, description="Needed to reject")] = ""


@record
class PayOutRefund:
    """Tell that an approved refund was paid in cash or by transfer, with its voucher (chi hoàn tiền)."""

    refund_id: Ident
    voucher: Voucher
    desk: Annotated[str, Rule(min=1, max=20, pattern=r"[\w-]+", description="Whose cash box pays it")] = "1"


@record
class GetRefund:
    """One refund."""

    refund_id: Ident


@record
class RefundSuspense:
    """Ask that money in suspense go back to who paid it; without ``amount`` all that is left."""

    suspense_id: Ident
    way: RefundWay
    reason: ReasonText
    amount: Annotated[int | None, Rule(min=1, description="Số tiền, đồng (VND)")] = None


@record
class CreditSuspense:
    """Ask that money in suspense be taken for an obligation that is due: its exact amount."""

    suspense_id: Ident
    obligation_id: Ident
    reason: ReasonText


@record
class DecideCredit:
    """Agree to a credit or reject it, as another person than who asked."""

    suspense_id: Ident
    credit_id: Ident
    agree: bool
    note: Annotated[str, Rule(max=500, description="Needed to reject")] = ""


@record
class GetSuspense:
    """One sum in suspense."""

    suspense_id: Ident


@record
class ListMoneyWork:
    """What of an agency's money waits for people: attempts without an end, refunds under way, money in suspense."""

    agency_code: AgencyCode


@record
class RefundView:
    """One refund. ``outcome_*`` say in words what the provider answered; empty until it has."""

    id: Ident
    payment_id: Annotated[str, Rule(max=64, description="Empty for money from suspense")] = ""
    suspense_id: Annotated[str, Rule(max=64)] = ""
    obligation_id: Annotated[str, Rule(max=64)] = ""
    state: RefundState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    way: RefundWay
    amount: Dong
    shares: tuple[RefundPart, ...]
    reason_code: Annotated[str, Rule(max=60)]
    reason: Annotated[str, Rule(max=500)]
    legal_basis: Annotated[str, Rule(max=500)] = ""
    needs_second: Annotated[bool, Rule(description="Whether a second person has to approve it")] = False
    requested_at: dt.datetime
    decided_at: dt.datetime | None = None
    decision_note: Annotated[str, Rule(max=500)] = ""
    outcome_vi: Annotated[str, Rule(max=500)] = ""
    outcome_en: Annotated[str, Rule(max=500)] = ""
    voucher: Annotated[str, Rule(max=60)] = ""
    settled_at: dt.datetime | None = None
    counter_receipt_id: Annotated[str, Rule(max=64, description="Empty until it was paid back")] = ""


@record
class CreditView:
    """One credit out of suspense."""

    id: Ident
    obligation_id: Ident
    amount: Dong
    state: Annotated[str, Rule(max=20, choices=("requested", "credited", "rejected"))]
    reason: Annotated[str, Rule(max=500)]
    requested_at: dt.datetime
    decided_at: dt.datetime | None = None
    decision_note: Annotated[str, Rule(max=500)] = ""
    payment_id: Annotated[str, Rule(max=64)] = ""


@record
class SuspenseView:
    """Money that arrived and that nothing was waiting for (tiền treo), and what became of it."""

    id: Ident
    state: SuspenseState
    provider: Annotated[str, Rule(max=20)]
    txn_ref: TxnRef
    transaction_no: Annotated[str, Rule(max=100)] = ""
    amount: Dong
    left: Annotated[int, Rule(min=0, description="Chưa xử lý, đồng (VND)")]
    agency_code: Annotated[str, Rule(max=40, description="Empty for money that names no order of ours")] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""
    obligation_id: Annotated[str, Rule(max=64)] = ""
    payment_id: Annotated[str, Rule(max=64)] = ""
    why: Annotated[str, Rule(max=500)]
    arrived_at: dt.datetime
    refunds: tuple[RefundView, ...] = ()
    credits: tuple[CreditView, ...] = ()


@record
class OpenEnd:
    """An attempt whose end the provider does not tell, asked about again and again."""

    payment_id: Ident
    obligation_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    state: PaymentState
    amount: Dong
    created_at: dt.datetime
    asks: Annotated[int, Rule(min=0, description="How often the provider was asked")]
    next_ask_at: dt.datetime | None = None


@record
class MoneyWork:
    """What waits for people, oldest first, at most a hundred of each."""

    open_ends: tuple[OpenEnd, ...]
    refunds: tuple[RefundView, ...]
    suspense: tuple[SuspenseView, ...]


request_refund = command(SERVICE, "request_refund", RequestRefund, RefundView)
decide_refund = command(SERVICE, "decide_refund", DecideRefund, RefundView)
pay_out_refund = command(SERVICE, "pay_out_refund", PayOutRefund, RefundView)
refund_suspense = command(SERVICE, "refund_suspense", RefundSuspense, RefundView)
credit_suspense = command(SERVICE, "credit_suspense", CreditSuspense, SuspenseView)
decide_credit = command(SERVICE, "decide_credit", DecideCredit, SuspenseView)

get_refund = query(SERVICE, "get_refund", GetRefund, RefundView)
get_suspense = query(SERVICE, "get_suspense", GetSuspense, SuspenseView)
list_money_work = query(SERVICE, "list_money_work", ListMoneyWork, MoneyWork)
