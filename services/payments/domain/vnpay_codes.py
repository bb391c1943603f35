"""The codes of VNPAY 2.1.0, as data, with what people read for each: payer, officer, VNPAY itself.

Source: VNPAY "Tài liệu kỹ thuật tích hợp cổng thanh toán" 2.1.0, tables of vnp_ResponseCode, vnp_TransactionStatus,
RspCode and of the enquiry and refund interfaces. A code that is not listed reads as 99.
"""

import enum
from collections.abc import Mapping
from typing import Final

SUCCESS: Final = "00"
CANCELLED: Final = "24"
EXPIRED: Final = "11"


class RspCode(enum.StrEnum):
    """What a merchant answers to an IPN; VNPAY sends it again until it hears 00 or 02."""

    CONFIRMED = "00"
    ORDER_NOT_FOUND = "01"
    ALREADY_CONFIRMED = "02"
    ADDRESS_PROHIBITED = "03"  # never answered: who sent a message is shown by its signature, not by its address
    INVALID_AMOUNT = "04"
    INVALID_SIGNATURE = "97"
    UNKNOWN_ERROR = "99"


RSP_MESSAGES: Final[Mapping[RspCode, str]] = {
    RspCode.CONFIRMED: "Confirm Success",
    RspCode.ORDER_NOT_FOUND: "Order not found",
    RspCode.ALREADY_CONFIRMED: "Order already confirmed",
    RspCode.ADDRESS_PROHIBITED: "IP prohibited",
    RspCode.INVALID_AMOUNT: "Invalid amount",
    RspCode.INVALID_SIGNATURE: "Invalid Checksum",
    RspCode.UNKNOWN_ERROR: "Unknown error",
}

AT_THE_DESK_VI: Final = "Xin thử lại sau, hoặc nộp tại bộ phận một cửa."
AT_THE_DESK_EN: Final = "Please try again later, or pay at the one-stop desk."

RESPONSE_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "00": ("Giao dịch thành công.", "The payment succeeded."),
    "01": (
        "Cổng thanh toán đã có giao dịch này. Xin xem tình trạng trong trang hồ sơ trước khi nộp lại.",
        "The payment gateway has this payment already. Please see the dossier's page before you pay again.",
    ),
    "02": (
        f"Cổng thanh toán không nhận ra cổng dịch vụ công. {AT_THE_DESK_VI}",
        f"The payment gateway does not know this portal. {AT_THE_DESK_EN}",
    ),
    "03": (
        f"Cổng thanh toán không đọc được yêu cầu. {AT_THE_DESK_VI}",
        f"The payment gateway could not read the request. {AT_THE_DESK_EN}",
    ),
    "04": (
        f"Cổng thanh toán đang tạm khóa với cổng dịch vụ công. {AT_THE_DESK_VI}",
        f"The payment gateway is closed to this portal for now. {AT_THE_DESK_EN}",
    ),
    "05": (
        "Nhập sai mật khẩu thanh toán quá số lần quy định. Xin thực hiện lại.",
        "The payment password was wrong too often. Please try again.",
    ),
    "06": ("Mật khẩu OTP không đúng. Xin thực hiện lại.", "The one-time password was wrong. Please try again."),
    "07": (
        "Đã trừ tiền nhưng giao dịch bị nghi ngờ. Ngân hàng đang kiểm tra; xin không nộp lại.",
        "The money was debited but the payment looks suspicious. The bank is checking it; please do not pay again.",
    ),
    "08": (
        "Ngân hàng đang bảo trì. Xin thử lại sau hoặc chọn ngân hàng khác.",
        "The bank is under maintenance. Please try later or choose another bank.",
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


STATUS_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "00": ("Giao dịch thành công.", "The transaction succeeded."),
    "01": ("Giao dịch chưa hoàn tất.", "The transaction is not finished."),
    "02": ("Giao dịch bị lỗi.", "The transaction failed."),
    "04": (
        "Ngân hàng đã trừ tiền nhưng cổng thanh toán chưa ghi nhận. Xin không nộp lại; ngân hàng đang xử lý.",
        "The bank debited the money, but the gateway has not recorded it. Please do not pay again; it is being sorted.",
    ),
    "05": ("Cổng thanh toán đang xử lý việc hoàn tiền.", "The gateway is working on the refund."),
    "06": (
        "Cổng thanh toán đã gửi yêu cầu hoàn tiền sang ngân hàng. Tiền về theo thời gian của ngân hàng.",
        "The gateway sent the refund to the bank. When the money arrives depends on the bank.",
    ),
    "07": (
        "Giao dịch bị nghi ngờ gian lận. Ngân hàng đang kiểm tra; xin không nộp lại.",
        "The transaction is suspected of fraud. The bank is checking it; please do not pay again.",
    ),
    "09": ("Ngân hàng từ chối hoàn tiền.", "The bank refused the refund."),
}
"""vnp_TransactionStatus: where a payment (00 to 04, 07) or a refund (00, 05, 06, 09) stands."""

REFUND_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "00": ("Cổng thanh toán đã nhận yêu cầu hoàn tiền.", "The gateway took the refund."),
    "02": (
        "Cổng thanh toán không nhận: mã đơn vị hoặc số tiền không đúng. Xin kiểm tra cấu hình và số tiền còn lại.",
        "Not taken: the merchant's code or the amount is wrong. Please check the settings and what is left.",
    ),
    "03": ("Cổng thanh toán không đọc được yêu cầu hoàn tiền.", "The gateway could not read the refund."),
    "91": (
        "Cổng thanh toán không tìm thấy giao dịch để hoàn. Xin hoàn tiền mặt hoặc chuyển khoản.",
        "The gateway does not find the payment. Please pay back in cash or by transfer.",
    ),
    "94": (
        "Yêu cầu hoàn tiền đã được gửi trước đó và đang được xử lý.",
        "This refund was sent before and is being worked on.",
    ),
    "95": (
        "Giao dịch không thành công ở cổng thanh toán nên không hoàn được.",
        "The payment did not succeed at the gateway, so it cannot be paid back.",
    ),
    "97": ("Chữ ký của yêu cầu hoàn tiền không đúng.", "The refund's signature was wrong."),
    "98": ("Cổng thanh toán quá thời gian xử lý; đang hỏi lại.", "The gateway timed out; it is being asked."),
    "99": ("Cổng thanh toán báo lỗi khác; đang hỏi lại.", "The gateway reported another error; it is being asked."),
}
"""vnp_ResponseCode of the answer to a refund, for officers."""

BY_HAND: Final = {
    "paid": ("Cán bộ kết thúc theo chứng từ: đã hoàn.", "Ended by officers on a document: it was paid back."),
    "unpaid": ("Cán bộ kết thúc theo chứng từ: không hoàn được.", "Ended by officers on a document: it was not paid."),
}
"""How people ended a refund that the provider had no end of."""


def status_text(code: str) -> tuple[str, str]:
    """The sentences for a vnp_TransactionStatus; unknown ones read as not finished."""
    return STATUS_TEXTS.get(code, STATUS_TEXTS["01"])


def refund_text(code: str) -> tuple[str, str]:
    """The sentences for the code of a refund as it is kept: ``status:09``, ``code:94`` or ``hand:paid``."""
    kind, _, value = code.partition(":")
    if kind == "hand":
        return BY_HAND[value]
    return status_text(value) if kind == "status" else REFUND_TEXTS.get(value, REFUND_TEXTS["99"])
