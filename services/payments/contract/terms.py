"""The words of payments: states, providers, and the forms that references and addresses have."""

import enum
from typing import Annotated

from chassis.records import Rule

SERVICE = "payments"


class ObligationState(enum.StrEnum):
    """Where an obligation stands (tình trạng khoản phải nộp)."""

    DUE = "due"  # chờ nộp
    SETTLED = "settled"  # đã nộp
    WITHDRAWN = "withdrawn"  # không phải nộp nữa: hồ sơ đã rút, dừng hoặc khoản thu được thay bằng khoản khác


class WhyKept(enum.StrEnum):
    """Why payments did not change what a dossier owes (lý do giữ nguyên khoản phải nộp)."""

    SETTLED = "settled"  # khoản cũ đã được nộp
    BEING_PAID = "being_paid"  # người nộp đang ở trang của ngân hàng
    NOT_DUE = "not_due"  # khoản cũ không còn phải nộp


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
    TRANSFER = "transfer"  # chuyển khoản vào tài khoản của cơ quan


class CounterKind(enum.StrEnum):
    """What a counter-receipt does to the one that it names (biên lai hủy, điều chỉnh giảm, thay thế)."""

    CANCEL = "cancel"
    ADJUST = "adjust"
    REPLACE = "replace"


AgencyCode = Annotated[str, Rule(min=1, max=40, description="Mã định danh cơ quan")]
TxnRef = Annotated[str, Rule(max=100, description="Our reference of the attempt at the provider (vnp_TxnRef)")]
ProviderParams = dict[str, Annotated[str, Rule(max=4000)]]
"""The query of a callback as the provider sent it: decoded once, nothing removed."""
Url = Annotated[str, Rule(max=4000)]
