"""How a request to payments can fail."""

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable, error

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
    vi="Việc này cần vai trò {roles_vi} trong cơ quan. Xin liên hệ người quản trị cơ quan.",
    en="This needs the role {roles_en} in the agency. Please ask your agency's administrator.",
)
PROVIDER_AWAY = error(
    "payment.provider-unavailable",
    Unavailable,
    vi="Cổng thanh toán đang tạm ngừng. Hồ sơ vẫn được giữ; xin thử lại sau ít phút hoặc nộp tại bộ phận một cửa.",
    en="The payment gateway is away. Your dossier is kept; please try again in a few minutes or pay at the desk.",
)
