"""The codes and field orders of VNPAY 2.1.0, as data, with what people read for each.

Source: VNPAY "Tài liệu kỹ thuật tích hợp cổng thanh toán" 2.1.0, tables of vnp_ResponseCode, RspCode and of the
enquiry and refund interfaces.
"""

import enum
from collections.abc import Mapping
from typing import Final

SUCCESS: Final = "00"
CANCELLED: Final = "24"
EXPIRED: Final = "11"

QUERY_REQUEST: Final = (
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
QUERY_REPLY: Final = (
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
    "vnp_PromotionCode",
    "vnp_PromotionAmount",
)
REFUND_REQUEST: Final = (
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TransactionType",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_TransactionNo",
    "vnp_TransactionDate",
    "vnp_CreateBy",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
REFUND_REPLY: Final = (
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
)


class RspCode(enum.StrEnum):
    """What a merchant answers to an IPN; VNPAY sends it again until it hears 00 or 02."""

    CONFIRMED = "00"
    ORDER_NOT_FOUND = "01"
    ALREADY_CONFIRMED = "02"
    INVALID_AMOUNT = "04"
    INVALID_SIGNATURE = "97"
    UNKNOWN_ERROR = "99"


RSP_MESSAGES: Final[Mapping[RspCode, str]] = {
    RspCode.CONFIRMED: "Confirm Success",
    RspCode.ORDER_NOT_FOUND: "Order not found",
    RspCode.ALREADY_CONFIRMED: "Order already confirmed",
    RspCode.INVALID_AMOUNT: "Invalid amount",
    RspCode.INVALID_SIGNATURE: "Invalid Checksum",
    RspCode.UNKNOWN_ERROR: "Unknown error",
}

RESPONSE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "00": ("Giao dịch thành công.", "The payment succeeded."),
    "07": (
        "Đã trừ tiền nhưng giao dịch bị nghi ngờ. Ngân hàng đang kiểm tra; xin không nộp lại.",
        "The money was debited but the payment looks suspicious. The bank is checking it; please do not pay again.",
    ),
    "09": (
        "Thẻ hoặc tài khoản chưa đăng ký Internet Banking. Xin đăng ký với ngân hàng hoặc dùng thẻ khác.",
        "The card or account has no internet banking. Please register with the bank or use another card.",
    ),
    "10": (
        "Xác thực thông tin thẻ hoặc tài khoản không đúng quá 3 lần. Xin kiểm tra rồi thanh toán lại.",
        "The card's details were wrong more than 3 times. Please check them and pay again.",
    ),
    "11": ("Đã hết thời gian chờ thanh toán. Xin thực hiện lại.", "The time to pay ran out. Please try again."),
    "12": (
        "Thẻ hoặc tài khoản bị khóa. Xin liên hệ ngân hàng hoặc dùng thẻ khác.",
        "The card or account is locked. Please ask the bank or use another card.",
    ),
    "13": ("Mật khẩu OTP không đúng. Xin thực hiện lại.", "The one-time password was wrong. Please try again."),
    "24": ("Bạn đã hủy giao dịch. Có thể thanh toán lại bất cứ lúc nào.", "You cancelled. You can pay again any time."),
    "51": (
        "Tài khoản không đủ số dư. Xin nạp thêm tiền hoặc dùng tài khoản khác.",
        "The account's balance is too low. Please top it up or use another one.",
    ),
    "65": (
        "Tài khoản đã vượt hạn mức giao dịch trong ngày. Xin thử lại ngày mai hoặc dùng tài khoản khác.",
        "The account reached its daily limit. Please try tomorrow or use another one.",
    ),
    "75": (
        "Ngân hàng thanh toán đang bảo trì. Xin thử lại sau hoặc chọn ngân hàng khác.",
        "The bank is under maintenance. Please try later or choose another bank.",
    ),
    "79": (
        "Nhập sai mật khẩu thanh toán quá số lần quy định. Xin thực hiện lại.",
        "The payment password was wrong too often. Please try again.",
    ),
    "99": ("Ngân hàng báo lỗi khác. Xin thử lại sau.", "The bank reported another error. Please try again later."),
}


def response_text(code: str) -> tuple[str, str]:
    """The sentences for a vnp_ResponseCode, in Vietnamese and English; unknown codes read as 99."""
    return RESPONSE_TEXTS.get(code, RESPONSE_TEXTS["99"])
