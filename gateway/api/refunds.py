"""Paying back, and money in suspense: for officers; the payer sees refunds with their payment."""

from gateway.routing import Area, Auth, Words
from services.payments import contract as payments

area = Area("refunds", Words("Hoàn phí, lệ phí", "Refunds"))

area.passes(
    "POST",
    "/api/v1/desk/payments/{payment_id}/refunds",
    payments.request_refund,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị hoàn phí, lệ phí", "Ask that a payment be paid back"),
    errors=(
        payments.PAYMENT_NOT_FOUND,
        payments.NOT_REFUNDABLE,
        payments.REFUND_UNDER_WAY,
        payments.REFUND_TOO_MUCH,
        payments.REFUND_WAY_IMPOSSIBLE,
        payments.REFUND_REASON_UNKNOWN,
        payments.REFUND_BASIS_MISSING,
        payments.ROLE_MISSING,
    ),
    notes=Words(
        "Không ghi shares thì hoàn toàn bộ số còn lại. Trên hạn mức, hoặc khi chi tiền mặt hay chuyển khoản, cần người "
        "thứ hai duyệt.",
        "Without shares all that is left goes back. Above the limit, or by hand, a second person has to approve it.",
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/refunds/{refund_id}/decision",
    payments.decide_refund,
    auth=Auth.STAFF,
    summary=Words("Duyệt hoặc không duyệt hoàn tiền", "Approve or reject a refund"),
    errors=(
        payments.REFUND_NOT_FOUND,
        payments.REFUND_STATE,
        payments.SECOND_PERSON_NEEDED,
        payments.REJECTION_NEEDS_NOTE,
        payments.ROLE_MISSING,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/refunds/{refund_id}/payout",
    payments.pay_out_refund,
    auth=Auth.STAFF,
    summary=Words("Ghi nhận đã chi hoàn tiền, có chứng từ", "A refund was paid out, with its voucher"),
    errors=(
        payments.REFUND_NOT_FOUND,
        payments.REFUND_STATE,
        payments.CASH_DAY_NOT_OPEN,
        payments.CASH_DAY_LEFT_OPEN,
        payments.CASH_TOO_LITTLE,
        payments.ROLE_MISSING,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/refunds/{refund_id}/closings",
    payments.propose_closing,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị kết thúc hoàn tiền thủ công", "Propose to end a refund by hand"),
    errors=(
        payments.REFUND_NOT_FOUND,
        payments.REFUND_STATE,
        payments.REFUND_STILL_ASKED,
        payments.ASKED_ALREADY,
        payments.ROLE_MISSING,
    ),
    notes=Words(
        "Chỉ khi cổng thanh toán đã được hỏi nhiều lần mà không có kết quả; theo văn bản trả lời của họ.",
        "Only when the gateway was asked often and told no end; on what it wrote.",
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/refunds/{refund_id}/closings/{closing_id}/decision",
    payments.decide_closing,
    auth=Auth.STAFF,
    summary=Words("Đồng ý kết thúc thủ công hoặc không", "Agree to an end by hand or not"),
    errors=(
        payments.REFUND_NOT_FOUND,
        payments.REFUND_STATE,
        payments.DECIDED_ALREADY,
        payments.SECOND_PERSON_NEEDED,
        payments.REJECTION_NEEDS_NOTE,
        payments.ROLE_MISSING,
    ),
)
area.passes(
    "GET",
    "/api/v1/desk/agencies/{agency_code}/refund-closings",
    payments.list_closings,
    auth=Auth.STAFF,
    summary=Words("Đề nghị kết thúc hoàn tiền đang chờ", "Proposals to end refunds that wait"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)
area.passes(
    "GET",
    "/api/v1/refunds/{refund_id}",
    payments.get_refund,
    auth=Auth.SIGNED_IN,
    summary=Words("Một khoản hoàn tiền", "One refund"),
    errors=(payments.REFUND_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/desk/agencies/{agency_code}/money-work",
    payments.list_money_work,
    auth=Auth.STAFF,
    summary=Words("Việc về tiền đang chờ người xử lý", "What of an agency's money waits for people"),
    errors=(payments.BOOKS_NOT_FOUND, payments.ROLE_MISSING),
)
area.passes(
    "GET",
    "/api/v1/desk/suspense/{suspense_id}",
    payments.get_suspense,
    auth=Auth.STAFF,
    summary=Words("Một khoản tiền treo", "One sum in suspense"),
    errors=(payments.SUSPENSE_NOT_FOUND,),
)
area.passes(
    "POST",
    "/api/v1/desk/suspense/{suspense_id}/refunds",
    payments.refund_suspense,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị trả lại tiền treo cho người nộp", "Ask that money in suspense go back to the payer"),
    errors=(
        payments.SUSPENSE_NOT_FOUND,
        payments.REFUND_TOO_MUCH,
        payments.REFUND_WAY_IMPOSSIBLE,
        payments.ROLE_MISSING,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/suspense/{suspense_id}/credits",
    payments.credit_suspense,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đề nghị ghi tiền treo cho một khoản phải nộp", "Ask that money in suspense meet an obligation"),
    errors=(
        payments.SUSPENSE_NOT_FOUND,
        payments.PAYMENT_NOT_FOUND,
        payments.CREDIT_DOES_NOT_FIT,
        payments.ROLE_MISSING,
    ),
)
area.passes(
    "POST",
    "/api/v1/desk/suspense/{suspense_id}/credits/{credit_id}/decision",
    payments.decide_credit,
    auth=Auth.STAFF,
    summary=Words("Duyệt hoặc không duyệt việc ghi có", "Agree to a credit or reject it"),
    errors=(
        payments.SUSPENSE_NOT_FOUND,
        payments.SECOND_PERSON_NEEDED,
        payments.REJECTION_NEEDS_NOTE,
        payments.CREDIT_DOES_NOT_FIT,
        payments.ROLE_MISSING,
    ),
)
