"""Why money went to suspense, in the words that officers read with it (lý do đưa vào tiền treo)."""

from typing import Final

from services.payments.domain.states import OBLIGATION_WORDS

NO_ORDER: Final = "Không có khoản phải nộp nào mang mã giao dịch này"
OTHER_AMOUNT: Final = "Số tiền khác với khoản phải nộp"
NO_REFERENCE: Final = "Nội dung chuyển khoản không có mã khoản phải nộp"
MANY_REFERENCES: Final = "Nội dung chuyển khoản nêu nhiều khoản phải nộp"
OTHER_AGENCY: Final = "Khoản phải nộp được nêu là của cơ quan khác"


def amount_differs(due: int) -> str:
    """The transfer names an obligation, and is another amount."""
    told = f"{due:,}".replace(",", ".")
    return f"{OTHER_AMOUNT}: khoản phải nộp là {told} đồng"


def not_awaited(state: str) -> str:
    """The obligation is not due any more."""
    return f"Khoản phải nộp không chờ tiền nữa: {OBLIGATION_WORDS[state][0].lower()}"
