"""What the sandbox bank does with an order: chosen on its page, or by the amount where a test has no browser.

An amount whose last three digits are in the table has that outcome; every other amount succeeds. Real fees are
multiples of 500 đồng, so no real fee is magic by accident.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class Outcome(enum.StrEnum):
    """What happens after the payer presses the button."""

    SUCCESS = "success"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LATE = "late"
    TWICE = "twice"
    FORGED = "forged"
    SILENT = "silent"
    WRONG_AMOUNT = "wrong-amount"
    NO_CALLBACK = "no-callback"
    REFUND_REFUSED = "refund-refused"
    REFUND_SLOW = "refund-slow"
    REFUND_REFUSED_LATE = "refund-refused-late"
    REFUND_SILENT = "refund-silent"
    REFUND_LOST = "refund-lost"


@dataclass(frozen=True, slots=True)
class Meaning:
    """An outcome in words, with the ending of the amounts that choose it (three digits, empty for none)."""

    ending: str
    vi: str
    en: str


MEANINGS: Final[Mapping[Outcome, Meaning]] = {
    Outcome.SUCCESS: Meaning(
        "", "Thành công: gửi kết quả ngay, rồi đưa người nộp về cổng", "Success: callback at once, then the return"
    ),
    Outcome.REFUSED: Meaning(
        "051", "Bị từ chối: tài khoản không đủ số dư (51)", "Refused: the balance is too low (51)"
    ),
    Outcome.CANCELLED: Meaning("024", "Người nộp hủy giao dịch (24)", "The payer cancels (24)"),
    Outcome.LATE: Meaning(
        "011",
        "Muộn: tiền được trừ, nhưng kết quả chỉ đến 10 phút sau khi giao dịch hết hạn",
        "Late: money is taken, but the callback and enquiries tell of it only 10 minutes after the expiry",
    ),
    Outcome.TWICE: Meaning("002", "Gửi kết quả thành công hai lần", "The callback of a success comes twice"),
    Outcome.FORGED: Meaning(
        "097",
        "Giả mạo: kết quả “thành công” với chữ ký sai; không trừ tiền",
        "Forged: a callback of success with a wrong signature; no money is taken",
    ),
    Outcome.SILENT: Meaning(
        "099",
        "Im lặng: không có kết quả, hỏi cũng không trả lời; không trừ tiền",
        "Silent: no callback, and enquiries are not answered; no money is taken",
    ),
    Outcome.WRONG_AMOUNT: Meaning(
        "004", "Sai số tiền: trừ và báo nhiều hơn 1.000 đồng", "Wrong amount: takes and reports 1,000 đồng more"
    ),
    Outcome.NO_CALLBACK: Meaning(
        "091",
        "Trừ tiền nhưng không gửi kết quả; hỏi thì trả lời",
        "Money is taken but no callback is sent; enquiries tell of it",
    ),
    Outcome.REFUND_REFUSED: Meaning(
        "095", "Thành công; khi hoàn tiền thì bị từ chối (95)", "Success; a refund is refused (95)"
    ),
    Outcome.REFUND_SLOW: Meaning(
        "005",
        "Thành công; hoàn tiền mất 10 giây (05, rồi 00)",
        "Success; a refund takes 10 seconds (05, then 00)",
    ),
    Outcome.REFUND_REFUSED_LATE: Meaning(
        "009",
        "Thành công; yêu cầu hoàn được nhận, 10 giây sau bị từ chối (06, rồi 09)",
        "Success; a refund is taken and refused 10 seconds later (06, then 09)",
    ),
    Outcome.REFUND_SILENT: Meaning(
        "098",
        "Thành công; tiền được hoàn nhưng yêu cầu hoàn không có trả lời, hỏi thì biết",
        "Success; a refund is done but not answered; enquiries tell of it",
    ),
    Outcome.REFUND_LOST: Meaning(
        "096",
        "Thành công; yêu cầu hoàn đầu tiên bị thất lạc, không có trả lời, hỏi thì chưa hoàn; gửi lại thì được",
        "Success; the first refund request is lost without an answer; sent again it works",
    ),
}

REFUND_OUTCOMES: Final = frozenset(outcome for outcome in Outcome if outcome.value.startswith("refund-"))
"""Outcomes that are about a refund; the payment itself succeeds at once."""
PAID: Final = REFUND_OUTCOMES | {
    Outcome.SUCCESS,
    Outcome.LATE,
    Outcome.TWICE,
    Outcome.WRONG_AMOUNT,
    Outcome.NO_CALLBACK,
}
"""Outcomes in which the bank has the payer's money."""
SURPLUS: Final = 1000
"""Đồng that `Outcome.WRONG_AMOUNT` takes too much."""

_BY_ENDING: Final = {meaning.ending: outcome for outcome, meaning in MEANINGS.items() if meaning.ending}


def outcome_of(dong: int) -> Outcome:
    """The outcome that an amount asks for."""
    return _BY_ENDING.get(f"{dong % 1000:03d}", Outcome.SUCCESS)
