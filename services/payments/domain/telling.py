"""What a payer is told of an attempt: what is known here, never what a bank said that does not hold.

A bank's "success" counts only where the money met the obligation. Money that came by another amount, too late or for
what is not due any more is said to lie apart, and what becomes of it.
"""

from typing import Final

from services.payments.domain.states import OPEN, SETTLING, State
from services.payments.domain.vnpay_codes import CANCELLED, EXPIRED, SUCCESS, response_text

Pair = tuple[str, str]

SETTLED: Final[Pair] = (
    "Chúng tôi đã nhận đủ tiền. Khoản này đã nộp xong.",
    "We have the whole amount. This is paid.",
)
AWAITED: Final[Pair] = (
    "Chúng tôi đang hỏi ngân hàng. Trang hồ sơ sẽ báo khi có kết quả; xin chưa nộp lại.",
    "We are asking the bank. The dossier's page will tell the result; please do not pay again yet.",
)
_HELD_VI = (
    "Ngân hàng báo đã nhận tiền của bạn, nhưng số tiền hoặc thời điểm không khớp với khoản phải nộp, nên khoản này chưa"
    " được ghi là đã nộp. Tiền được giữ riêng; cơ quan sẽ trả lại hoặc ghi vào đúng khoản và báo cho bạn. Xin không nộp"
    " lại lúc này."
)
_HELD_EN = (
    "The bank says that it has your money, but the amount or the time does not fit what is due, so this is not recorded"
    " as paid. The money is kept apart; the agency pays it back or books it rightly and tells you. Please do not pay"
    " again now."
)
HELD: Final[Pair] = (_HELD_VI, _HELD_EN)
_TWICE_VI = (
    "Khoản này đã nộp xong. Ngân hàng còn báo đã nhận thêm tiền của bạn; số tiền thêm được giữ riêng, cơ quan sẽ trả"
    " lại và báo cho bạn."
)
_TWICE_EN = (
    "This is paid. The bank says that it has more money of yours; what is too much is kept apart, and the agency pays"
    " it back and tells you."
)
TWICE: Final[Pair] = (_TWICE_VI, _TWICE_EN)
OVER: Final[Pair] = (
    "Lần thanh toán này đã khép lại. Xin xem khoản phải nộp ở trang hồ sơ.",
    "This attempt is over. Please see on the dossier's page what is due.",
)


def told(state: State, code: str, held: int) -> Pair:
    """The sentence for an attempt in a state, with the provider's last code and the đồng of it that lie in suspense."""
    if state in SETTLING:
        return TWICE if held else SETTLED
    if held:
        return HELD
    if state in OPEN:
        return AWAITED
    if code and code != SUCCESS:
        return response_text(code)
    own = {State.CANCELLED: CANCELLED, State.EXPIRED: EXPIRED}.get(state)
    return response_text(own) if own and not code else OVER
