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
    vi="Cổng thanh toán chỉ nhận từ {min:dong} đến {max:dong} mỗi lần. Xin nộp tại bộ phận một cửa.",
    en="The payment gateway takes {min:dong} to {max:dong} at a time. Please pay at the one-stop desk.",
)
AMOUNT_DIFFERS = error(
    "payment.amount-differs",
    Invalid,
    vi="Số tiền phải đúng {total:dong}. Xin kiểm tra lại.",
    en="The amount must be exactly {total:dong}. Please check it.",
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
    vi="Cổng thanh toán đang tạm ngừng. Hồ sơ vẫn được giữ; xin thử lại sau ít phút, chuyển khoản bằng mã QR của cơ "
    "quan, hoặc nộp tại bộ phận một cửa.",
    en="The payment gateway is away. Your dossier is kept; please try again in a few minutes, pay by the agency's QR "
    "code, or at the one-stop desk.",
)
REFUND_NOT_FOUND = error(
    "refund.not-found",
    NotFound,
    vi="Không tìm thấy khoản hoàn tiền. Xin mở lại từ trang hồ sơ hoặc danh sách việc về tiền.",
    en="There is no such refund. Please open it again from the dossier or from the list of money work.",
)
SUSPENSE_NOT_FOUND = error(
    "suspense.not-found",
    NotFound,
    vi="Không tìm thấy khoản tiền treo. Xin mở lại từ danh sách việc về tiền.",
    en="There is no such sum in suspense. Please open it again from the list of money work.",
)
NOT_REFUNDABLE = error(
    "refund.not-refundable",
    Conflict,
    vi="Giao dịch này chưa thu được tiền hoặc đã hoàn hết ({state_vi}), nên không có gì để hoàn.",
    en="This payment brought no money or was paid back already ({state_en}); there is nothing to refund.",
)
REFUND_UNDER_WAY = error(
    "refund.under-way",
    Conflict,
    vi="Đang có một khoản hoàn chưa xong ({refund_id}). Xin chờ hoặc xử lý khoản đó trước.",
    en="Another refund is not finished ({refund_id}). Please wait for it, or deal with it first.",
)
REFUND_TOO_MUCH = error(
    "refund.too-much",
    Invalid,
    vi="Số tiền hoàn vượt quá số còn lại: {left:dong}. Xin kiểm tra từng khoản.",
    en="The refund is more than what is left: {left:dong}. Please check each item.",
)
REFUND_WAY_IMPOSSIBLE = error(
    "refund.way-impossible",
    Conflict,
    vi="Khoản này không hoàn qua cổng thanh toán được. Xin chọn tiền mặt hoặc chuyển khoản.",
    en="This cannot be paid back by the payment gateway. Please choose cash or transfer.",
)
REFUND_REASON_UNKNOWN = error(
    "refund.reason-unknown",
    Invalid,
    vi="Không có lý do hoàn tiền “{code}”. Chọn một trong: {choices}.",
    en="There is no reason “{code}” for a refund. Choose one of: {choices}.",
)
REFUND_BASIS_MISSING = error(
    "refund.basis-missing",
    Invalid,
    vi="Lý do này cần căn cứ pháp lý (văn bản, điều, khoản). Xin ghi vào legal_basis.",
    en="This reason needs its legal basis (document, article). Please give it in legal_basis.",
)
REFUND_STATE = error(
    "refund.wrong-state",
    Conflict,
    vi="Khoản hoàn tiền đang ở tình trạng “{state_vi}” nên không làm việc này được. Xin tải lại.",
    en="The refund is in the state “{state_en}”, which does not allow this. Please reload.",
)
REJECTION_NEEDS_NOTE = error(
    "refund.rejection-needs-note",
    Invalid,
    vi="Xin ghi lý do không đồng ý vào phần ý kiến (note).",
    en="Please say in the note why it is rejected.",
)
CREDIT_DOES_NOT_FIT = error(
    "suspense.credit-does-not-fit",
    Conflict,
    vi="Khoản phải nộp là {total:dong} nhưng tiền treo chỉ còn {left:dong}, hoặc khoản đó không còn chờ nộp.",
    en="The obligation is {total:dong} and {left:dong} are left in suspense, or it is not due any more.",
)
